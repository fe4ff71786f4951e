package node

import (
	"context"
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/router/meta"
	"github.com/wampgen/wampgen/runtime/wamp"
	api "github.com/wampgen/wampgen/schemas/management"
)

func (m *management) getSessions(_ context.Context, realm *string) ([]api.Session, error) {
	if realm == nil {
		return m.node.sessions(func(string, Realm) bool { return true }), nil
	}
	named := func(_ string, r Realm) bool { return string(r.Name) == *realm }
	if names := m.realmNames(); !slices.Contains(names, *realm) {
		return nil, &api.NoSuchObjectError{Reason: fmt.Sprintf("the node has no realm %q: there are %s", *realm, listed(names))}
	}
	return m.node.sessions(named), nil
}

func (m *management) getSession(_ context.Context, worker string, args api.WorkerGetSessionArgs) (api.Session, error) {
	census, err := m.census(worker, args.RealmID)
	if err != nil {
		return api.Session{}, err
	}
	s, ok := census.Get(args.Session)
	if !ok {
		return api.Session{}, noSession(args.RealmID, args.Session)
	}
	return describeSession(worker, args.RealmID, s), nil
}

func (m *management) killSession(_ context.Context, worker string, args api.WorkerKillSessionArgs) error {
	census, err := m.census(worker, args.RealmID)
	if err != nil {
		return err
	}
	reason, message := goodbye(args.Reason, args.Message)
	if !census.Kill(args.Session, reason, message, false) {
		return noSession(args.RealmID, args.Session)
	}
	return nil
}

func (m *management) killByAuthID(_ context.Context, worker string, args api.WorkerKillByAuthIDArgs) ([]wamp.ID, error) {
	census, err := m.census(worker, args.RealmID)
	if err != nil {
		return nil, err
	}
	reason, message := goodbye(args.Reason, args.Message)
	killed := []wamp.ID{}
	for _, id := range census.List(func(s meta.Session) bool { return s.AuthID == args.AuthID }) {
		if census.Kill(id, reason, message, false) {
			killed = append(killed, id)
		}
	}
	return killed, nil
}

// goodbye is what a session is told that is ended.
func goodbye(reason *wamp.URI, message *string) (wamp.URI, string) {
	uri, text := wamp.CloseKilled, ""
	if reason != nil {
		uri = *reason
	}
	if message != nil {
		text = *message
	}
	return uri, text
}

// census knows the sessions of a realm.
func (m *management) census(worker, realm string) (meta.Census, error) {
	if _, err := m.realm(worker, realm); err != nil {
		return nil, err
	}
	r := m.node.realm(realmKey(worker, realm))
	if r == nil {
		return nil, &api.NoSuchObjectError{Reason: fmt.Sprintf("worker %q has no realm %q", worker, realm)}
	}
	return r.Census(), nil
}

func noSession(realm string, id wamp.ID) error {
	return &api.NoSuchObjectError{Reason: fmt.Sprintf("realm %q has no session %d", realm, id)}
}

// sessions lists the sessions of the workers' realms for which keep is true.
func (n *Node) sessions(keep func(worker string, r Realm) bool) []api.Session {
	sessions := []api.Session{}
	for _, w := range n.Plan().Workers {
		for _, planned := range w.Realms {
			r := n.realm(realmKey(w.ID, string(planned.Name)))
			if r == nil || !keep(w.ID, planned) {
				continue
			}
			census := r.Census()
			for _, id := range census.List(func(meta.Session) bool { return true }) {
				if s, ok := census.Get(id); ok {
					sessions = append(sessions, describeSession(w.ID, string(planned.Name), s))
				}
			}
		}
	}
	return sessions
}

func describeSession(worker, realm string, s meta.Session) api.Session {
	return api.Session{
		Session:      s.ID,
		Worker:       worker,
		Realm:        realm,
		AuthID:       s.AuthID,
		AuthRole:     s.AuthRole,
		AuthMethod:   s.AuthMethod,
		AuthProvider: s.AuthProvider,
		Hosted:       s.AuthMethod == hostedMethod,
		Protocol:     text(s.Transport.Protocol),
		Peer:         text(s.Transport.Peer),
	}
}

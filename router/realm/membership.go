package realm

import (
	"fmt"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/meta"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// NewSessionID returns a random ID that no session of the realm has.
func (r *Realm) NewSessionID() wamp.ID {
	for {
		id := r.cfg.IDs.Session()
		r.mu.Lock()
		_, taken := r.sessions[id]
		r.mu.Unlock()
		if !taken {
			return id
		}
	}
}

// Join attaches p, whose HELLO.Details are given, and returns WELCOME.Details,
// which all sessions share. The error is a *wamp.Error.
func (r *Realm) Join(p session.Peer, hello wamp.Dict, b *session.Burst) (wamp.Dict, error) {
	principal := p.Principal()
	if !r.policy.Load().HasRole(principal.AuthRole) {
		return nil, &wamp.Error{URI: wamp.ErrNoSuchRole, Message: fmt.Sprintf("the realm has no role %q", principal.AuthRole)}
	}
	if principal.AuthRole == authz.Trusted && !principal.Hosted {
		return nil, &wamp.Error{URI: wamp.ErrNotAuthorized, Message: "only components of this process may be trusted"}
	}
	m := &member{
		peer:   p,
		role:   principal.AuthRole,
		broker: r.broker.Attach(p, hello),
		dealer: r.dealer.Attach(p, hello),

		passthru: passthruOf(hello),
	}
	if err := r.add(m); err != nil {
		return nil, err
	}
	if r.meta != nil {
		r.meta.Joined(describe(p), b)
		if principal.Contract != nil {
			r.meta.Reflect(principal.Contract, b)
		}
	}
	return r.welcome, nil
}

func (r *Realm) add(m *member) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return &wamp.Error{URI: wamp.CloseSystemShutdown, Message: "the realm is closed"}
	}
	if _, taken := r.sessions[m.peer.ID()]; taken {
		return &wamp.Error{URI: wamp.ErrUnavailable, Message: "the session ID is taken"}
	}
	r.sessions[m.peer.ID()] = m
	m.peer.Seat().Take(m)
	return nil
}

// Leave detaches p and releases all it had: its subscriptions and registrations
// end, the calls it has not answered are answered for it, and those it waits for
// are given up. It may be called more than once, and for a peer that did not join.
func (r *Realm) Leave(p session.Peer, b *session.Burst) {
	if m := r.detach(p, b); m != nil && r.meta != nil && !r.isClosed() {
		r.execute(m, b)
		if c := p.Principal().Contract; c != nil {
			r.meta.Forget(c, b)
		}
		r.meta.Left(describe(p), b)
	}
}

// detach is Leave without telling anybody. It returns nil if p was no member.
func (r *Realm) detach(p session.Peer, b *session.Burst) *member {
	m, _ := p.Seat().Leave((*member)(nil)).(*member)
	if m == nil {
		return nil
	}
	m.broker.Leave(b)
	m.dealer.Leave(b)
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.sessions, p.ID())
	r.closeIfEmpty()
	return m
}

// Pending returns how many calls of the realm's sessions have no answer: what a
// node that drains waits for.
func (r *Realm) Pending() (calls int) {
	for _, m := range r.list() {
		calls += m.dealer.Pending()
	}
	return calls
}

// Abandon answers all calls of the realm's sessions that have no answer with an error,
// tells their callees that no answer is wanted, and returns how many calls that were.
func (r *Realm) Abandon(reason wamp.URI) (calls int) {
	for _, m := range r.list() {
		calls += m.dealer.Abandon(reason, nil)
	}
	return calls
}

func (r *Realm) isClosed() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closed
}

// list returns the sessions there are.
func (r *Realm) list() []*member {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]*member, 0, len(r.sessions))
	for _, m := range r.sessions {
		list = append(list, m)
	}
	return list
}

// member returns the session of p, or nil if it has left.
func (r *Realm) member(p session.Peer) *member {
	m, _ := p.Seat().Occupant().(*member)
	return m
}

// describe returns what the meta API says of a session.
func describe(p session.Peer) meta.Session {
	principal := p.Principal()
	return meta.Session{
		ID:           p.ID(),
		AuthID:       principal.AuthID,
		AuthRole:     principal.AuthRole,
		AuthMethod:   principal.AuthMethod,
		AuthProvider: principal.AuthProvider,
		Transport:    principal.Transport,
	}
}

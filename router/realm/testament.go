package realm

import (
	"errors"
	"sync"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/meta"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// will is the testaments of one session, in the order in which they were added
// (section "Session Testament").
type will struct {
	mu         sync.Mutex
	count      int
	bytes      int
	testaments [meta.Destroyed + 1][]*wamp.Publish // by scope
	closed     bool                                // they are published
}

// add keeps a testament, unless the session has left or a limit is in the way.
func (w *will) add(scope meta.Scope, m *wamp.Publish, limits *Limits, counts *tally.Tally) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	size := testamentSize(m)
	switch {
	case w.closed:
		return false
	case w.count >= limits.Testaments:
		counts.Limited(tally.Testaments)
		return false
	case w.bytes+size > limits.TestamentBytes:
		counts.Limited(tally.TestamentBytes)
		return false
	}
	w.count, w.bytes = w.count+1, w.bytes+size
	w.testaments[scope] = append(w.testaments[scope], m)
	return true
}

func (w *will) flush(scope meta.Scope) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, m := range w.testaments[scope] {
		w.count, w.bytes = w.count-1, w.bytes-testamentSize(m)
	}
	w.testaments[scope] = nil
}

// close returns all testaments, those of the scope detached first, once.
func (w *will) close() (all []*wamp.Publish) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for scope := range w.testaments {
		all = append(all, w.testaments[scope]...)
		w.testaments[scope] = nil
	}
	w.closed = true
	return all
}

// testamentSize is about how many bytes a testament takes.
func testamentSize(m *wamp.Publish) int {
	n := len(m.Topic) + m.Payload.Size() + m.Options.Filter.Size()
	if c := m.Options.Custom; c != nil {
		for _, o := range c.Options {
			n += len(o.Name) + len(o.Value)
		}
	}
	if p := m.Passthru; p != nil {
		n += len(p.Scheme) + len(p.Serializer) + len(p.Cipher) + len(p.KeyID)
	}
	return n
}

// wills is the testaments of all sessions.
type wills struct{ realm *Realm }

var _ meta.Testaments = wills{}

// Add keeps a testament that the session may publish now. Whether it still may
// when it ends is asked again then.
func (w wills) Add(id wamp.ID, scope meta.Scope, m *wamp.Publish) error {
	member := census(w).find(id)
	if member == nil {
		return &wamp.Error{URI: wamp.ErrNoSuchSession, Message: "the session has ended"}
	}
	decision, err := w.realm.permit(member, authz.Publish, m.Topic, wamp.MatchExact, nil)
	if err != nil {
		return err
	}
	if m.Passthru != nil && !member.passthru.publisher {
		return &wamp.Error{URI: wamp.ErrFeatureNotSupported, Message: "payload_passthru_mode is not announced"}
	}
	if decision.Validate {
		if err := w.realm.validate(KindEvent, m.Topic, m.Payload); err != nil {
			return err
		}
	}
	if !member.will.add(scope, m, &w.realm.cfg.Limits, w.realm.cfg.Tally) {
		return &wamp.Error{URI: wamp.ErrUnavailable, Message: "the session has too many testaments"}
	}
	return nil
}

// Flush forgets testaments.
func (w wills) Flush(id wamp.ID, scope meta.Scope) {
	if member := census(w).find(id); member != nil {
		member.will.flush(scope)
	}
}

// execute publishes the testaments of a session that has left.
func (r *Realm) execute(m *member, b *session.Burst) {
	for _, testament := range m.will.close() {
		if err := r.publish(m, testament, b); err != nil {
			r.cfg.Logger.Debug("publish testament", "session", m.peer.ID(), "topic", testament.Topic, "error", err)
			if refused := (*wamp.Error)(nil); errors.As(err, &refused) && refused.URI == wamp.ErrAuthorizationFailed {
				return // the end of a session does not wait for an authorizer again and again
			}
		}
	}
}

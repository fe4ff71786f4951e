package realm

import (
	"context"
	"errors"
	"fmt"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// errClosed is why nothing is asked any more.
var errClosed = errors.New("the realm is closed")

// Ask calls a procedure of the realm for the router itself, which is no session of the
// realm: no policy is asked and callees are not told who calls. It returns the result,
// or the callee's error as a *wamp.Error, and at the latest when ctx ends or the realm
// closes.
func (r *Realm) Ask(ctx context.Context, procedure wamp.URI, p wamp.Payload) (wamp.Payload, error) {
	a := &asker{id: r.cfg.IDs.Session(), answer: make(chan asked, 1)}
	caller := r.dealer.Attach(a, nil)
	defer caller.Leave(nil) // a call without an answer is given up
	if err := caller.Call(&wamp.Call{Request: 1, Procedure: procedure, Payload: p}, dealer.Terms{}, nil); err != nil {
		return wamp.Payload{}, fmt.Errorf("call %q: %w", procedure, err)
	}
	var err error
	select {
	case got := <-a.answer:
		return got.payload, got.err
	case <-ctx.Done():
		err = ctx.Err()
	case <-r.closing:
		err = errClosed
	}
	return wamp.Payload{}, fmt.Errorf("call %q: %w", procedure, err)
}

// asker is the router as the caller of one call.
type asker struct {
	id     wamp.ID
	answer chan asked
}

// asked is the answer to a call.
type asked struct {
	payload wamp.Payload
	err     error
}

var _ session.Peer = (*asker)(nil)

// ID implements session.Peer.
func (a *asker) ID() wamp.ID { return a.id }

// Principal implements session.Peer.
func (a *asker) Principal() *session.Principal {
	return &session.Principal{AuthID: "router", AuthRole: authz.Trusted, AuthMethod: "internal", AuthProvider: "internal", Hosted: true}
}

// Seat implements session.Peer: there is none in the realm.
func (a *asker) Seat() *session.Seat { return new(session.Seat) }

// Send implements session.Peer: it takes the first answer, which is the only one.
func (a *asker) Send(m wamp.Message, _ *session.Burst) session.Pressure {
	var got asked
	switch m := m.(type) {
	case *wamp.Result:
		got.payload = m.Payload.Clone()
	case *wamp.ErrorMessage:
		got.err = &wamp.Error{URI: m.Error, Payload: m.Payload.Clone()}
	default:
		return session.Ok
	}
	select {
	case a.answer <- got:
	default:
	}
	return session.Ok
}

// SendShared implements session.Peer. The asker has no subscriptions.
func (a *asker) SendShared(*session.Shared, *session.Burst) session.Pressure { return session.Closed }

// Close implements session.Peer.
func (a *asker) Close(wamp.URI, string) {}

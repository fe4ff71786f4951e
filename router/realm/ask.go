package realm

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Ask calls a procedure of the realm for the router itself, which is no session of the
// realm: no policy is asked and callees are not told who calls. It returns the result,
// or the callee's error as a *wamp.Error, and at the latest when ctx ends or the realm
// closes.
func (r *Realm) Ask(ctx context.Context, procedure wamp.URI, p wamp.Payload) (wamp.Payload, error) {
	return r.asker.ask(ctx, procedure, p)
}

// asker is the router as a caller.
type asker struct {
	id     wamp.ID
	dealer *dealer.Session
	closed chan struct{}
	once   sync.Once

	mu      sync.Mutex
	last    wamp.ID
	waiting map[wamp.ID]chan asked
}

// asked is the answer to a call.
type asked struct {
	payload wamp.Payload
	err     error
}

var _ session.Peer = (*asker)(nil)

// errClosed is why nothing is asked any more.
var errClosed = errors.New("the realm is closed")

func newAsker(id wamp.ID, d *dealer.Dealer) *asker {
	a := &asker{id: id, closed: make(chan struct{}), waiting: map[wamp.ID]chan asked{}}
	a.dealer = d.Attach(a, nil)
	return a
}

func (a *asker) ask(ctx context.Context, procedure wamp.URI, p wamp.Payload) (wamp.Payload, error) {
	request, answer := a.begin()
	defer a.forget(request)
	if err := a.dealer.Call(&wamp.Call{Request: request, Procedure: procedure, Payload: p}, false, nil, nil); err != nil {
		return wamp.Payload{}, fmt.Errorf("call %q: %w", procedure, err)
	}
	var err error
	select {
	case got := <-answer:
		return got.payload, got.err
	case <-ctx.Done():
		err = ctx.Err()
	case <-a.closed:
		err = errClosed
	}
	a.dealer.Cancel(&wamp.Cancel{Request: request, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}}, nil)
	return wamp.Payload{}, fmt.Errorf("call %q: %w", procedure, err)
}

func (a *asker) begin() (wamp.ID, <-chan asked) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.last++; a.last > wamp.MaxID {
		a.last = 1
	}
	answer := make(chan asked, 1)
	a.waiting[a.last] = answer
	return a.last, answer
}

func (a *asker) forget(request wamp.ID) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.waiting, request)
}

// close has those who wait give up.
func (a *asker) close() { a.once.Do(func() { close(a.closed) }) }

// ID implements session.Peer.
func (a *asker) ID() wamp.ID { return a.id }

// Principal implements session.Peer.
func (a *asker) Principal() *session.Principal {
	return &session.Principal{AuthID: "router", AuthRole: authz.Trusted, AuthMethod: "internal", AuthProvider: "internal", Hosted: true}
}

// Send implements session.Peer: it takes the answers of callees.
func (a *asker) Send(m wamp.Message, _ *session.Burst) session.Pressure {
	switch m := m.(type) {
	case *wamp.Result:
		a.answer(m.Request, asked{payload: m.Payload.Clone()})
	case *wamp.ErrorMessage:
		a.answer(m.Request, asked{err: &wamp.Error{URI: m.Error, Payload: m.Payload.Clone()}})
	}
	return session.Ok
}

func (a *asker) answer(request wamp.ID, got asked) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if answer, ok := a.waiting[request]; ok {
		delete(a.waiting, request)
		answer <- got
	}
}

// SendShared implements session.Peer. The asker has no subscriptions.
func (a *asker) SendShared(*session.Shared, *session.Burst) session.Pressure { return session.Closed }

// Close implements session.Peer. The asker ends with its realm.
func (a *asker) Close(wamp.URI, string) {}

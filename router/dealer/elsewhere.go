package dealer

import (
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// elsewhere holds the calls that callees of other nodes answer, by token.
type elsewhere struct {
	remote Remote

	mu    sync.Mutex
	calls map[wamp.ID]*away
	last  wamp.ID
}

// away is one of the calls, as the answerer of its pending call.
type away struct {
	*elsewhere
	node string
	call *pending
}

// invoke hands a call to another node. It borrows c.
func (e *elsewhere) invoke(node string, p *pending, c *Call, burst *session.Burst) {
	if e.remote == nil {
		p.hindered(nobody, c, nil, burst)
		return
	}
	token := e.add(node, p)
	if token == 0 {
		return
	}
	if err := e.remote.Invoke(node, token, c.Clone(), p.caller.Identity(), c.Timeout); err != nil {
		e.take(token, false)
		p.refuse(wamp.ErrNetworkFailure, notReached, burst)
		return
	}
	p.arm(c.Timeout)
}

// add returns the token of a call, or 0 if it has ended.
func (e *elsewhere) add(node string, p *pending) wamp.ID {
	e.mu.Lock()
	defer e.mu.Unlock()
	a := &away{e, node, p}
	if !p.bind(a, e.last+1) {
		return 0
	}
	e.last++
	if e.calls == nil {
		e.calls = make(map[wamp.ID]*away)
	}
	e.calls[e.last] = a
	return e.last
}

// take returns the token's call, or nil if no answer is wanted, and forgets it
// unless more answers follow.
func (e *elsewhere) take(token wamp.ID, progress bool) *away {
	e.mu.Lock()
	defer e.mu.Unlock()
	a := e.calls[token]
	if !progress {
		delete(e.calls, token)
	}
	return a
}

// interruptible reports true: it is the other node's matter whether its callee is.
func (a *away) interruptible() bool { return true }

// cancel gives up a call at the other node.
func (a *away) cancel(_ *pending, token wamp.ID, mode wamp.CancelMode, _ wamp.URI, _ *session.Burst) {
	if a.take(token, mode == wamp.CancelKill) != nil {
		a.remote.Cancel(a.node, token, mode)
	}
}

// more hands a part of the input to the other node.
func (a *away) more(p *pending, token wamp.ID, m part, burst *session.Burst) {
	if a.open(token) == nil {
		return // it is answered
	}
	c := &Call{Procedure: p.procedure, Progress: m.progress, Payload: m.payload.Clone()}
	if err := a.remote.Invoke(a.node, token, c, p.caller.Identity(), 0); err != nil {
		a.take(token, false)
		p.refuse(wamp.ErrNetworkFailure, notReached, burst)
	}
}

// open returns the token's call, or nil if it is answered.
func (e *elsewhere) open(token wamp.ID) *away { return e.take(token, true) }

// Result answers a call that was handed to another node, with its token. A call
// that has ended, or never was, is no error: answers and CANCEL cross.
func (d *Dealer) Result(token wamp.ID, progress bool, p wamp.Payload) {
	if a := d.elsewhere.take(token, progress); a != nil {
		a.call.result(progress, &p, nil)
	}
}

// Error answers a call that was handed to another node, with its token.
func (d *Dealer) Error(token wamp.ID, uri wamp.URI, p wamp.Payload) {
	if a := d.elsewhere.take(token, false); a != nil {
		a.call.error(uri, p, nil)
	}
}

// Foreign is a call of another node that this one routes.
type Foreign struct{ call *pending }

// Invoke routes a call that another node has handed to this one; caller takes the
// answers there. Invoke borrows c.
func (d *Dealer) Invoke(caller Caller, request wamp.ID, c *Call) Foreign {
	p := &pending{
		dealer:    d,
		caller:    caller,
		request:   request,
		procedure: c.Procedure,
		progress:  c.ReceiveProgress,
		passthru:  c.Passthru,
		streaming: c.Progress,
	}
	d.dispatch(p, c, nil, nil)
	return Foreign{p}
}

// Cancel gives the call up. After any mode but kill the caller gets no answer.
func (f Foreign) Cancel(mode wamp.CancelMode) {
	if f.call.cancel(mode, wamp.ErrCanceled, nil) && mode == wamp.CancelKill {
		f.call.caller.Error(f.call.request, wamp.ErrCanceled, session.Explanation(canceled), nil)
	}
}

// Continue hands on a further part of the call's input. The payload is borrowed;
// progress says that more follow.
func (f Foreign) Continue(payload wamp.Payload, progress bool) error {
	return f.call.more(part{payload, progress}, nil)
}

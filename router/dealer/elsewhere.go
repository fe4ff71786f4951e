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
		p.error(wamp.ErrNoSuchProcedure, wamp.Payload{}, burst)
		return
	}
	token := e.add(node, p)
	if token == 0 {
		return
	}
	if err := e.remote.Invoke(node, token, c.Clone(), p.caller.Identity(), c.Timeout); err != nil {
		e.take(token, false)
		p.error(wamp.ErrNetworkFailure, wamp.Payload{}, burst)
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
func (a *away) cancel(token wamp.ID, mode wamp.CancelMode, _ wamp.URI, _ *session.Burst) {
	if a.take(token, mode == wamp.CancelKill) != nil {
		a.remote.Cancel(a.node, token, mode)
	}
}

// Result answers a call that was handed to another node, with its token. A call
// that has ended, or never was, is no error: answers and CANCEL cross.
func (d *Dealer) Result(token wamp.ID, progress bool, p wamp.Payload) {
	if a := d.elsewhere.take(token, progress); a != nil {
		a.call.result(progress, p, nil)
	}
}

// Error answers a call that was handed to another node, with its token.
func (d *Dealer) Error(token wamp.ID, uri wamp.URI, p wamp.Payload) {
	if a := d.elsewhere.take(token, false); a != nil {
		a.call.error(uri, p, nil)
	}
}

// Invoke routes a call that another node has handed to this one; caller takes the
// answers there. The result gives the call up; after any mode but kill the caller
// gets no answer. Invoke borrows c.
func (d *Dealer) Invoke(caller Caller, request wamp.ID, c *Call) (cancel func(wamp.CancelMode)) {
	p := &pending{
		dealer:    d,
		caller:    caller,
		request:   request,
		procedure: c.Procedure,
		progress:  c.ReceiveProgress,
		passthru:  c.Passthru,
	}
	d.dispatch(p, c, nil)
	return func(mode wamp.CancelMode) {
		if p.cancel(mode, wamp.ErrCanceled, nil) && mode == wamp.CancelKill {
			caller.Error(request, wamp.ErrCanceled, wamp.Payload{}, nil)
		}
	}
}

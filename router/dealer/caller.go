package dealer

import (
	"fmt"
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// caller is a session as a Caller.
type caller struct {
	dealer   *Dealer
	peer     session.Peer
	identity Identity
	passthru bool // it reads payloads in passthru mode

	mu    sync.Mutex
	calls wamp.IDTable[*pending] // without an answer
	left  bool
}

var _ Caller = (*caller)(nil)

// Identity returns who the session is.
func (c *caller) Identity() Identity { return c.identity }

// Result sends RESULT.
func (c *caller) Result(request wamp.ID, progress bool, p wamp.Payload, burst *session.Burst) {
	if !progress {
		c.forget(request)
	}
	m := c.dealer.messages.results.Get().(*wamp.Result)
	m.Request, m.Details.Progress, m.Payload = request, progress, p
	c.peer.Send(m, burst)
	m.Payload = wamp.Payload{}
	c.dealer.messages.results.Put(m)
}

// Error sends ERROR for a CALL.
func (c *caller) Error(request wamp.ID, uri wamp.URI, p wamp.Payload, burst *session.Burst) {
	c.forget(request)
	c.refuse(request, uri, p, burst)
}

// refuse sends ERROR for a CALL that is not open.
func (c *caller) refuse(request wamp.ID, uri wamp.URI, p wamp.Payload, burst *session.Burst) {
	m := c.dealer.messages.errors.Get().(*wamp.ErrorMessage)
	*m = wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: request, Error: uri, Payload: p}
	c.peer.Send(m, burst)
	*m = wamp.ErrorMessage{}
	c.dealer.messages.errors.Put(m)
}

func (c *caller) forget(request wamp.ID) {
	c.mu.Lock()
	c.calls.Delete(request)
	c.mu.Unlock()
}

// open takes a new call. The error is a protocol violation.
func (c *caller) open(p *pending) (refusal wamp.URI, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.left:
		return wamp.ErrCanceled, nil
	case c.calls.Get(p.request) != nil:
		return "", fmt.Errorf("receive CALL: request %d is open", p.request)
	case c.calls.Len() >= c.dealer.cfg.PendingCallsPerSession:
		return wamp.ErrUnavailable, nil
	}
	c.calls.Put(p.request, p)
	return "", nil
}

// find returns a call that has no answer, or nil.
func (c *caller) find(request wamp.ID) *pending {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls.Get(request)
}

func (c *caller) pending() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.calls.Len()
}

// leave gives up all calls (section "Caller Leaving During an RPC Invocation").
func (c *caller) leave(burst *session.Burst) {
	c.mu.Lock()
	calls := c.calls
	c.calls, c.left = wamp.IDTable[*pending]{}, true
	c.mu.Unlock()
	for _, p := range calls.All() {
		p.cancel(wamp.CancelKillNoWait, wamp.ErrCanceled, burst)
	}
}

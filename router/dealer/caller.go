package dealer

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// caller is a session as a Caller.
type caller struct {
	dealer   *Dealer
	peer     session.Peer
	identity Identity
	passthru bool // it reads payloads in passthru mode

	streams  bool        // it has announced progressive call invocations
	streamed atomic.Bool // it has made such a call

	mu    sync.Mutex
	calls wamp.IDTable[*pending] // without an answer
	ended recent                 // calls that had an input
	left  bool

	kept atomic.Int64 // bytes of its calls that the dealer keeps
}

// recent is the last requests of a kind.
type recent struct {
	ids  []wamp.ID
	next int
}

// recentRequests is how many a session keeps: as many late CALLs may be on the way
// at once.
const recentRequests = 256

func (r *recent) add(id wamp.ID) {
	if len(r.ids) < recentRequests {
		r.ids = append(r.ids, id)
		return
	}
	r.ids[r.next] = id
	r.next = (r.next + 1) % recentRequests
}

func (r *recent) has(id wamp.ID) bool { return slices.Contains(r.ids, id) }

var _ Caller = (*caller)(nil)

// Identity returns who the session is.
func (c *caller) Identity() Identity { return c.identity }

// Result sends RESULT, unless the caller takes no message of that size.
func (c *caller) Result(request wamp.ID, progress bool, p wamp.Payload, burst *session.Burst) (fits bool) {
	if !progress {
		c.forget(request)
	}
	m := c.dealer.messages.results.Get().(*wamp.Result)
	m.Request, m.Details.Progress, m.Payload = request, progress, p
	pressure := c.peer.Send(m, burst)
	m.Payload = wamp.Payload{}
	c.dealer.messages.results.Put(m)
	return pressure != session.TooBig
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
	if c.peer.Send(m, burst) == session.TooBig {
		m.Error, m.Payload = wamp.ErrPayloadSizeExceeded, session.Explanation("the error is larger than the caller takes")
		c.peer.Send(m, burst)
	}
	*m = wamp.ErrorMessage{}
	c.dealer.messages.errors.Put(m)
}

func (c *caller) forget(request wamp.ID) {
	c.mu.Lock()
	if p := c.calls.Take(request); p != nil && p.streaming {
		c.ended.add(request)
	}
	c.mu.Unlock()
}

// continues reports whether a CALL with the request continues a call.
func (c *caller) continues(request wamp.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.calls.Get(request)
	return p != nil && p.streaming || c.ended.has(request)
}

// discard has further CALLs with the request discarded.
func (c *caller) discard(request wamp.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.streamed.Store(true)
	c.ended.add(request)
}

// open takes a new call. The error is a protocol violation.
func (c *caller) open(p *pending) (refusal wamp.URI, text string, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.left:
		return wamp.ErrCanceled, "", nil
	case c.calls.Get(p.request) != nil:
		return "", "", fmt.Errorf("receive CALL: request %d is open", p.request)
	case c.calls.Len() >= c.dealer.cfg.PendingCallsPerSession:
		c.dealer.cfg.Tally.Limited(tally.PendingCallsPerSession)
		return wamp.ErrUnavailable, "the session has too many calls without an answer", nil
	}
	c.calls.Put(p.request, p)
	if p.streaming {
		c.streamed.Store(true)
	}
	return "", "", nil
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

// abandon ends all calls with an error and returns how many that were.
func (c *caller) abandon(reason wamp.URI, burst *session.Burst) (ended int) {
	c.mu.Lock()
	calls := pendingOf(&c.calls)
	c.mu.Unlock()
	for _, p := range waitingFirst(calls) {
		if p.giveUp(reason, "the router has given the call up", burst) {
			ended++
		}
	}
	return ended
}

// leave gives up all calls (section "Caller Leaving During an RPC Invocation").
func (c *caller) leave(burst *session.Burst) {
	c.mu.Lock()
	calls := pendingOf(&c.calls)
	c.calls, c.left = wamp.IDTable[*pending]{}, true
	c.mu.Unlock()
	for _, p := range waitingFirst(calls) {
		p.cancel(wamp.CancelKillNoWait, wamp.ErrCanceled, burst)
	}
}

func pendingOf(table *wamp.IDTable[*pending]) []*pending {
	calls := make([]*pending, 0, table.Len())
	for _, p := range table.All() {
		calls = append(calls, p)
	}
	return calls
}

// waitingFirst returns calls that end together, those first that wait in a queue: the
// places of the others are not for them.
func waitingFirst(calls []*pending) []*pending {
	next := 0
	for i, p := range calls {
		if p.waits() {
			calls[i], calls[next] = calls[next], p
			next++
		}
	}
	return calls
}

package runtime

import (
	"context"
	"sync"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Invocation is what a procedure's handler may learn beyond the arguments; see
// InvocationFrom.
type Invocation struct {
	Procedure    wamp.URI // the one called, also for pattern registrations
	Registration wamp.ID
	// The caller, where it is disclosed.
	Caller         wamp.ID
	CallerAuthID   string
	CallerAuthRole string
	Custom         *wamp.Custom // options of implementations in CALL; nil: none
}

// InvocationFrom returns the invocation that the context of a procedure's handler
// belongs to.
func InvocationFrom(ctx context.Context) (Invocation, bool) {
	c, ok := ctx.Value(invocationKey{}).(*invocationContext)
	if !ok {
		return Invocation{}, false
	}
	return c.invocation(), true
}

// InvocationURI returns the URI that was called, in the context of a procedure's
// handler; elsewhere it is empty.
func InvocationURI(ctx context.Context) wamp.URI {
	i, _ := InvocationFrom(ctx)
	return i.Procedure
}

// invocation is one INVOCATION on its way through a worker, and its answer.
type invocation struct {
	request      wamp.ID
	registration *Registration // nil: there is none, which is the answer
	link         Link          // that it came by
	ctx          *invocationContext
	payload      wamp.Payload
	buf          []byte // memory of payload

	yield wamp.Yield
}

var invocationPool = sync.Pool{New: func() any { return new(invocation) }}

func (i *invocation) size() int { return messageOverhead + i.payload.Size() }

func (i *invocation) free() {
	buf := i.buf
	if cap(buf) > reusedBuffer {
		buf = nil
	}
	i.registration, i.link, i.ctx, i.payload, i.buf = nil, nil, nil, wamp.Payload{}, buf[:0]
	i.yield.Payload = wamp.Payload{}
	invocationPool.Put(i)
}

// receiveInvocation hands an invocation to a worker, or has it wait where its
// procedure is at its limit.
func (s *Session) receiveInvocation(m *wamp.Invocation) {
	i := invocationPool.Get().(*invocation)
	i.request = m.Request
	i.payload, i.buf = copyPayload(i.buf, m.Payload)
	i.ctx = newInvocationContext(s, m)
	s.mu.Lock()
	if !s.state.joined() {
		s.mu.Unlock()
		i.ctx.stop(returned)
		i.free()
		return
	}
	i.link = s.link
	if p := i.ctx.progression; p != nil {
		p.link = s.link
	}
	s.invocations.Put(m.Request, i)
	if !s.admitLocked(i, m.Registration) {
		s.mu.Unlock()
		return
	}
	w := s.idleWorkerLocked()
	s.mu.Unlock()
	s.dispatch(w, i) // wakes somebody: not under the lock that they need
}

// admitLocked reports whether the invocation may run now. If not, it waits for
// another to finish.
func (s *Session) admitLocked(i *invocation, registration wamp.ID) bool {
	r := s.registrations[registration]
	i.registration, i.ctx.registration = r, r
	if r == nil {
		return true
	}
	if limit := r.options.Concurrency; limit > 0 && r.running >= limit {
		r.waiting = append(r.waiting, i)
		s.backlog.add(i.size())
		return false
	}
	r.running++
	return true
}

// receiveInterrupt ends the context of an invocation's handler. The handler
// answers.
func (s *Session) receiveInterrupt(m *wamp.Interrupt) {
	var ctx *invocationContext
	s.mu.Lock()
	if i := s.invocations.Get(m.Request); i != nil {
		ctx = i.ctx
	}
	s.mu.Unlock()
	if ctx != nil {
		ctx.stop(interrupted)
	}
}

// finish forgets an invocation whose handler has returned and returns the next
// one that waits for it, if any.
func (s *Session) finish(i *invocation) (next *invocation) {
	i.ctx.stop(returned)
	i.ctx.progression.end()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.invocations.Get(i.request) == i {
		s.invocations.Delete(i.request)
	}
	r := i.registration
	if r == nil {
		return nil
	}
	if len(r.waiting) == 0 {
		r.running--
		return nil
	}
	next = r.waiting[0]
	r.waiting[0] = nil
	r.waiting = r.waiting[1:]
	s.backlog.remove(next.size())
	return next
}

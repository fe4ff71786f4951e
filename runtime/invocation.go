package runtime

import (
	"context"
	"sync"

	"github.com/wampgen/wampgen/runtime/codec"
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

// invocation is one INVOCATION on its way through a worker, and its answer. What reads
// and writes their payloads is part of it.
type invocation struct {
	arrival
	buf       []byte // memory of payload
	reader    codec.Reader
	validator codec.Validator
	writer    codec.Writer
}

// arrival is what an invocation has for one use of it.
type arrival struct {
	request      wamp.ID
	registration *Registration // nil: there is none, which is the answer
	link         Link          // that it came by
	ctx          *invocationContext
	payload      wamp.Payload
	yield        wamp.Yield // its payload is the result of the handler, written by writer or not
}

var invocationPool = sync.Pool{New: func() any { return new(invocation) }}

func (i *invocation) size() int { return messageOverhead + i.payload.Size() }

func (i *invocation) free() {
	if cap(i.buf) > reusedBuffer {
		i.buf = nil
		i.reader.Clear()
	}
	i.arrival = arrival{}
	i.writer.Clear()
	invocationPool.Put(i)
}

// receiveInvocation hands an invocation to a worker, or has it wait where its
// procedure is at its limit.
func (s *Session) receiveInvocation(m *wamp.Invocation) {
	i := invocationPool.Get().(*invocation)
	i.request = m.Request
	i.buf = copyPayload(&i.payload, i.buf, &m.Payload)
	i.ctx = newInvocationContext(s, m)
	s.mu.Lock()
	s.lastInvocation = m.Request
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
	if limit := r.options.Concurrency; limit > 0 {
		if r.running >= limit {
			r.waiting = append(r.waiting, i)
			s.backlog.add(i.size())
			return false
		}
		r.running++
	}
	s.stats.invocations++
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

// vacate hands the place of an invocation whose handler has returned to the one that has
// waited for it longest, if any. That comes before the answer, as the router may send the
// next one at once.
func (s *Session) vacate(i *invocation) (next *invocation) {
	r := i.registration
	if r == nil || r.options.Concurrency <= 0 {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(r.waiting) == 0 {
		r.running--
		return nil
	}
	next = r.waiting[0]
	r.waiting[0] = nil
	r.waiting = r.waiting[1:]
	s.backlog.remove(next.size())
	if next.ctx.Err() == nil { // else it was given up while it waited, and does not run
		s.stats.invocations++
	}
	return next
}

// forgetLocked is called when an invocation is answered.
func (s *Session) forgetLocked(i *invocation) {
	if other := s.invocations.Take(i.request); other != i && other != nil { // i was lost with its connection
		s.invocations.Put(i.request, other)
	}
}

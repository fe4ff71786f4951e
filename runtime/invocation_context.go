package runtime

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// errInterrupted is the cause of a handler's context that INTERRUPT has ended.
var errInterrupted = errors.New("interrupted by the caller or the router")

type invocationKey struct{}

// invocationContext is the context of one invocation's handler. A handler may keep
// it, so each has its own; most neither wait for its end nor derive contexts from
// it, and so the cancelable context below is made when somebody asks.
type invocationContext struct {
	session      *Session
	registration *Registration // nil: there is none
	details      *Invocation   // nil: what the registration tells is all
	progression  *progression  // nil: the invocation is not progressive

	mu    sync.Mutex                 // held while inner is made
	inner atomic.Pointer[cancelable] // nil until it is needed
	end   atomic.Uint32              // a contextEnd; who sets it cancels inner, or who makes inner does
}

// cancelable is a context and what ends it.
type cancelable struct {
	context.Context
	cancel context.CancelCauseFunc
}

// contextEnd is what has ended a context before its session's end.
type contextEnd = uint32

const (
	running contextEnd = iota
	interrupted
	returned // the handler has
)

func causeOf(end contextEnd) error {
	if end == interrupted {
		return errInterrupted
	}
	return context.Canceled
}

func newInvocationContext(s *Session, m *wamp.Invocation) *invocationContext {
	c := &invocationContext{session: s, progression: newProgression(s, m)}
	if d := &m.Details; d.Procedure != "" || d.Caller != 0 || d.CallerAuthID != "" || d.CallerAuthRole != "" || d.Custom != nil {
		c.details = &Invocation{
			Procedure:      d.Procedure,
			Registration:   m.Registration,
			Caller:         d.Caller,
			CallerAuthID:   d.CallerAuthID,
			CallerAuthRole: d.CallerAuthRole,
			Custom:         d.Custom.Clone(),
		}
	}
	if m.Details.Timeout > 0 {
		c.inner.Store(contextWithTimeout(s.ctx, m.Details.Timeout))
	}
	return c
}

// contextWithTimeout is context.WithTimeout with a cancel function that takes a
// cause.
func contextWithTimeout(parent context.Context, d time.Duration) *cancelable {
	outer, cancelOuter := context.WithTimeout(parent, d)
	inner, cancelInner := context.WithCancelCause(outer)
	return &cancelable{inner, func(cause error) {
		cancelInner(cause)
		cancelOuter()
	}}
}

// invocation returns what the handler may learn.
func (c *invocationContext) invocation() Invocation {
	var i Invocation
	if c.details != nil {
		i = *c.details
	}
	if r := c.registration; r != nil {
		i.Registration = wamp.ID(r.id.Load())
		if i.Procedure == "" {
			i.Procedure = r.procedure
		}
	}
	return i
}

// procedure returns the URI that was called.
func (c *invocationContext) procedure() wamp.URI { return c.invocation().Procedure }

// Deadline returns the end of a timeout that the dealer has left to the callee.
func (c *invocationContext) Deadline() (time.Time, bool) {
	if inner := c.inner.Load(); inner != nil {
		return inner.Deadline()
	}
	return c.session.ctx.Deadline()
}

// Done returns the channel that INTERRUPT, the session's end and the handler's
// return close.
func (c *invocationContext) Done() <-chan struct{} {
	inner := c.inner.Load()
	if inner == nil {
		inner = c.makeInner()
	}
	done := inner.Done()
	if c.end.Load() != running {
		<-done // who has set end, or made inner, is just about to cancel it
	}
	return done
}

func (c *invocationContext) makeInner() *cancelable {
	c.mu.Lock()
	defer c.mu.Unlock()
	if inner := c.inner.Load(); inner != nil {
		return inner
	}
	ctx, cancel := context.WithCancelCause(c.session.ctx)
	inner := &cancelable{ctx, cancel}
	c.inner.Store(inner)
	if end := c.end.Load(); end != running {
		cancel(causeOf(end))
	}
	return inner
}

// Err returns nil until the context has ended.
func (c *invocationContext) Err() error {
	end := c.end.Load()
	if inner := c.inner.Load(); inner != nil {
		if end != running {
			<-inner.Done() // who has set end, or made inner, is just about to cancel it
		}
		return inner.Err()
	}
	if end != running {
		return context.Canceled
	}
	return c.session.ctx.Err()
}

// Value returns the inner context's values too: package context knows its own
// contexts by one, and derives from them without a goroutine.
func (c *invocationContext) Value(key any) any {
	if key == (invocationKey{}) {
		return c
	}
	if inner := c.inner.Load(); inner != nil {
		return inner.Value(key)
	}
	return c.session.ctx.Value(key)
}

// stop ends the context, unless it has ended.
func (c *invocationContext) stop(end contextEnd) {
	if !c.end.CompareAndSwap(running, end) {
		return
	}
	if inner := c.inner.Load(); inner != nil {
		inner.cancel(causeOf(end))
	}
}

// interrupted reports whether INTERRUPT has ended the context.
func (c *invocationContext) interrupted() bool {
	return c.end.Load() == interrupted
}

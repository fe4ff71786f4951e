package runtime

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// errInterrupted is the cause of a handler's context that INTERRUPT has ended.
var errInterrupted = errors.New("interrupted by the caller or the router")

type invocationKey struct{}

// invocationContext is the context of one invocation's handler. Most handlers
// neither wait for its end nor derive contexts; so the cancelable context below it
// is made when somebody asks.
type invocationContext struct {
	session    context.Context
	invocation Invocation

	mu     sync.Mutex
	inner  context.Context // nil until it is needed
	cancel context.CancelCauseFunc
	cause  error // why the context ended before the session's; nil: it has not
}

func newInvocationContext(session context.Context, m *wamp.Invocation) *invocationContext {
	c := &invocationContext{
		session: session,
		invocation: Invocation{
			Procedure:      m.Details.Procedure,
			Registration:   m.Registration,
			Caller:         m.Details.Caller,
			CallerAuthID:   m.Details.CallerAuthID,
			CallerAuthRole: m.Details.CallerAuthRole,
		},
	}
	if m.Details.Timeout > 0 {
		c.inner, c.cancel = contextWithTimeout(session, m.Details.Timeout)
	}
	return c
}

// contextWithTimeout is context.WithTimeout with a cancel function that takes a
// cause.
func contextWithTimeout(parent context.Context, d time.Duration) (context.Context, context.CancelCauseFunc) {
	outer, cancelOuter := context.WithTimeout(parent, d)
	inner, cancelInner := context.WithCancelCause(outer)
	return inner, func(cause error) {
		cancelInner(cause)
		cancelOuter()
	}
}

// Deadline returns the end of a timeout that the dealer has left to the callee.
func (c *invocationContext) Deadline() (time.Time, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inner != nil {
		return c.inner.Deadline()
	}
	return c.session.Deadline()
}

// Done returns the channel that INTERRUPT, the session's end and the handler's
// return close.
func (c *invocationContext) Done() <-chan struct{} {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inner == nil {
		c.inner, c.cancel = context.WithCancelCause(c.session)
		if c.cause != nil {
			c.cancel(c.cause)
		}
	}
	return c.inner.Done()
}

// Err returns nil until the context has ended.
func (c *invocationContext) Err() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case c.inner != nil:
		return c.inner.Err()
	case c.cause != nil:
		return context.Canceled
	}
	return c.session.Err()
}

// Value returns the inner context's values too: package context knows its own
// contexts by one, and derives from them without a goroutine.
func (c *invocationContext) Value(key any) any {
	if key == (invocationKey{}) {
		return c
	}
	c.mu.Lock()
	inner := c.inner
	c.mu.Unlock()
	if inner == nil {
		inner = c.session
	}
	return inner.Value(key)
}

func (c *invocationContext) interrupt() { c.stop(errInterrupted) }

// end lets go of the context when the handler has returned.
func (c *invocationContext) end() { c.stop(context.Canceled) }

func (c *invocationContext) stop(cause error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cause != nil {
		return
	}
	c.cause = cause
	if c.cancel != nil {
		c.cancel(cause)
	}
}

// interrupted reports whether INTERRUPT has ended the context.
func (c *invocationContext) interrupted() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.cause == errInterrupted
}

package runtime

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Reconnect has a session go on when its connection is lost or the router says
// GOODBYE: it joins again, over a new link and with a new ID, and makes its
// registrations and subscriptions again. The zero value is a policy with all
// defaults.
//
// Requests that are under way when the connection is lost fail with
// ErrConnectionLost and are never repeated: the router may have acted on them. Those
// that come while there is no connection wait for it, until their context or
// timeout ends. The contexts of handlers that serve invocations end; there is nobody
// to answer. Subscriptions with GetRetained get retained events again. The session is
// over when Leave is called, after Limit attempts, or when Retry says so.
type Reconnect struct {
	// First is the pause before the first attempt; default 250 ms. It doubles with
	// every attempt that fails, up to Longest, default 30 s. Of each pause a random
	// half is left out, so that the clients of a router that restarts do not come at
	// once.
	First, Longest time.Duration
	// Timeout is what one attempt may take until everything is made again; default
	// 30 s.
	Timeout time.Duration
	// Limit is how many attempts in a row may fail; 0 is no limit. They are counted
	// anew after a connection that has lived for Longest.
	Limit int
	// Retry reports whether to try again after the connection was lost for this
	// reason or an attempt has failed for it; nil is Retryable.
	Retry func(err error) bool
	// OnChange is told of each change, one after the other, by a goroutine of the
	// session, which goes on when it returns. It must not wait for the session to
	// change. Its end by Leave is no change: Session.Done tells.
	OnChange func(Change)
}

// Change is one change of a session that joins again by itself.
type Change struct {
	State   ConnectionState
	Err     error         // Disconnected, Ended: why the connection is lost, or why the last attempt failed
	Attempt int           // of Disconnected: the one that comes next, from 1
	Pause   time.Duration // of Disconnected: until then
}

// ConnectionState says how a session is connected.
type ConnectionState uint8

// The states of a connection.
const (
	Connected    ConnectionState = iota // joined, with all registrations and subscriptions
	Disconnected                        // the session is going to join again
	Ended                               // the session has given up: it is over
)

// String returns the state's name.
func (s ConnectionState) String() string {
	return [...]string{"connected", "disconnected", "ended"}[min(int(s), 2)]
}

// withDefaults returns the complete policy.
func (p Reconnect) withDefaults() Reconnect {
	if p.First <= 0 {
		p.First = 250 * time.Millisecond
	}
	if p.Longest <= 0 {
		p.Longest = 30 * time.Second
	}
	if p.Timeout <= 0 {
		p.Timeout = 30 * time.Second
	}
	if p.Retry == nil {
		p.Retry = Retryable
	}
	if p.OnChange == nil {
		p.OnChange = func(Change) {}
	}
	return p
}

// Pause returns the pause before an attempt, from 1, with its share of chance.
func (p Reconnect) Pause(attempt int) time.Duration {
	p = p.withDefaults()
	pause := p.First
	for i := 1; i < attempt && pause < p.Longest; i++ {
		pause *= 2
	}
	pause = min(pause, p.Longest)
	return pause - rand.N(pause/2+1)
}

// Retryable reports whether to join again can help after err: not where one side broke
// the protocol, or the router refuses the realm, the role, the authentication or
// a registration or subscription for want of permission. A connection that fails
// can be mended, and so can a router that shuts down, a session that was killed, and
// a procedure that somebody else has registered: perhaps the session itself,
// whose broken connection the router has not noticed yet.
func Retryable(err error) bool {
	var refused *wamp.Error
	switch {
	case err == nil, errors.Is(err, ErrRouterViolation):
		return false
	case errors.As(err, &refused):
		return mendable(refused.URI)
	}
	return true
}

// mendable reports whether a refusal may not come again.
func mendable(refusal wamp.URI) bool {
	switch refusal {
	case wamp.ErrInvalidURI,
		wamp.ErrNoSuchRealm,
		wamp.ErrNoSuchRole,
		wamp.ErrNoSuchPrincipal,
		wamp.ErrNotAuthorized,
		wamp.ErrNoAuthMethod,
		wamp.ErrAuthenticationFailed,
		wamp.ErrProtocolViolation,
		wamp.ErrOptionNotAllowed,
		wamp.ErrFeatureNotSupported,
		wamp.ErrDiscloseMeNotAllowed:
		return false
	}
	return true
}

// connectionLost returns the error of requests that a loss leaves unanswered.
func connectionLost(cause error) error {
	if errors.Is(cause, ErrConnectionLost) {
		return cause
	}
	return fmt.Errorf("%w: %w", ErrConnectionLost, cause)
}

package tally

import (
	"slices"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Tally is the counts of one realm. The zero Tally is ready, a nil one counts nothing.
// Its methods may be called from any goroutine and do not block.
type Tally struct {
	events  atomic.Uint64
	limits  [Limits]atomic.Uint64
	refused [requests][reasons]atomic.Uint64
}

// requestTypes are the requests that may be refused, by what they are counted as.
var requestTypes = [...]wamp.MessageType{
	wamp.TypeCall, wamp.TypePublish, wamp.TypeRegister, wamp.TypeUnregister, wamp.TypeSubscribe, wamp.TypeUnsubscribe,
}

// reasonURIs are the errors that are told apart: labels of metrics must not be those of
// applications.
var reasonURIs = [...]wamp.URI{
	wamp.ErrNotAuthorized, wamp.ErrAuthorizationFailed, wamp.ErrInvalidURI, wamp.ErrInvalidArgument,
	wamp.ErrUnavailable, wamp.ErrPayloadSizeExceeded, wamp.ErrFeatureNotSupported,
	wamp.ErrNoSuchProcedure, wamp.ErrNoSuchRegistration, wamp.ErrNoSuchSubscription, wamp.ErrNoSuchSession,
	wamp.ErrProcedureAlreadyExists, wamp.ErrNoAvailableCallee, wamp.ErrTimeout, wamp.ErrCanceled,
	wamp.ErrNetworkFailure, wamp.ErrRuntimeError,
}

const (
	requests = len(requestTypes)
	reasons  = len(reasonURIs) + 1 // and any other
)

// other is the name of all reasons without one.
const other = "other"

// Sent counts events that were given to their subscribers.
func (t *Tally) Sent(events int) {
	if t != nil && events > 0 {
		t.events.Add(uint64(events))
	}
}

// Limited counts that a limit has acted.
func (t *Tally) Limited(l Limit) { t.LimitedBy(l, 1) }

// LimitedBy counts that a limit has acted so often.
func (t *Tally) LimitedBy(l Limit, times int) {
	if t != nil {
		t.limits[l].Add(uint64(times))
	}
}

// Refused counts a request that the router has answered with the error, or would have,
// had the peer asked for an answer.
func (t *Tally) Refused(request wamp.MessageType, reason wamp.URI) {
	if t == nil {
		return
	}
	i, j := slices.Index(requestTypes[:], request), slices.Index(reasonURIs[:], reason)
	if i < 0 {
		return
	}
	if j < 0 {
		j = len(reasonURIs)
	}
	t.refused[i][j].Add(1)
}

// Counts are what a Tally has counted so far.
type Counts struct {
	Events  uint64
	Limits  []LimitCount   // those that have acted, in the order of the constants
	Refused []RefusalCount // by request and reason, in a fixed order
}

// LimitCount is how often a limit has acted.
type LimitCount struct {
	Limit Limit
	Times uint64
}

// RefusalCount is how many requests of a type were refused for a reason, which is
// "other" where it is no error of the protocol.
type RefusalCount struct {
	Request wamp.MessageType
	Reason  string
	Times   uint64
}

// Counts returns the counts of now.
func (t *Tally) Counts() (c Counts) {
	c.Events = t.events.Load()
	for l := range t.limits {
		if n := t.limits[l].Load(); n > 0 {
			c.Limits = append(c.Limits, LimitCount{Limit(l), n})
		}
	}
	for i := range t.refused {
		for j := range t.refused[i] {
			n := t.refused[i][j].Load()
			if n == 0 {
				continue
			}
			reason := other
			if j < len(reasonURIs) {
				reason = string(reasonURIs[j])
			}
			c.Refused = append(c.Refused, RefusalCount{requestTypes[i], reason, n})
		}
	}
	return c
}

package dealer

import (
	"fmt"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// What callers are told of errors that do not depend on the call.
const (
	canceled       = "the caller has canceled the call"
	calleeLeft     = "the callee has left"
	callTooLarge   = "the call is larger than its callee takes"
	resultTooLarge = "the result is larger than the caller takes"
	noRoom         = "there is no room to keep the call until a callee can take it"
	notReached     = "the node of the callee can not be reached"
)

// hindered answers a call that nobody takes, for what has hindered the callees; those
// who have been tried have given it back. It borrows c.
func (p *pending) hindered(by outcome, c *Call, tried []*registration, burst *session.Burst) {
	uri, text := refusal(by, c, tried)
	p.refuse(uri, text, burst)
}

func refusal(by outcome, c *Call, tried []*registration) (uri wamp.URI, text string) {
	switch {
	case len(tried) > 0:
		return wamp.ErrNoAvailableCallee, noneAvailable(c.Procedure)
	case by == tooBig:
		return wamp.ErrPayloadSizeExceeded, callTooLarge
	case by == unable && c.Payload.Passthru != nil:
		return wamp.ErrFeatureNotSupported, "the callee has not announced payload_passthru_mode"
	case by == unable:
		return wamp.ErrFeatureNotSupported, "the callee has not announced progressive_call_invocations"
	case by == busy:
		return wamp.ErrUnavailable, fmt.Sprintf("the callees of %q have too many calls to answer", c.Procedure)
	}
	return wamp.ErrNoSuchProcedure, fmt.Sprintf("no callee has registered %q", c.Procedure)
}

func noneAvailable(procedure wamp.URI) string {
	return fmt.Sprintf("the callees of %q are not available", procedure)
}

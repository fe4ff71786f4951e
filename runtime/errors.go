package runtime

import (
	"context"
	"errors"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Errors of sessions and handlers; find them with errors.Is.
var (
	// ErrNotImplemented is what a method returns that wampgen has written and
	// nobody has filled in yet.
	ErrNotImplemented = errors.New("not implemented")
	// ErrNotJoined is the error of operations on a nil session: the component has
	// not joined yet.
	ErrNotJoined = errors.New("not joined")
	// ErrSessionClosed is the error of operations on a session that is over, and
	// of those that its end left unanswered. What ended it is wrapped beside it.
	ErrSessionClosed = errors.New("session closed")
	// ErrNoConnection is the error of joining where there is no link to a router.
	ErrNoConnection = errors.New("no connection")
	// ErrConnectionLost is the cause of a session's end if its connection broke. A
	// session that joins again (see Reconnect) fails the requests with it that were
	// under way: the router may have acted on them or not; and those for which the
	// session has not joined again in time, which the router has not seen.
	ErrConnectionLost = errors.New("connection lost")
	// ErrRevoked is why a subscription or registration has ended that the router has
	// taken back.
	ErrRevoked = errors.New("revoked by the router")
	// ErrRouterViolation is the cause of a session's end if the router broke the
	// protocol.
	ErrRouterViolation = errors.New("protocol violation by the router")
)

// connectError is why there is no link.
type connectError struct{ cause error }

func (e *connectError) Error() string   { return "connect: " + e.cause.Error() }
func (e *connectError) Unwrap() []error { return []error{ErrNoConnection, e.cause} }

// DeclaredError is an error that keeps its URI and payload on its way to the
// caller. Generated errors are ones.
type DeclaredError interface {
	error
	ErrorWAMP() wamp.URI
	EncodeWAMP(*codec.Writer) // the payload, args and kwargs
}

// ErrorType makes the typed error of an error URI.
type ErrorType struct {
	URI wamp.URI
	// Decode reads the payload and returns the error, which counts only if the
	// reader's Err is nil.
	Decode func(*codec.Reader) error
}

// NewErrorType returns the ErrorType of a generated error type.
func NewErrorType[T any, E interface {
	*T
	DeclaredError
	DecodeWAMP(*codec.Reader)
}](uri wamp.URI) ErrorType {
	return ErrorType{URI: uri, Decode: func(r *codec.Reader) error {
		x := E(new(T))
		x.DecodeWAMP(r)
		return x
	}}
}

// remoteError returns the error of an ERROR message. It does not keep p.
func remoteError(uri wamp.URI, p wamp.Payload, declared []ErrorType) error {
	for _, t := range declared {
		if t.URI != uri {
			continue
		}
		r := codec.NewReader(p)
		typed := t.Decode(r)
		err := r.Err()
		r.Free()
		if err == nil {
			return typed
		}
		break // the payload is not what was declared: keep all of it
	}
	e := &wamp.Error{URI: uri, Message: firstString(p), Payload: p.Clone()}
	switch {
	case uri == wamp.ErrTimeout:
		return &timeoutError{remote: e}
	case uri.Reserved():
		return &protocolError{remote: e}
	}
	return e
}

// protocolError is an error of the protocol's own that answered a request. It
// speaks of that request: a handler that returns it does not mean its caller's.
type protocolError struct{ remote *wamp.Error }

func (e *protocolError) Error() string { return e.remote.Error() }
func (e *protocolError) Unwrap() error { return e.remote }

// timeoutError is wamp.error.timeout: whoever's clock ran out first, the caller
// finds context.DeadlineExceeded.
type timeoutError struct{ remote *wamp.Error }

func (e *timeoutError) Error() string   { return e.remote.Error() }
func (e *timeoutError) Unwrap() []error { return []error{e.remote, context.DeadlineExceeded} }

var messageFields = codec.NewFields(codec.Required("message"))

// firstString returns args[0] if that is a string, else "".
func firstString(p wamp.Payload) string {
	if p.Args == nil {
		return ""
	}
	r := codec.NewReader(wamp.Payload{Format: p.Format, Args: p.Args})
	defer r.Free()
	var text string
	for c := r.Args(messageFields); c.Next(r); {
		text = r.String()
	}
	if r.Err() != nil {
		return ""
	}
	return text
}

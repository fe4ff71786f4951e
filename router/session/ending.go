package session

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// ending says how a session ends.
type ending struct {
	last   wamp.Message        // sent before the connection is closed; nil: nothing
	code   transport.CloseCode // 0: normal
	text   string              // for the connection's close
	reason wamp.URI            // for the observer
	err    error               // of Serve; nil: in good order
	limit  string              // that has ended the session, by its key; "": none has
	denied bool                // it is that of a login: who the peer is, or where it wants to go
	logged bool
}

// violation ends a session whose peer breaks the protocol (section "Protocol
// Errors").
func violation(format string, args ...any) *ending {
	e := refused(wamp.ErrProtocolViolation, fmt.Sprintf(format, args...))
	e.code = transport.CloseProtocolError
	return e
}

// refused ends a session with ABORT.
func refused(reason wamp.URI, message string) *ending {
	return &ending{
		last:   abort(reason, message),
		reason: reason,
		err:    fmt.Errorf("session aborted: %w", &wamp.Error{URI: reason, Message: message}),
	}
}

func abort(reason wamp.URI, message string) *wamp.Abort {
	return &wamp.Abort{Details: explained(message), Reason: reason}
}

func goodbye(reason wamp.URI, message string) *wamp.Goodbye {
	return &wamp.Goodbye{Details: explained(message), Reason: reason}
}

func explained(message string) wamp.Dict {
	if message == "" {
		return wamp.Dict{}
	}
	return wamp.Dict{"message": message}
}

// deniedBy ends a login that err refuses: with its URI and payload if it is
// one for the peer. Of other errors the peer learns nothing.
func deniedBy(err error, otherwise wamp.URI) *ending {
	var w *wamp.Error
	if !errors.As(err, &w) {
		e := refused(otherwise, "")
		e.err, e.denied = fmt.Errorf("session aborted: %w", err), true
		return e
	}
	e := refused(w.URI, w.Message)
	e.denied = true
	e.last.(*wamp.Abort).Payload = w.Payload
	var limit *LimitError
	if errors.As(err, &limit) {
		e.limit = limit.Limit
	}
	return e
}

// tooSlow ends a session whose peer takes its messages too slowly.
func tooSlow(limit, how string) *ending {
	e := refused(wamp.CloseKilled, "the peer is too slow: "+how)
	e.code, e.text, e.limit = transport.ClosePolicyViolation, "too slow: "+how, limit
	return e
}

// failure ends a session for a fault of this side.
func failure(err error) *ending {
	return &ending{code: transport.CloseInternalError, reason: wamp.ErrNetworkFailure, err: err}
}

// lost ends a session whose connection is gone.
func lost(err error) *ending {
	return &ending{reason: wamp.ErrNetworkFailure, err: fmt.Errorf("connection lost: %w", err)}
}

// unread is the ending that an error of reading a message means.
func (s *server) unread(err error) *ending {
	e := unread(err)
	e.limit = limitOf(err, s.realm != nil)
	return e
}

func unread(err error) *ending {
	var syntax *codec.SyntaxError
	var message *codec.MessageError
	var closed *transport.CloseError
	switch {
	case errors.As(err, &closed) && closed.NoMessage():
		e := violation("%s", closed.Reason)
		e.code = closed.Code
		return e
	case errors.As(err, &message), errors.As(err, &syntax):
		return violation("%v", err)
	case errors.Is(err, io.EOF):
		return lost(errors.New("closed by the peer without GOODBYE"))
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refused(wamp.ErrTimeout, "no WELCOME in time")
	}
	return lost(err)
}

func isStalled(err error) bool { return errors.Is(err, transport.ErrStalled) }

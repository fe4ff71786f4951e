package session

import (
	"errors"
	"os"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// LimitObserver is an Observer that is told of the limits that have acted, too.
type LimitObserver interface {
	Observer
	// Limited is called when a limit has ended a session, or what was to become one.
	// It is given by its key in the node file.
	Limited(limit string)
}

// LimitError is how an Authenticator refuses a peer because of a limit of its own.
type LimitError struct {
	Limit string // its key in the node file
	Err   *wamp.Error
}

// Error implements error.
func (e *LimitError) Error() string { return e.Err.Error() }

// Unwrap returns what the peer gets to know.
func (e *LimitError) Unwrap() error { return e.Err }

// The limits that end sessions, by their keys.
const (
	limitMessageSizeBeforeLogin = "message_size_before_login"
	limitMessageSize            = "message_size"
	limitLoginTimeout           = "login_timeout"
	limitOutboxBytes            = "outbox_bytes"
	limitOutboxStall            = "outbox_stall"
	limitOutboxesBytes          = "outboxes_bytes"
	limitPingsMissed            = "pings_missed"
)

// limitOf returns the limit that has made reading fail, or "".
func limitOf(err error, joined bool) string {
	var message *codec.MessageError
	var closed *transport.CloseError
	switch {
	case errors.As(err, &message):
		return message.Limit()
	case errors.As(err, &closed) && closed.Peer:
	case closed != nil && closed.Code == transport.CloseTooBig && joined:
		return limitMessageSize
	case closed != nil && closed.Code == transport.CloseTooBig:
		return limitMessageSizeBeforeLogin
	case closed != nil && closed.Code == transport.ClosePolicyViolation:
		return limitPingsMissed
	case errors.Is(err, os.ErrDeadlineExceeded) && !joined:
		return limitLoginTimeout
	}
	return ""
}

// limited tells the observer of the limit that has ended the session.
func (s *server) limited(e *ending) {
	if o, ok := s.cfg.Observer.(LimitObserver); ok && e.limit != "" {
		o.Limited(e.limit)
	}
}

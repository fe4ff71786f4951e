package session

import (
	"sync"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Shared is one message for many receivers, encoded at most once per
// serialization, and copied at most once for sessions of this process. It belongs to one goroutine.
type Shared struct {
	message wamp.Message
	frames  [wamp.CBOR + 1]*transport.Frame // by format
	event   *runtime.SharedEvent
}

var shareds = sync.Pool{New: func() any { return new(Shared) }}

// NewShared borrows m until Release.
func NewShared(m wamp.Message) *Shared {
	s := shareds.Get().(*Shared)
	s.message = m
	return s
}

// Message returns the message.
func (s *Shared) Message() wamp.Message { return s.message }

// Frame returns the message encoded in the format. The reference stays with s.
func (s *Shared) Frame(f wamp.Format) (*transport.Frame, error) {
	if s.frames[f] == nil {
		frame, err := transport.NewFrame(f, s.message)
		if err != nil {
			return nil, err
		}
		s.frames[f] = frame
	}
	return s.frames[f], nil
}

// Event returns the message as an event that sessions of this process may keep,
// or nil if it is none.
func (s *Shared) Event() *runtime.SharedEvent {
	if s.event == nil {
		if m, ok := s.message.(*wamp.Event); ok {
			s.event = runtime.NewSharedEvent(m)
		}
	}
	return s.event
}

// Release gives everything back; s must not be used again.
func (s *Shared) Release() {
	for f, frame := range s.frames {
		if frame != nil {
			frame.Release()
			s.frames[f] = nil
		}
	}
	s.message, s.event = nil, nil
	shareds.Put(s)
}

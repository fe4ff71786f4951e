package session

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// allowed returns an error for messages that a router never gets in an open
// session (section "Message Codes and Direction").
func allowed(m wamp.Message) error {
	switch m := m.(type) {
	case *wamp.Publish, *wamp.Subscribe, *wamp.Unsubscribe,
		*wamp.Call, *wamp.Cancel, *wamp.Register, *wamp.Unregister, *wamp.Yield:
		return nil
	case *wamp.ErrorMessage:
		if m.RequestType != wamp.TypeInvocation {
			return fmt.Errorf("ERROR for a request of type %d: a router only asks INVOCATION", m.RequestType)
		}
		return nil
	case *wamp.Hello, *wamp.Authenticate:
		return fmt.Errorf("%s in an open session", m.Type())
	}
	return fmt.Errorf("%s is not for routers", m.Type())
}

// sequence checks that the requests of a session are numbered 1, 2, 3, ... and
// 1 again after wamp.MaxID (section "IDs").
type sequence struct {
	last  wamp.ID
	loose bool
}

func (s *sequence) check(m wamp.Message) error {
	id, ok := requestID(m)
	if !ok || s.loose {
		return nil
	}
	want := s.last + 1
	if s.last == wamp.MaxID {
		want = 1
	}
	if id != want {
		return fmt.Errorf("%s has request id %d: want %d, ids count from 1 in each session", m.Type(), id, want)
	}
	s.last = id
	return nil
}

// requestID returns the id of a message that begins a request. The ids of other
// messages repeat those of requests.
func requestID(m wamp.Message) (wamp.ID, bool) {
	switch m := m.(type) {
	case *wamp.Call:
		return m.Request, true
	case *wamp.Publish:
		return m.Request, true
	case *wamp.Subscribe:
		return m.Request, true
	case *wamp.Unsubscribe:
		return m.Request, true
	case *wamp.Register:
		return m.Request, true
	case *wamp.Unregister:
		return m.Request, true
	}
	return 0, false
}

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
	last      wamp.ID
	loose     bool
	continues bool // both sides have announced progressive call invocations
}

// check takes a message. A CALL whose id is not above the last is no new request
// where calls may be continued: it continues one, or comes too late to (section
// "Progressive Call Invocations", "Verification of CALL Request IDs").
func (s *sequence) check(m wamp.Message) (continuation bool, err error) {
	id, ok := requestID(m)
	if !ok || s.loose {
		return false, nil
	}
	want := s.last + 1
	if s.last == wamp.MaxID {
		want = 1
	}
	switch {
	case id == want:
		s.last = id
		return false, nil
	case s.continues && id <= s.last && m.Type() == wamp.TypeCall:
		return true, nil
	}
	return false, fmt.Errorf("%s has request id %d: want %d, ids count from 1 in each session", m.Type(), id, want)
}

// continuesCalls reports whether a caller may continue its calls: it and the
// dealer have announced so.
func continuesCalls(hello, welcome wamp.Dict) bool {
	const feature = "progressive_call_invocations"
	return hello.Announces("caller", feature) && welcome.Announces("dealer", feature)
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

package session

import (
	"strings"
	"testing"

	gorilla "github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestViolationsInAnOpenSession(t *testing.T) {
	for _, test := range []struct {
		name    string
		send    wamp.Message
		message string
	}{
		{"HELLO", hello("realm1"), "HELLO"},
		{"AUTHENTICATE", &wamp.Authenticate{Extra: wamp.Dict{}}, "AUTHENTICATE"},
		{"WELCOME", &wamp.Welcome{Session: 1, Details: wamp.Dict{}}, "WELCOME"},
		{"CHALLENGE", &wamp.Challenge{AuthMethod: "x", Extra: wamp.Dict{}}, "CHALLENGE"},
		{"ERROR for CALL", &wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: "a.b"}, "INVOCATION"},
		{"PUBLISHED", &wamp.Published{Request: 1, Publication: 1}, "PUBLISHED"},
		{"SUBSCRIBED", &wamp.Subscribed{Request: 1, Subscription: 1}, "SUBSCRIBED"},
		{"UNSUBSCRIBED", &wamp.Unsubscribed{Request: 1}, "UNSUBSCRIBED"},
		{"EVENT", &wamp.Event{Subscription: 1, Publication: 1}, "EVENT"},
		{"RESULT", &wamp.Result{Request: 1}, "RESULT"},
		{"REGISTERED", &wamp.Registered{Request: 1, Registration: 1}, "REGISTERED"},
		{"UNREGISTERED", &wamp.Unregistered{Request: 1}, "UNREGISTERED"},
		{"INVOCATION", &wamp.Invocation{Request: 1, Registration: 1}, "INVOCATION"},
		{"INTERRUPT", &wamp.Interrupt{Request: 1}, "INTERRUPT"},
		{"what the realm refuses", &wamp.Cancel{Request: 1}, errRoute.Error()},
		{"first id is 2", &wamp.Call{Request: 2, Procedure: "a.b"}, "want 1"},
		{"first id is not the smallest", &wamp.Publish{Request: wamp.MaxID, Topic: "a.b"}, "want 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRouter(t, nil)
			c := r.join(t, wamp.JSON)
			c.send(test.send)
			if reason, message := c.abort(); reason != wamp.ErrProtocolViolation || !strings.Contains(message, test.message) {
				t.Errorf("ABORT %s %q, want a protocol violation and %q", reason, message, test.message)
			}
			if err := r.serveEnds(t); err == nil {
				t.Error("session ended in good order")
			}
			if len(r.realm.peers()) != 0 {
				t.Error("the session is still in the realm")
			}
		})
	}
}

// What is no message at all, in each serialization.
var garbage = map[wamp.Format][]string{
	wamp.JSON: {
		"", " ", "null", "{}", "[]", "[", "]", "[[]]", "[1]", "[48]", `["48",1,{},"a.b"]`, "[999,1]", "[0]", "[-1]", "[1e400]",
		`[48,1,{},"a.b",{}]`, `[48,1,{},"a.b",[],[]]`, `[48,1,{},"a.b",[],{},1]`, `[48,1,[],"a.b"]`, `[48,1,{},5]`, `[48,0,{},"a.b"]`,
		`[48,1.5,{},"a.b"]`, `[48,9007199254740993,{},"a.b"]`, `[48,"1",{},"a.b"]`, `[48,1,{"timeout":"soon"},"a.b"]`,
		`[48,1,{},"a.b",[1}]`, `[48,1,{},"a.b",[1]`, `[48,1,{},"a.b"]]`, `[48,1,{},"a.b",["\x"]]`,
		`[48,1,{},"a.b",` + strings.Repeat("[", 100_000), `[48,1,{},"` + strings.Repeat("a", 300) + `"]`,
		`[48,1,{},"a.b",[` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `]]`,
		`[6,{}]`, `[6,[],"a.b"]`, `[16,1,{"acknowledge":1},"a.b"]`, `[68,1]`,
	},
	wamp.MessagePack: {
		"", "\xc0", "\x80", "\x90", "\xdd\xff\xff\xff\xff", "\xdf\xff\xff\xff\xff", "\x91\x30", "\x94\x30\x01\x80",
		"\x94\x30\x01\xdf\xff\xff\xff\xff", "\x94\x30\x01\x80\xdb\xff\xff\xff\xff", "\x95\x30\x01\x80\xa3a.b\xdd\xff\xff\xff\xff",
		"\x95\x30\x01\x80\xa3a.b\xc1", "\x94\x30\x01\x80\xa3a.b\x00", "\x94\x30\xff\x80\xa3a.b", "\x94\x30\x01\x80\xa2\xc3\x28",
		"\x95\x30\x01\x80\xa3a.b" + strings.Repeat("\x91", 100_000), "\xff\xff\xff\xff",
	},
	wamp.CBOR: {
		"", "\xf6", "\xa0", "\x80", "\x9b\xff\xff\xff\xff\xff\xff\xff\xff", "\x9f", "\xff", "\x81\x18\x30", "\x84\x18\x30\x01\xa0",
		"\x84\x18\x30\x01\xbb\xff\xff\xff\xff\xff\xff\xff\xff", "\x84\x18\x30\x01\xa0\x7b\xff\xff\xff\xff\xff\xff\xff\xff",
		"\x85\x18\x30\x01\xa0\x63a.b\x9b\x7f\xff\xff\xff\xff\xff\xff\xff", "\x84\x18\x30\x01\xa0\x63a.b\x00",
		"\x84\x18\x30\x20\xa0\x63a.b", "\x85\x18\x30\x01\xa0\x63a.b" + strings.Repeat("\x81", 100_000), "\x1c",
	},
}

// Garbage is answered with ABORT, before and after WELCOME.
func TestGarbage(t *testing.T) {
	for format, messages := range garbage {
		t.Run(format.String(), func(t *testing.T) {
			t.Parallel()
			r := newRouter(t, nil)
			for _, data := range messages {
				for _, joined := range []bool{false, true} {
					if !joined && len(data) > 16<<10 {
						continue // closed for its size
					}
					c := r.dial(t, format)
					if joined {
						c = r.join(t, format)
					}
					c.sendRaw([]byte(data))
					if reason, _ := c.abort(); reason != wamp.ErrProtocolViolation {
						t.Errorf("%.60q, joined %t: ABORT %s", data, joined, reason)
					}
				}
			}
		})
	}
}

func TestRequestIDs(t *testing.T) {
	c := newRouter(t, nil).join(t, wamp.JSON)
	// One sequence for all requests; CANCEL, YIELD and ERROR repeat ids of others.
	for _, m := range []wamp.Message{
		&wamp.Subscribe{Request: 1, Topic: "a.b"},
		&wamp.Publish{Request: 2, Topic: "a.b"},
		&wamp.Yield{Request: 77},
		&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 78, Error: "a.b"},
		&wamp.Register{Request: 3, Procedure: "a.b"},
		&wamp.Unregister{Request: 4, Registration: 9},
		&wamp.Unsubscribe{Request: 5, Subscription: 9},
		&wamp.Call{Request: 6, Procedure: "a.b"},
	} {
		c.send(m)
		if m.Type() == wamp.TypeCall {
			for {
				if r, ok := c.receive().(*wamp.Result); ok && r.Request == 6 {
					break
				}
			}
		}
	}
	c.send(&wamp.Call{Request: 6, Procedure: "a.b"})
	if reason, message := c.abort(); reason != wamp.ErrProtocolViolation || !strings.Contains(message, "want 7") {
		t.Errorf("the same id again: ABORT %s %q", reason, message)
	}
}

func TestSequence(t *testing.T) {
	s := sequence{last: wamp.MaxID - 1}
	for _, test := range []struct {
		id wamp.ID
		ok bool
	}{{wamp.MaxID, true}, {wamp.MaxID, false}, {2, false}, {1, true}, {1, false}, {3, false}, {2, true}} {
		if _, err := s.check(&wamp.Call{Request: test.id}); (err == nil) != test.ok {
			t.Errorf("id %d: %v", test.id, err)
		}
	}
}

// "Verification of CALL Request IDs" of section "Progressive Call Invocations": a CALL
// whose id is not above the last is no new one, where both sides have announced it.
func TestContinuations(t *testing.T) {
	s := sequence{continues: true}
	for _, test := range []struct {
		message          wamp.Message
		continuation, ok bool
	}{
		{&wamp.Call{Request: 1}, false, true},
		{&wamp.Call{Request: 1}, true, true},
		{&wamp.Subscribe{Request: 2}, false, true},
		{&wamp.Subscribe{Request: 2}, false, false},
		{&wamp.Call{Request: 2}, true, true},
		{&wamp.Call{Request: 1}, true, true},
		{&wamp.Call{Request: 4}, false, false},
		{&wamp.Call{Request: 3}, false, true},
		{&wamp.Publish{Request: 3}, false, false},
	} {
		continuation, err := s.check(test.message)
		if continuation != test.continuation || (err == nil) != test.ok {
			t.Errorf("%s %+v: continuation %v, error %v", test.message.Type(), test.message, continuation, err)
		}
	}

	r := newRouter(t, nil)
	c := r.dial(t, wamp.JSON)
	m := hello("realm1")
	m.Details["roles"] = map[string]any{"caller": map[string]any{"features": map[string]any{"progressive_call_invocations": true}}}
	c.send(m)
	c.receive()
	for _, want := range []bool{false, true} {
		c.send(&wamp.Call{Request: 1, Procedure: "a.b"})
		if got, ok := c.receive().(*wamp.Result); !ok || got.Details.Progress != want {
			t.Errorf("got %+v, want a continuation: %v", got, want)
		}
	}
}

func TestLooseIDs(t *testing.T) {
	r := newRouter(t, func(cfg *Config) { cfg.LooseIDs = true })
	c := r.join(t, wamp.JSON)
	for _, id := range []wamp.ID{500, 3, 3, wamp.MaxID} {
		c.send(&wamp.Call{Request: id, Procedure: "a.b"})
		if m, ok := c.receive().(*wamp.Result); !ok || m.Request != id {
			t.Errorf("id %d: got %+v", id, m)
		}
	}
}

func TestPeerAborts(t *testing.T) {
	r := newRouter(t, nil)
	for _, c := range []*client{r.dial(t, wamp.JSON), r.join(t, wamp.JSON)} {
		c.send(&wamp.Abort{Details: wamp.Dict{}, Reason: "com.example.no"})
		if m := c.receive(); m != nil {
			t.Errorf("ABORT was answered with %s", m.Type())
		}
		if err := r.serveEnds(t); err == nil || !strings.Contains(err.Error(), "com.example.no") {
			t.Errorf("session ended with %v", err)
		}
	}
}

func TestWrongFrameType(t *testing.T) {
	r := newRouter(t, nil)
	c := r.join(t, wamp.MessagePack)
	if err := c.ws.WriteMessage(gorilla.TextMessage, []byte("[1]")); err != nil {
		t.Fatal(err)
	}
	if reason, _ := c.abort(); reason != wamp.ErrProtocolViolation {
		t.Errorf("ABORT %s", reason)
	}
	if _, _, err := c.ws.ReadMessage(); !gorilla.IsCloseError(err, gorilla.CloseUnsupportedData) {
		t.Errorf("closed with %v", err)
	}
	c.ws.Close()
	if err := r.serveEnds(t); err == nil {
		t.Error("session ended in good order")
	}
	if len(r.realm.peers()) != 0 {
		t.Error("the session is still in the realm")
	}
}

func TestConnectionIsCut(t *testing.T) {
	r := newRouter(t, nil)
	c := r.join(t, wamp.JSON)
	if _, err := c.ws.NetConn().Write([]byte{0x81, 0xfe, 1, 0, 1, 2}); err != nil {
		t.Fatal(err)
	}
	c.ws.Close()
	if err := r.serveEnds(t); err == nil {
		t.Error("session ended in good order")
	}
	if len(r.realm.peers()) != 0 || r.observer.get().reasons[0] != wamp.ErrNetworkFailure {
		t.Errorf("peers %v, observed %+v", r.realm.peers(), r.observer.get())
	}
}

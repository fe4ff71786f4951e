package conformance

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// Section "WebSocket Transport": the protocol is negotiated in the opening
// handshake.
func TestSubprotocol(t *testing.T) {
	for _, test := range []struct {
		path   string
		offer  []string
		chosen string
		status int
	}{
		{"anonymous", []string{"wamp.2.json"}, "wamp.2.json", 101},
		{"anonymous", []string{"wamp.2.msgpack"}, "wamp.2.msgpack", 101},
		{"anonymous", []string{"wamp.2.cbor"}, "wamp.2.cbor", 101},
		{"anonymous", []string{"wamp.2.cbor", "wamp.2.json"}, "wamp.2.cbor", 101},
		{"anonymous", []string{"wamp.2.msgpack", "wamp.2.cbor"}, "wamp.2.msgpack", 101},
		{"anonymous", []string{"wamp.2.ubjson", "chat", "wamp.2.json"}, "wamp.2.json", 101},
		{"anonymous", []string{"wamp.2.cbor.batched", "wamp.2.cbor", "wamp.2.json"}, "wamp.2.cbor.batched", 101},
		{"anonymous", []string{"wamp.2.json.batched", "wamp.2.cbor"}, "wamp.2.json.batched", 101},
		{"anonymous", []string{"wamp.2.json.batched", "wamp.2.json", "wamp.2.cbor"}, "wamp.2.json", 101}, // autobahn-python's batches are others
		{"onlyjson", []string{"wamp.2.cbor", "wamp.2.json"}, "wamp.2.json", 101},
		{"onlyjson", []string{"wamp.2.cbor", "wamp.2.msgpack"}, "", 400},
		{"anonymous", nil, "", 400},
		{"anonymous", []string{"chat"}, "", 400},
		{"anonymous", []string{"wamp"}, "", 400},
		{"anonymous", []string{"wamp.2"}, "", 400},
		{"anonymous", []string{"wamp.1.json"}, "", 400},
		{"anonymous", []string{"wamp.2.JSON"}, "", 400},
		{"anonymous", []string{"wamp.2.flatbuffers"}, "", 400},
	} {
		t.Run(test.path+" "+strings.Join(test.offer, " "), func(t *testing.T) {
			t.Parallel()
			chosen, status := handshake(t, test.path, test.offer...)
			if chosen != test.chosen || status != test.status {
				t.Errorf("the answer is %d %q, want %d %q", status, chosen, test.status, test.chosen)
			}
		})
	}
}

// Section "WebSocket Transport": with JSON all messages are text, with the others
// all are binary. The answer to a protocol error is ABORT (section "Protocol
// Errors").
func TestWrongWebSocketMessage(t *testing.T) {
	for _, joined := range []bool{false, true} {
		t.Run(fmt.Sprintf("joined %t", joined), func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := dial(t, s)
				message := list{HELLO, "realm1", plain}
				if joined {
					p = join(t, s)
					message = list{SUBSCRIBE, 1, dict{}, "com.myapp.topic"}
				}
				data, err := s.encode(message)
				if err != nil {
					t.Fatal(err)
				}
				wrong := websocket.TextMessage + websocket.BinaryMessage - s.frame
				if err := p.conn.WriteMessage(wrong, data); err != nil {
					t.Fatal(err)
				}
				p.wantAbort(protocolViolation)
			})
		})
	}
}

// "It is not required that a message is one frame" (RFC 6455, section 5.4).
func TestFragmentedMessage(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p := join(t, s)
		data, err := s.encode(list{CALL, 1, dict{}, "com.myapp.nobody_has_this", list{strings.Repeat("x", 1000)}})
		if err != nil {
			t.Fatal(err)
		}
		w, err := p.conn.NextWriter(s.frame)
		if err != nil {
			t.Fatal(err)
		}
		// Larger than the connection's buffer is more than one frame.
		for chunk := range bytes.SplitAfterSeq(data, []byte("x")) {
			if _, err := w.Write(chunk); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		p.want(ERROR, CALL, 1, dict{}, "wamp.error.no_such_procedure", explained)
	})
}

// Pings are answered, before and during a session.
func TestPing(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p := dial(t, s)
		answers := make(chan string, 2)
		p.conn.SetPongHandler(func(data string) error {
			answers <- data
			return nil
		})
		if err := p.conn.WriteMessage(websocket.PingMessage, []byte("before")); err != nil {
			t.Fatal(err)
		}
		p.send(HELLO, "realm1", plain)
		p.want(WELCOME, id, anything)
		if err := p.conn.WriteMessage(websocket.PingMessage, []byte("during")); err != nil {
			t.Fatal(err)
		}
		quiet(p)
		if before, during := <-answers, <-answers; before != "before" || during != "during" {
			t.Errorf("pings are answered by %q and %q", before, during)
		}
	})
}

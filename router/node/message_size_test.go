package node

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	conn "github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// narrow is a node whose clients may send messages of 10,000 bytes, with the URLs of its
// WebSocket and its RawSocket.
func narrow(t *testing.T) (urls map[string]string, log *logBuffer) {
	t.Helper()
	raw := `{type: rawsocket, id: raw, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: all}}}`
	n, log := run(t, file(realm1, echoing, listening+", "+raw)+"    limits: {message_size: 10000}\n", echoes())
	urls = map[string]string{}
	for _, a := range n.Addresses() {
		if a.RawSocket != nil {
			urls["RawSocket"] = "rs://" + a.Host
		} else {
			urls["WebSocket"] = "ws://" + a.Host
		}
	}
	return urls, log
}

// A client of this module knows before it sends what is too large for the router: by the
// handshake of RawSocket, or by WELCOME. The request fails, and the session goes on.
func TestClientKnowsMessageSize(t *testing.T) {
	urls, _ := narrow(t)
	for name, url := range urls {
		for option, opts := range map[string][]client.Option{"plain": nil, "batches": {client.WithBatches()}, "compressed": {client.WithCompression()}} {
			t.Run(name+", "+option, func(t *testing.T) {
				s, err := client.Join(t.Context(), url, "realm1", opts...)
				if err != nil {
					t.Fatal(err)
				}
				defer goOut(t, s)
				for _, size := range []int{9_999, 20_000, 5_000_000} {
					args := runtime.Values{Args: []any{strings.Repeat("x", size)}}
					var refused *wamp.Error
					_, err := s.Call(t.Context(), echo.URI, args)
					if !errors.As(err, &refused) || refused.URI != wamp.ErrPayloadSizeExceeded || !strings.Contains(refused.Message, "of which the router takes") {
						t.Errorf("a call with %d bytes: %v", size, err)
					}
				}
				if _, err := s.Call(t.Context(), echo.URI, runtime.Values{Args: []any{strings.Repeat("x", 8_000)}}); err != nil {
					t.Errorf("a call with 8000 bytes: %v", err)
				}
			})
		}
	}
}

// Other clients are told how long a message may be when their connection ends, and the log tells
// the operator of the limit that has acted.
func TestClientIsToldMessageSize(t *testing.T) {
	urls, log := narrow(t)
	c, err := websocket.Dial(t.Context(), urls["WebSocket"], websocket.DialOptions{Formats: []wamp.Format{wamp.JSON}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(conn.CloseNormal, "")
	send := func(m wamp.Message) {
		t.Helper()
		frame, err := conn.NewFrame(wamp.JSON, m)
		if err != nil {
			t.Fatal(err)
		}
		defer frame.Release()
		c.Append(frame)
		if err := c.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	var buf conn.Buffer
	defer buf.Free()
	role := map[string]any{"caller": map[string]any{}}
	send(&wamp.Hello{Realm: "realm1", Details: wamp.Dict{"roles": role}})
	if err := c.Read(&buf); err != nil || !strings.Contains(string(buf.Bytes()), `"_message_size":10000`) {
		t.Fatalf("WELCOME %s, error %v", buf.Bytes(), err)
	}
	filling := 20_000 - len(`[48,1,{},"com.example.echo",[""]]`)
	send(&wamp.Call{Request: 1, Procedure: echo.URI, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", filling) + `"]`)}})
	want := "closed by peer: code 1009: message of 20000 bytes is too big: at most 10000 are taken"
	if err := c.Read(&buf); err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	for _, want := range []string{`level=WARN msg="session ended by a limit"`, "limit=message_size", "is too big: at most 10000 are taken"} {
		for deadline := time.Now().Add(10 * time.Second); !strings.Contains(log.String(), want); time.Sleep(time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("the log lacks %s:\n%s", want, log)
			}
		}
	}
}

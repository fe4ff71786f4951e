package session

import (
	"context"
	"io"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// memoryConn is a connection whose peer has said everything in advance.
type memoryConn struct {
	format wamp.Format
	input  []string
	idle   func()
	waited bool // before each message

	mu       sync.Mutex
	finished bool
	output   [][]byte
}

func (c *memoryConn) Read(buf *transport.Buffer) error {
	c.idle()
	if len(c.input) == 0 {
		return io.EOF
	}
	m := c.input[0]
	c.input = c.input[1:]
	return buf.ReadAll(strings.NewReader(m), 0, 1<<20)
}

func (c *memoryConn) Append(f *transport.Frame) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.finished {
		return -1
	}
	c.output = append(c.output, append([]byte(nil), f.Payload()...))
	return 0
}

func (c *memoryConn) Finish(f *transport.Frame) int {
	n := c.Append(f)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.finished = true
	return n
}

func (c *memoryConn) OnIdle(f func())                         { c.idle = f }
func (c *memoryConn) Waited() bool                            { return c.waited }
func (c *memoryConn) Wake()                                   {}
func (c *memoryConn) SetReadDeadline(time.Time)               {}
func (c *memoryConn) SetMessageSize(int)                      {}
func (c *memoryConn) LargestMessage() int                     { return math.MaxInt }
func (c *memoryConn) Queued() int                             { return 0 }
func (c *memoryConn) Stalled() time.Duration                  { return 0 }
func (c *memoryConn) TryFlush() (bool, error)                 { return true, nil }
func (c *memoryConn) Flush() error                            { return nil }
func (c *memoryConn) Discard() int                            { return 0 }
func (c *memoryConn) Close(transport.CloseCode, string) error { return nil }
func (c *memoryConn) Format() wamp.Format                     { return c.format }
func (c *memoryConn) Info() transport.Info                    { return transport.Info{Protocol: "memory"} }

// Whatever a peer says, the session ends, leaves its realm, and all it was sent
// is well-formed.
func FuzzServe(f *testing.F) {
	for format, messages := range garbage {
		for _, m := range messages {
			if len(m) < 1000 {
				f.Add(uint8(format-wamp.JSON), m, "")
			}
		}
	}
	for _, format := range formats {
		for _, m := range []wamp.Message{
			hello("realm1"),
			&wamp.Call{Request: 1, Procedure: "a.b", Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(`[1,"x",{"a":null}]`)}},
			&wamp.Subscribe{Request: 1, Topic: "a.b"},
			&wamp.Publish{Request: 1, Topic: "a.b"},
			&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal},
		} {
			data, err := codec.AppendMessage(nil, format, m)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(format-wamp.JSON), string(data), string(data))
		}
	}
	f.Fuzz(func(t *testing.T, format uint8, first, second string) {
		conn := &memoryConn{format: formats[int(format)%len(formats)]}
		greeting, err := codec.AppendMessage(nil, conn.format, hello("realm1"))
		if err != nil {
			t.Fatal(err)
		}
		conn.input = []string{string(greeting), first, second}
		realm := newFakeRealm()
		_ = Serve(context.Background(), conn, Config{Realms: realm})
		if len(realm.peers()) != 0 || len(realm.left) != 1 {
			t.Errorf("peers %v, left %v", realm.peers(), realm.left)
		}
		decoder := codec.NewDecoder(conn.format, codec.Limits{})
		for _, data := range conn.output {
			if _, err := decoder.Decode(data); err != nil {
				t.Errorf("sent %q: %v", data, err)
			}
		}
	})
}

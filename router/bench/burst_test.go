//go:build unix

package bench

import (
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/router/session"
)

// BenchmarkBurst measures what routing a small message takes: clients that do next to
// nothing write one message or 64 at once to a router in this process. With one processor
// the instructions of a message are the same from run to run:
//
//	go test -c ./router/bench
//	GOMAXPROCS=1 perf stat -e instructions:u,cycles:u ./bench.test -test.run '^$' -test.bench Burst/call,_64 -test.benchtime 1000000x
func BenchmarkBurst(b *testing.B) {
	for _, size := range []int{1, 64} {
		b.Run(fmt.Sprintf("call, %d at once", size), func(b *testing.B) {
			url := startRouter(b)
			callee, caller := dialTerse(b, url), dialTerse(b, url)
			callee.ask(b, `[64,1,{},"com.example.echo"]`, "[65,")
			b.ResetTimer()
			for n := 0; n < b.N; n += size {
				caller.write(b, size, `[48,`, `,{},"com.example.echo",["xxxxxxxxxxxx"]]`)
				callee.read(b, size)
				callee.write(b, size, `[70,`, `,{},["xxxxxxxxxxxx"]]`)
				caller.read(b, size)
			}
		})
	}
	for _, subscribers := range []int{1, 10, 100} {
		b.Run(fmt.Sprintf("event to %d, 32 at once", subscribers), func(b *testing.B) {
			const size = 32
			url := startRouter(b)
			publisher, all := dialTerse(b, url), make([]*terse, subscribers)
			for i := range all {
				all[i] = dialTerse(b, url)
				all[i].ask(b, `[32,1,{},"com.example.topic"]`, "[33,")
			}
			b.ResetTimer()
			for n := 0; n < b.N; n += size * subscribers {
				publisher.write(b, size, `[16,`, `,{},"com.example.topic",["xxxxxxxxxxxx"]]`)
				for _, c := range all {
					c.read(b, size)
				}
			}
		})
	}
}

// startRouter starts a router in this process and returns its URL.
func startRouter(b *testing.B) string {
	s := httptest.NewServer(routerHandler(session.Config{}))
	b.Cleanup(s.Close)
	return "ws" + strings.TrimPrefix(s.URL, "http")
}

// terse is a client that puts messages together from text and only counts those it gets.
type terse struct {
	conn net.Conn
	id   uint64 // of the last message
	out  []byte
	in   []byte
	have int // bytes of in: the beginning of a message
}

// dialTerse returns a client that has joined.
func dialTerse(b *testing.B, url string) *terse {
	b.Helper()
	ws, _, err := (&websocket.Dialer{Subprotocols: []string{"wamp.2.json"}}).Dial(url, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ws.Close() })
	c := &terse{conn: ws.NetConn(), in: make([]byte, 64<<10)}
	c.ask(b, `[1,"realm1",{"roles":{"caller":{}}}]`, "[2,")
	return c
}

// frame adds a message, masked with zeros, to what is written next.
func (c *terse) frame(size int) {
	c.out = append(c.out, 0x81, 0x80|byte(size), 0, 0, 0, 0)
}

// ask sends a message and expects one that begins so.
func (c *terse) ask(b *testing.B, message, answer string) {
	b.Helper()
	c.frame(len(message))
	if _, err := c.conn.Write(append(c.out, message...)); err != nil {
		b.Fatal(err)
	}
	c.out = c.out[:0]
	var head [4]byte
	if _, err := io.ReadFull(c.conn, head[:2]); err != nil {
		b.Fatal(err)
	}
	size := int(head[1])
	if size == 126 {
		if _, err := io.ReadFull(c.conn, head[2:]); err != nil {
			b.Fatal(err)
		}
		size = int(head[2])<<8 | int(head[3])
	}
	got := make([]byte, size)
	if _, err := io.ReadFull(c.conn, got); err != nil || !strings.HasPrefix(string(got), answer) {
		b.Fatalf("got %q, %v, want %s...", got, err, answer)
	}
}

// write writes messages with the next ids at once.
func (c *terse) write(b *testing.B, messages int, before, behind string) {
	for range messages {
		c.id++
		at := len(c.out)
		c.frame(0)
		c.out = append(c.out, before...)
		c.out = strconv.AppendUint(c.out, c.id, 10)
		c.out = append(c.out, behind...)
		c.out[at+1] |= byte(len(c.out) - at - 6)
	}
	if _, err := c.conn.Write(c.out); err != nil {
		b.Fatal(err)
	}
	c.out = c.out[:0]
}

// read reads so many messages of less than 126 bytes.
func (c *terse) read(b *testing.B, messages int) {
	for messages > 0 {
		n, err := c.conn.Read(c.in[c.have:])
		if err != nil {
			b.Fatal(err)
		}
		c.have += n
		at := 0
		for at+2 <= c.have && at+2+int(c.in[at+1]) <= c.have {
			at += 2 + int(c.in[at+1])
			messages--
		}
		c.have = copy(c.in, c.in[at:c.have])
	}
}

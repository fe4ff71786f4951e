//go:build unix

package bench

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// client is a client of any of the servers. It speaks WAMP to all of them; the
// relays just do not listen.
type client struct {
	conn    transport.Conn
	flusher *transport.Flusher
	decoder *codec.Decoder
	buf     transport.Buffer
	next    wamp.ID
}

// connect returns n clients that are in one realm or, at a relay, in a group of
// their own.
func (s *server) connect(b testing.TB, f wamp.Format, n int) []*client {
	b.Helper()
	s.group++
	url := fmt.Sprintf("%s/%d", s.url, s.group)
	clients := make([]*client, n)
	for i := range clients {
		conn, err := websocket.Dial(context.Background(), url, websocket.DialOptions{Formats: []wamp.Format{f}})
		if err != nil {
			b.Fatal(err)
		}
		c := &client{conn: conn, decoder: codec.NewDecoder(f, codec.Limits{})}
		c.flusher = transport.NewFlusher(conn, func(error) {})
		clients[i] = c
		if s.name != "router" {
			if err := conn.Read(&c.buf); err != nil { // the greeting
				b.Fatal(err)
			}
		} else {
			c.send(b, &wamp.Hello{Realm: "realm1", Details: wamp.Dict{"roles": map[string]any{"caller": map[string]any{}}}})
			c.receive(b)
		}
	}
	return clients
}

// uri returns a URI that only the last group uses.
func (s *server) uri(name string) wamp.URI {
	return wamp.URI(fmt.Sprintf("com.example.%s%d", name, s.group))
}

func (c *client) close() { _ = c.conn.Close(transport.CloseNormal, "") }

func (c *client) flush() { _ = c.conn.Flush() }

func (c *client) request() wamp.ID {
	c.next++
	return c.next
}

// send queues a message; it is flushed before the next receive waits.
func (c *client) send(b testing.TB, m wamp.Message) {
	f, err := transport.NewFrame(c.conn.Format(), m)
	if err != nil {
		b.Fatal(err)
	}
	c.conn.Append(f)
	f.Release()
	c.flusher.Start()
}

// receive returns the next message, nil after the end.
func (c *client) receive(b testing.TB) wamp.Message {
	if err := c.conn.Read(&c.buf); err != nil {
		return nil
	}
	m, err := c.decoder.Decode(c.buf.Bytes())
	if err != nil {
		b.Errorf("received %q: %v", c.buf.Bytes(), err)
	}
	return m
}

// text returns a payload of about n bytes: one string.
func text(f wamp.Format, n int) wamp.Payload {
	return codec.Transcode(wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", n-4) + `"]`)}, f)
}

// calls makes n calls with at most inFlight of them open.
type calls struct {
	caller, callee *client
	procedure      wamp.URI
}

func (s *server) calls(b testing.TB, f wamp.Format) calls {
	clients := s.connect(b, f, 2)
	c := calls{clients[0], clients[1], s.uri("echo")}
	if s.name == "router" {
		c.callee.send(b, &wamp.Register{Request: 1, Procedure: c.procedure})
		if m, ok := c.callee.receive(b).(*wamp.Registered); !ok {
			b.Fatalf("got %+v, want REGISTERED", m)
		}
	}
	go c.answer(b)
	return c
}

func (c calls) answer(b testing.TB) {
	for {
		switch m := c.callee.receive(b).(type) {
		case nil:
			return
		case *wamp.Invocation:
			c.callee.send(b, &wamp.Yield{Request: m.Request, Payload: m.Payload})
		case *wamp.Call: // through a relay
			c.callee.send(b, &wamp.Result{Request: m.Request, Payload: m.Payload})
		}
	}
}

func (c calls) run(b testing.TB, n, inFlight int, p wamp.Payload) {
	call := func() {
		c.caller.send(b, &wamp.Call{Request: c.caller.request(), Procedure: c.procedure, Payload: p})
	}
	for range min(n, inFlight) {
		call()
	}
	for i := range n {
		if m, ok := c.caller.receive(b).(*wamp.Result); !ok {
			b.Fatalf("got %+v, want RESULT", m)
		}
		if i+inFlight < n {
			call()
		}
	}
}

func (c calls) close() {
	c.caller.close()
	c.callee.close()
}

// events are published by one client and received by all others.
type events struct {
	publisher *client
	topic     wamp.URI
	received  chan struct{} // one for each event that all have received
	all       []*client
}

func (s *server) events(b testing.TB, f wamp.Format, subscribers int) events {
	clients := s.connect(b, f, subscribers+1)
	e := events{publisher: clients[0], topic: s.uri("topic"), received: make(chan struct{}, 1<<10), all: clients}
	var pending [1 << 10]atomic.Int32 // receivers of the event with this number that have it
	for _, c := range clients[1:] {
		if s.name == "router" {
			c.send(b, &wamp.Subscribe{Request: 1, Topic: e.topic})
			if m, ok := c.receive(b).(*wamp.Subscribed); !ok {
				b.Fatalf("got %+v, want SUBSCRIBED", m)
			}
		}
		go func() {
			for i := 0; c.receive(b) != nil; i++ {
				slot := &pending[i%len(pending)]
				if int(slot.Add(1)) == subscribers {
					slot.Store(0)
					e.received <- struct{}{}
				}
			}
		}()
	}
	return e
}

func (e events) run(b testing.TB, n, inFlight int, p wamp.Payload) {
	for i := range n {
		if i >= inFlight {
			if len(e.received) == 0 {
				e.publisher.flush()
			}
			<-e.received
		}
		e.publisher.send(b, &wamp.Publish{Request: e.publisher.request(), Topic: e.topic, Payload: p})
	}
	e.publisher.flush()
	for range min(n, inFlight) {
		<-e.received
	}
}

func (e events) close() {
	for _, c := range e.all {
		c.close()
	}
}

// measure runs n operations on each server, in turns, and reports the CPU time
// that each operation, of which one has the given number of parts, costs the
// servers, and the router in proportion to the others.
func measure(b *testing.B, servers []*server, parts int, run func(s *server, n int)) {
	const rounds = 4
	used := map[string]time.Duration{}
	var elapsed time.Duration
	for left := range rounds {
		n := b.N / rounds
		if left == 0 {
			n = b.N - (rounds-1)*n
		}
		for _, s := range servers {
			before, start := s.cpu(b), time.Now()
			run(s, n)
			if s.name == "router" {
				elapsed += time.Since(start)
			}
			used[s.name] += s.cpu(b) - before
		}
	}
	per := func(name string) float64 { return float64(used[name].Nanoseconds()) / 1e3 / float64(b.N*parts) }
	b.ReportMetric(float64(elapsed.Nanoseconds())/float64(b.N*parts), "ns/op")
	for _, s := range servers {
		b.ReportMetric(per(s.name), s.name+"-cpu-us/op")
	}
	b.ReportMetric(per("router")/per("relay"), "x-relay")
	b.ReportMetric(per("router")/per("limit"), "x-limit")
}

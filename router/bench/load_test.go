//go:build unix

package bench

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
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
	bursts  bool // messages wait for one another; else each is written at once, as most clients do
}

// connect returns clients of the formats that are in one realm or, at a relay,
// in a group of their own.
func (s *server) connect(b testing.TB, formats ...wamp.Format) []*client {
	b.Helper()
	s.group.Add(1)
	clients := make([]*client, len(formats))
	for i, f := range formats {
		clients[i] = s.dial(b, f)
	}
	return clients
}

// dial returns a client in the last group.
func (s *server) dial(b testing.TB, f wamp.Format) *client {
	b.Helper()
	conn, err := s.open(f)
	if err != nil {
		b.Fatal(err)
	}
	c := &client{conn: conn, decoder: codec.NewDecoder(f, codec.Limits{})}
	c.flusher = transport.NewFlusher(conn, func(error) {})
	if !s.router() {
		if err := conn.Read(&c.buf); err != nil { // the greeting
			b.Fatal(err)
		}
		return c
	}
	c.send(b, &wamp.Hello{Realm: "realm1", Details: wamp.Dict{"roles": map[string]any{"caller": map[string]any{}}}})
	if m, ok := c.receive(b).(*wamp.Welcome); !ok {
		b.Fatalf("got %+v, want WELCOME", m)
	}
	return c
}

// router reports whether the server speaks WAMP.
func (s *server) router() bool { return s.name != "relay" && s.name != "limit" }

// uri returns a URI that only the last group uses.
func (s *server) uri(name string) wamp.URI {
	return wamp.URI(fmt.Sprintf("com.example.%s%d", name, s.group.Load()))
}

func (c *client) close() { _ = c.conn.Close(transport.CloseNormal, "") }

func (c *client) flush() { _ = c.conn.Flush() }

func (c *client) request() wamp.ID {
	c.next++
	return c.next
}

// send writes a message or, in bursts, leaves that to a goroutine.
func (c *client) send(b testing.TB, m wamp.Message) {
	f, err := transport.NewFrame(c.conn.Format(), m)
	if err != nil {
		b.Fatal(err)
	}
	c.conn.Append(f)
	f.Release()
	if c.bursts {
		c.flusher.Start()
	} else {
		c.flusher.Flush()
	}
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

// ignore reads what a client gets that waits for nothing: who does not read answers no pings,
// and is given up after a minute.
func (c *client) ignore(b testing.TB) {
	for c.receive(b) != nil {
	}
}

// text returns a payload of about n bytes: one string.
func text(f wamp.Format, n int) wamp.Payload {
	return codec.Transcode(wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", n-4) + `"]`)}, f)
}

// structured returns a payload of about n bytes: a list of maps.
func structured(f wamp.Format, n int) wamp.Payload {
	const item = `{"id":12345,"name":"sensor","ok":true,"at":[1.5,-2,0.25]},`
	items := strings.TrimSuffix(strings.Repeat(item, n/len(item)), ",")
	return codec.Transcode(wamp.Payload{Format: wamp.JSON, Args: []byte("[[" + items + "]]")}, f)
}

// calls makes n calls with at most inFlight of them open.
type calls struct {
	caller, callee *client
	procedure      wamp.URI
}

func (s *server) calls(b testing.TB, f wamp.Format) calls {
	clients := s.connect(b, f, f)
	c := calls{clients[0], clients[1], s.uri("echo.of.bench")}
	if s.router() {
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

// run makes n calls. Where they are made one after the other it returns how long
// each took.
func (c calls) run(b testing.TB, n, inFlight int, p wamp.Payload) (latencies []time.Duration) {
	var start time.Time
	call := func() {
		start = time.Now()
		c.caller.send(b, &wamp.Call{Request: c.caller.request(), Procedure: c.procedure, Payload: p})
	}
	for range min(n, inFlight) {
		call()
	}
	for i := range n {
		if m, ok := c.caller.receive(b).(*wamp.Result); !ok {
			b.Fatalf("got %+v, want RESULT", m)
		}
		if inFlight == 1 {
			latencies = append(latencies, time.Since(start))
		}
		if i+inFlight < n {
			call()
		}
	}
	return latencies
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

// events connects a publisher of the first format and subscribers of the others.
func (s *server) events(b testing.TB, formats ...wamp.Format) events {
	clients := s.connect(b, formats...)
	subscribers := len(clients) - 1
	e := events{publisher: clients[0], topic: s.uri("topic"), received: make(chan struct{}, 1<<10), all: clients}
	go e.publisher.ignore(b)
	var pending [1 << 10]atomic.Int32 // receivers of the event with this number that have it
	for _, c := range clients[1:] {
		if s.router() {
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
	closeAll(e.all)
}

// closeAll closes many at a time: each waits for the server.
func closeAll(clients []*client) {
	var closing sync.WaitGroup
	for part := range slices.Chunk(clients, max(1, len(clients)/16)) {
		closing.Go(func() {
			for _, c := range part {
				c.close()
			}
		})
	}
	closing.Wait()
}

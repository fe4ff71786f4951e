package session

import (
	"context"
	"fmt"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"

	gorilla "github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// dialFaulty returns a client on a bad line.
func (r *router) dialFaulty(t *testing.T, f wamp.Format, seed uint64, most int) *client {
	t.Helper()
	var line *faulty
	d := gorilla.Dialer{
		Subprotocols: []string{"wamp.2." + f.String()},
		NetDialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			conn, err := new(net.Dialer).DialContext(ctx, network, address)
			if err != nil {
				return nil, err
			}
			line = newFaulty(conn, seed, most)
			line.left += 1 << 10 // not during the handshake, which is another test's
			return line, nil
		},
	}
	ws, _, err := d.Dial(r.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	return &client{t: t, ws: ws, format: f, decoder: codec.NewDecoder(f, codec.Limits{})}
}

// Clients on bad lines publish, call and subscribe: whatever the router understands of
// it, what it has sent to each of them has arrived, in order and whole, or is counted as
// dropped with its session, and those on good lines get everything.
func TestEveryMessageIsAccountedFor(t *testing.T) {
	const seeds = 60
	for seed := range uint64(seeds) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			accountFor(t, seed)
		})
	}
}

func accountFor(t *testing.T, seed uint64) {
	const bad, rounds = 4, 40
	r := newRouter(t, func(cfg *Config) {
		cfg.LooseIDs = true // else one flipped bit of an id would end most sessions early
		cfg.Limits.MessageSize = 1 << 20
		cfg.Limits.OutboxBytes = 1 << 20
	})
	good := r.subscribe(t)
	payload := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", int(seed%7)*300) + `"]`)}
	type account struct {
		session  wamp.ID
		received int
	}
	accounts := make(chan account, bad)
	for i := range bad {
		c := r.dialFaulty(t, []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}[i%3], seed*bad+uint64(i), 20_000)
		go func() {
			var a account
			defer func() { accounts <- a }()
			write := func(m wamp.Message) {
				data, err := codec.AppendMessage(nil, c.format, m)
				if err != nil {
					t.Error(err)
				}
				kind := gorilla.TextMessage
				if c.format.Binary() {
					kind = gorilla.BinaryMessage
				}
				_ = c.ws.WriteMessage(kind, data)
			}
			write(hello("realm1"))
			write(&wamp.Subscribe{Request: c.request(), Topic: "a.b"})
			for range rounds {
				write(&wamp.Publish{Request: c.request(), Topic: "a.b", Payload: payload})
				write(&wamp.Call{Request: c.request(), Procedure: "a.b", Payload: payload})
			}
			write(&wamp.Goodbye{Reason: wamp.CloseRealm})
			c.ws.SetReadDeadline(time.Now().Add(20 * time.Second))
			for {
				m := c.receive()
				switch m := m.(type) {
				case *wamp.Welcome:
					a.session = m.Session
				case *wamp.Event:
					a.received++
				case nil:
					return
				case *wamp.Goodbye, *wamp.Abort:
					c.ws.UnderlyingConn().(*faulty).Conn.(*net.TCPConn).CloseWrite()
				}
			}
		}()
	}
	heard := make(chan int)
	go func() {
		n := 0
		for {
			switch m := good.receive().(type) {
			case *wamp.Event:
				n++
			case *wamp.Result:
			case *wamp.Goodbye:
				heard <- n
				return
			default:
				t.Errorf("a client on a good line got %+v", m)
				heard <- n
				return
			}
		}
	}()
	var all []account
	for range bad {
		all = append(all, <-accounts)
	}
	for range bad {
		r.serveEnds(t)
	}
	r.stop() // GOODBYE for the one that is left
	n := <-heard
	r.realm.mu.Lock()
	defer r.realm.mu.Unlock()
	dropped := r.observer.get().dropped
	for _, a := range all {
		if sent, lost := r.realm.sent[a.session], dropped[a.session]; a.received+lost != sent {
			t.Errorf("session %d: %d events sent, %d received and %d counted as dropped", a.session, sent, a.received, lost)
		}
	}
	var sent int
	for session, events := range r.realm.sent {
		known := false
		for _, a := range all {
			known = known || a.session == session
		}
		if !known {
			sent = max(sent, events)
		}
	}
	if n != sent {
		t.Errorf("the client on a good line got %d events of %d", n, sent)
	}
}

// After many sessions have come and were killed or cut off, everything is as before: no
// goroutine and no memory is left of them.
func TestNothingIsLeftOfSessions(t *testing.T) {
	const sessions, at = 1000, 50
	r := newRouter(t, nil)
	r.ended = make(chan error, sessions)
	settle := func() (goroutines int, memory uint64) {
		for range 5 {
			runtime.GC()
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return runtime.NumGoroutine(), m.HeapAlloc
	}
	cycle := func(n int) {
		for done := 0; done < n; done += at {
			var clients []*client
			for i := range at {
				d := gorilla.Dialer{Subprotocols: []string{"wamp.2." + formatsOf[i%3].String()}}
				ws, _, err := d.Dial(r.url, nil)
				if err != nil {
					t.Fatal(err)
				}
				c := &client{t: t, ws: ws, format: formatsOf[i%3], decoder: codec.NewDecoder(formatsOf[i%3], codec.Limits{})}
				c.send(hello("realm1"))
				if _, ok := c.receive().(*wamp.Welcome); !ok {
					t.Fatal("no WELCOME")
				}
				c.send(&wamp.Subscribe{Request: c.request(), Topic: "a.b"})
				clients = append(clients, c)
			}
			for i, p := range r.realm.peers() {
				if i%2 == 0 {
					p.Close(wamp.CloseKilled, "")
				}
			}
			for i, c := range clients {
				if i%3 == 0 {
					c.ws.UnderlyingConn().(*net.TCPConn).SetLinger(0) // RST
				}
				c.ws.Close()
			}
			for range at {
				r.serveEnds(t)
			}
		}
	}
	cycle(2 * at) // pools and tables have their size then
	goroutines, memory := settle()
	cycle(sessions)
	var left int
	var grown int64
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		g, m := settle()
		left, grown = g-goroutines, int64(m)-int64(memory)
		if left <= 0 && grown < 1<<20 || time.Now().After(deadline) {
			break
		}
	}
	if left > 0 || grown >= 1<<20 {
		t.Errorf("%d goroutines and %d bytes are left of %d sessions", left, grown, sessions)
	}
	r.realm.mu.Lock()
	defer r.realm.mu.Unlock()
	if len(r.realm.joined)+len(r.realm.subscribers) != 0 {
		t.Errorf("%d sessions are still joined", len(r.realm.joined))
	}
}

var formatsOf = []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

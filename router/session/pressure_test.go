package session

import (
	"encoding/json"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	gorilla "github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// subscribe returns a client that gets all events.
func (r *router) subscribe(t *testing.T) *client {
	t.Helper()
	c := r.join(t, wamp.JSON)
	c.send(&wamp.Subscribe{Request: c.request(), Topic: "a.b"})
	if _, ok := c.receive().(*wamp.Subscribed); !ok {
		t.Fatal("no SUBSCRIBED")
	}
	return c
}

// events reads until the connection ends or n events are there, and returns
// their number. They must be in order. before is called before each, if not nil.
func (c *client) events(n int, before func(i int)) int {
	for i := range n {
		if before != nil {
			before(i)
		}
		_, data, err := c.ws.ReadMessage()
		if err != nil {
			return i
		}
		want := fmt.Sprintf("[36,1,%d,", i+2) // the SUBSCRIBE of the publisher was request 1
		if !strings.HasPrefix(string(data), want) {
			var m []any
			if json.Unmarshal(data, &m) == nil && m[0] == float64(wamp.TypeAbort) {
				return i
			}
			c.t.Errorf("got %.40q, want %q", data, want)
			return i
		}
	}
	return n
}

// One subscriber never reads: it is closed, the others get everything in order,
// and what it did not get is counted.
func TestSubscriberThatDoesNotRead(t *testing.T) {
	const others, events, size = 4, 1500, 10_000
	r := newRouter(t, func(cfg *Config) {
		cfg.Limits.OutboxBytes = 1 << 20
		cfg.Limits.OutboxStall = 500 * time.Millisecond
	})
	stuck := r.subscribe(t)
	if err := stuck.ws.NetConn().(*net.TCPConn).SetReadBuffer(64 << 10); err != nil {
		t.Fatal(err)
	}
	var readers sync.WaitGroup
	for range others {
		c := r.subscribe(t)
		readers.Go(func() {
			if got := c.events(events, nil); got != events {
				t.Errorf("a subscriber that reads got %d events of %d", got, events)
			}
		})
	}
	publisher := r.subscribe(t)
	readers.Go(func() { publisher.events(events, nil) })
	payload := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", size) + `"]`)}
	for range events {
		publisher.send(&wamp.Publish{Request: publisher.request(), Topic: "a.b", Payload: payload})
	}
	readers.Wait()
	if err := r.serveEnds(t); err == nil || !strings.Contains(err.Error(), "too slow") {
		t.Errorf("the stuck session ended with %v", err)
	}
	// What was given to its socket it can still read.
	stuck.ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	got := stuck.events(events, nil)
	if lost, sent := r.observer.get().dropped[1], r.realm.sent[1]; got+lost != sent || lost == 0 {
		t.Errorf("%d events read and %d counted as dropped, of %d sent", got, lost, sent)
	}
	if seen := r.observer.get(); seen.drops[DropTooSlow] != seen.dropped[1] {
		t.Errorf("%d messages are lost, of them for the reasons %v", seen.dropped[1], seen.drops)
	}
	if len(r.observer.get().dropped) != 1 || r.observer.get().closed != 1 || r.observer.get().reasons[0] != wamp.CloseKilled {
		t.Errorf("observed %+v", r.observer.get())
	}
}

// A publisher that is much faster than a subscriber is slowed down: nothing is
// lost.
func TestSlowSubscriberLosesNothing(t *testing.T) {
	const events, size = 1500, 10_000
	r := newRouter(t, func(cfg *Config) { cfg.Limits.OutboxBytes = 1 << 20 })
	slow := r.subscribe(t)
	publisher := r.join(t, wamp.JSON)
	publisher.send(&wamp.Register{Request: publisher.request(), Procedure: "a.b"}) // events count from 2
	read := make(chan int)
	go func() {
		read <- slow.events(events, func(i int) {
			if i%50 == 0 {
				time.Sleep(10 * time.Millisecond)
			}
		})
	}()
	payload := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", size) + `"]`)}
	for range events {
		publisher.send(&wamp.Publish{Request: publisher.request(), Topic: "a.b", Payload: payload})
	}
	if got := <-read; got != events {
		t.Errorf("%d events of %d arrived, dropped %v", got, events, r.observer.get().dropped)
	}
}

// A caller that reads no results is closed, others are served meanwhile.
func TestCallerThatDoesNotRead(t *testing.T) {
	r := newRouter(t, func(cfg *Config) { cfg.Limits.OutboxBytes = 256 << 10 })
	greedy := r.join(t, wamp.JSON)
	polite := r.join(t, wamp.JSON)
	payload := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", 100_000) + `"]`)}
	sending := make(chan struct{})
	go func() {
		defer close(sending)
		for i := range 10_000 {
			data := fmt.Sprintf(`[48,%d,{},"a.b",%s]`, i+1, payload.Args)
			if greedy.ws.WriteMessage(gorilla.TextMessage, []byte(data)) != nil {
				return
			}
		}
		t.Error("the router takes everything of a caller that reads nothing")
	}()
	for range 200 {
		polite.send(&wamp.Call{Request: polite.request(), Procedure: "a.b"})
		if _, ok := polite.receive().(*wamp.Result); !ok {
			t.Fatal("no RESULT for another caller")
		}
	}
	<-sending
	if err := r.serveEnds(t); err == nil {
		t.Error("the session ended in good order")
	}
}

// Pings are answered within the outbox's limit only.
func TestPingFlood(t *testing.T) {
	r := newRouter(t, func(cfg *Config) { cfg.Limits.OutboxBytes = 64 << 10; cfg.Limits.OutboxStall = 200 * time.Millisecond })
	c := r.join(t, wamp.JSON)
	ping := make([]byte, 0, 1<<16)
	for len(ping) < 1<<16-131 {
		ping = append(append(ping, 0x89, 0x80|125, 0, 0, 0, 0), make([]byte, 125)...)
	}
	for range 10_000 {
		if _, err := c.ws.NetConn().Write(ping); err != nil {
			break
		}
	}
	if err := r.serveEnds(t); err == nil {
		t.Error("the session ended in good order")
	}
}

// Large messages of many senders at one time do not end the session of a peer that
// reads: who waits for it is slowed down, and nothing is lost.
func TestManyLargeMessagesAtOnce(t *testing.T) {
	const publishers, size = 16, 1 << 20
	r := newRouter(t, func(cfg *Config) {
		cfg.Limits.OutboxBytes = 2 << 20
		cfg.Limits.MessageSize = 2 * size
	})
	reader := r.subscribe(t)
	publish := []byte(`[16,1,{},"a.b",["` + strings.Repeat("x", size) + `"]]`)
	clients := make([]*client, publishers)
	for i := range clients {
		clients[i] = r.join(t, wamp.JSON)
	}
	var sending sync.WaitGroup
	defer sending.Wait()
	for _, c := range clients {
		sending.Go(func() {
			if err := c.ws.WriteMessage(gorilla.TextMessage, publish); err != nil {
				t.Errorf("publish: %v", err)
			}
		})
	}
	for i := range publishers {
		if _, data, err := reader.ws.ReadMessage(); err != nil || !strings.HasPrefix(string(data), "[36,") {
			t.Fatalf("event %d: got %.100q, %v", i, data, err)
		}
	}
}

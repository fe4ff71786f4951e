//go:build unix

package bench

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// subscribe has a client get the events of a topic.
func (c *client) subscribe(b testing.TB, topic wamp.URI) {
	b.Helper()
	c.send(b, &wamp.Subscribe{Request: c.request(), Topic: topic})
	if m, ok := c.receive(b).(*wamp.Subscribed); !ok {
		b.Fatalf("got %+v, want SUBSCRIBED", m)
	}
}

// numbered returns the payload of event i: its number and filling.
func numbered(i, size int) wamp.Payload {
	return wamp.Payload{Format: wamp.JSON, Args: fmt.Appendf(nil, `[%d,"%s"]`, i, strings.Repeat("x", size))}
}

// unbroken reads up to n numbered events, or to the end of the connection, and
// returns how many came. All must come in order.
func (c *client) unbroken(t *testing.T, n int) int {
	for i := range n {
		switch m := c.receive(t).(type) {
		case *wamp.Event:
			if want := fmt.Sprintf("[%d,", i); !strings.HasPrefix(string(m.Payload.Args), want) {
				t.Errorf("got %.20s..., want %s...", m.Payload.Args, want)
				return i
			}
		case nil, *wamp.Abort:
			return i
		default:
			t.Errorf("got %+v, want EVENT", m)
			return i
		}
	}
	return n
}

// A publisher that never waits is slowed down: nobody who reads misses an event
// or is disconnected.
func TestFastPublisherLosesNothing(t *testing.T) {
	for _, test := range []struct{ subscribers, events int }{{1, 10_000}, {10, 2000}, {100, 500}} {
		t.Run(fmt.Sprint(test.subscribers), func(t *testing.T) {
			s := startServer(t, "tight")
			clients := s.connect(t, same(wamp.JSON, test.subscribers+1)...)
			publisher, topic := clients[0], s.uri("topic")
			var reading sync.WaitGroup
			for _, c := range clients[1:] {
				c.subscribe(t, topic)
				reading.Go(func() {
					if got := c.unbroken(t, test.events); got != test.events {
						t.Errorf("a subscriber got %d events of %d", got, test.events)
					}
				})
			}
			publisher.bursts = true
			for i := range test.events {
				publisher.send(t, &wamp.Publish{Request: publisher.request(), Topic: topic, Payload: numbered(i, 1<<10)})
				if i%64 == 63 {
					publisher.flush()
				}
			}
			publisher.flush()
			reading.Wait()
			if dropped, killed := s.dropped(t), s.killed(t); dropped != 0 || killed != 0 {
				t.Errorf("%d events dropped, %d sessions ended", dropped, killed)
			}
			closeAll(clients)
		})
	}
}

// 512 calls are in flight to one callee: each has its result, once.
func TestManyCallsInFlight(t *testing.T) {
	const n, inFlight = 10_000, 512
	s := startServer(t, "tight")
	c := s.calls(t, wamp.JSON)
	answered := make([]int, n+1)
	for i := range n + inFlight {
		if i >= inFlight {
			m, ok := c.caller.receive(t).(*wamp.Result)
			if !ok || m.Request > n {
				t.Fatalf("got %+v, want RESULT", m)
			}
			if got, want := string(m.Payload.Args), fmt.Sprintf(`[%d,""]`, m.Request); got != want {
				t.Fatalf("result %s, want %s", got, want)
			}
			answered[m.Request]++
		}
		if i < n {
			c.caller.send(t, &wamp.Call{Request: c.caller.request(), Procedure: c.procedure, Payload: numbered(i+1, 0)})
		}
	}
	for request, times := range answered[1:] {
		if times != 1 {
			t.Errorf("call %d was answered %d times", request+1, times)
		}
	}
	if dropped := s.dropped(t); dropped != 0 {
		t.Errorf("%d messages dropped", dropped)
	}
	c.close()
}

// awaitKilled returns when the router has ended a session by itself.
func (s *server) awaitKilled(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); s.killed(t) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the client that does not read was not disconnected")
		}
	}
	if killed := s.killed(t); killed != 1 {
		t.Errorf("%d sessions were ended, want 1", killed)
	}
}

// unaffected checks that a stuck client has not changed much for the others: what
// is compared are medians, and the bound is wide.
func unaffected(t *testing.T, before, beside []time.Duration) {
	t.Helper()
	if a, b := median(before), median(beside); b > 20*a+20*time.Millisecond {
		t.Errorf("beside a client that does not read: median %s, without it %s", b, a)
	}
}

// One caller never reads its results: it is disconnected, the others are served
// as before.
func TestCallerThatNeverReads(t *testing.T) {
	const n = 300
	s := startServer(t, "tight")
	c := s.calls(t, wamp.JSON)
	before := c.run(t, n, 1, text(wamp.JSON, 16))
	greedy := s.dial(t, wamp.JSON)
	sending := make(chan struct{})
	go func() {
		defer close(sending)
		for p := text(wamp.JSON, 64<<10); greedy.conn.Flush() == nil; {
			greedy.send(t, &wamp.Call{Request: greedy.request(), Procedure: c.procedure, Payload: p})
		}
	}()
	unaffected(t, before, c.run(t, n, 1, text(wamp.JSON, 16)))
	s.awaitKilled(t)
	unaffected(t, before, c.run(t, n, 1, text(wamp.JSON, 16)))
	greedy.close()
	<-sending
	c.close()
}

// One subscriber never reads: it is disconnected, what it has got is unbroken,
// and the others have everything.
func TestSubscriberThatNeverReads(t *testing.T) {
	const n, size, subscribers = 400, 32 << 10, 5
	s := startServer(t, "tight")
	clients := s.connect(t, same(wamp.JSON, subscribers+1)...)
	publisher, topic := clients[0], s.uri("topic")
	arrived := make(chan struct{}, subscribers)
	var reading sync.WaitGroup
	for _, c := range clients[1:] {
		c.subscribe(t, topic)
		reading.Go(func() {
			for range 2 {
				for i := range n {
					m, ok := c.receive(t).(*wamp.Event)
					if want := fmt.Sprintf("[%d,", i); !ok || !strings.HasPrefix(string(m.Payload.Args), want) {
						t.Errorf("want event %d, got %.40v", i, m)
					}
					arrived <- struct{}{}
				}
			}
		})
	}
	publish := func() (latencies []time.Duration) {
		for i := range n {
			p, start := numbered(i, size), time.Now()
			publisher.send(t, &wamp.Publish{Request: publisher.request(), Topic: topic, Payload: p})
			publisher.flush()
			for range subscribers {
				<-arrived
			}
			latencies = append(latencies, time.Since(start))
		}
		return latencies
	}
	before := publish()
	stuck := s.dial(t, wamp.JSON)
	stuck.subscribe(t, topic)
	unaffected(t, before, publish())
	reading.Wait()
	s.awaitKilled(t)
	got := stuck.unbroken(t, n)
	if dropped := int(s.dropped(t)); got == 0 || dropped == 0 || got+dropped > n {
		t.Errorf("%d events read, %d counted as dropped, of %d", got, dropped, n)
	}
	stuck.close()
	closeAll(clients)
}

// Large messages of some sessions do not hold up the small ones of others.
func TestGuardSmallMessagesBesideLargeOnes(t *testing.T) {
	if os.Getenv(guardVariable) == "" {
		t.Skipf("runs where %s is set: its figures need a quiet machine", guardVariable)
	}
	for _, size := range []int{64 << 10, 1 << 20} {
		alone, beside := startServer(t, "router").beside(t, size, 4, 200)
		if most := 20*alone.median + 20*time.Millisecond; beside.median > most {
			t.Errorf("beside calls of %s: median %s, alone %s", sizeName(size), beside.median, alone.median)
		}
		if most := 20*alone.worst + 200*time.Millisecond; beside.worst > most {
			t.Errorf("beside calls of %s: 99 in 100 take up to %s, alone %s", sizeName(size), beside.worst, alone.worst)
		}
	}
}

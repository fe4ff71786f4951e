//go:build unix

package bench

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// growth is what operations cost beside many things none of which is meant.
type growth struct {
	beside        string // of what: subscriptions and registrations by a kind of match, or sessions
	number        int
	publish, call float64 // us of router CPU
	join          float64 // connect, join, leave
	subscribe     float64 // for each entry
	unsubscribe   float64 // for each entry, when their session leaves
	register      float64
	unregister    float64
	subscription  float64 // bytes for each entry
	registration  float64
}

// entry returns the pattern of entry i.
func entry(match wamp.Match, i int) wamp.URI {
	if match == wamp.MatchWildcard {
		return wamp.URI(fmt.Sprintf("com.example.n%d..topic", i))
	}
	return wamp.URI(fmt.Sprintf("com.example.n%d.topic", i))
}

// grow measures the router with a table of subscriptions, then with one of
// registrations. n is how many operations a round has.
func (s *server) grow(b testing.TB, match wamp.Match, entries, n int) growth {
	b.Helper()
	g := growth{beside: match.String(), number: entries}
	c := s.callsInBursts(b)
	defer c.close()
	p := text(wamp.JSON, 16)
	publisher := s.dial(b, wamp.JSON)
	defer publisher.close()

	drop := s.build(b, entries, &g.subscribe, &g.subscription, func(i int, id wamp.ID) wamp.Message {
		return &wamp.Subscribe{Request: id, Topic: entry(match, i), Options: wamp.SubscribeOptions{Match: match}}
	})
	g.publish = s.each(b, n, func(n int) { publisher.publishUnheard(b, n, p) })
	g.unsubscribe = drop()

	drop = s.build(b, entries, &g.register, &g.registration, func(i int, id wamp.ID) wamp.Message {
		return &wamp.Register{Request: id, Procedure: entry(match, i), Options: wamp.RegisterOptions{Match: match}}
	})
	g.call = s.each(b, n, func(n int) { c.run(b, n, 64, p) })
	g.unregister = drop()
	return g
}

// growSessions measures the router with so many idle sessions, each of which has a subscription
// and a registration.
func (s *server) growSessions(b testing.TB, sessions, n int) growth {
	b.Helper()
	g := growth{beside: besideSessions, number: sessions}
	c := s.callsInBursts(b)
	defer c.close()
	publisher := s.dial(b, wamp.JSON)
	defer publisher.close()
	var started atomic.Int64
	idle := make(chan *client, sessions)
	inParallel(8, sessions, func() {
		c, i := s.dial(b, wamp.JSON), int(started.Add(1))
		c.send(b, &wamp.Subscribe{Request: c.request(), Topic: entry(wamp.MatchExact, i)})
		c.receive(b)
		c.send(b, &wamp.Register{Request: c.request(), Procedure: entry(wamp.MatchExact, i)})
		if m, ok := c.receive(b).(*wamp.Registered); !ok {
			b.Errorf("got %+v, want REGISTERED", m)
		}
		idle <- c
	})
	close(idle)
	p := text(wamp.JSON, 16)
	g.publish = s.each(b, n, func(n int) { publisher.publishUnheard(b, n, p) })
	g.call = s.each(b, n, func(n int) { c.run(b, n, 64, p) })
	churn := churnWorkload(bar{}).start(b, s)
	g.join = s.each(b, max(8, n/10), func(n int) { churn.run(n) })
	var all []*client
	for c := range idle {
		all = append(all, c)
	}
	closeAll(all)
	return g
}

const besideSessions = "sessions"

// callsInBursts has clients that write once a burst: where they do not, it is luck what system calls
// cost, and that is more than the rest.
func (s *server) callsInBursts(b testing.TB) calls {
	b.Helper()
	c := s.calls(b, wamp.JSON)
	c.caller.bursts, c.callee.bursts = true, true
	return c
}

// each returns what each of n operations costs the server, in us: the lower quartile of
// twelve rounds after one that warms up, as messages sometimes meet in bursts and sometimes not.
func (s *server) each(b testing.TB, n int, run func(n int)) float64 {
	b.Helper()
	var costs []float64
	for range 13 {
		before := s.cpu(b)
		run(n)
		costs = append(costs, microseconds(s.cpu(b)-before)/float64(n))
	}
	return lowerQuartile(costs[1:])
}

// build has a session make the entries, and says what each has cost. drop has the
// session leave and returns what that has cost for each entry, in us.
func (s *server) build(b testing.TB, entries int, cpu, memory *float64, request func(i int, id wamp.ID) wamp.Message) (drop func() float64) {
	b.Helper()
	owner := s.dial(b, wamp.JSON)
	live, before := s.memory(b), s.cpu(b)
	const inFlight = 64
	for i := range entries + inFlight {
		if i < entries {
			owner.send(b, request(i, owner.request()))
		}
		if i >= min(inFlight, entries) && i-min(inFlight, entries) < entries {
			if m, failed := owner.receive(b).(*wamp.ErrorMessage); failed {
				b.Fatalf("got %+v", m)
			}
		}
	}
	*cpu = microseconds(s.cpu(b)-before) / float64(entries)
	*memory = float64(s.memory(b)-live) / float64(entries)
	return func() float64 {
		before := s.cpu(b)
		owner.send(b, &wamp.Goodbye{Reason: wamp.CloseRealm})
		owner.receive(b)
		used := s.cpu(b) - before
		owner.close()
		return microseconds(used) / float64(entries)
	}
}

// publishUnheard publishes n events for which nobody has subscribed.
func (c *client) publishUnheard(b testing.TB, n int, p wamp.Payload) {
	const every = 32 // one is acknowledged, so that no more than these are under way
	for i := range n {
		m := &wamp.Publish{Request: c.request(), Topic: "com.example.other.of.topic", Payload: p}
		m.Options.Acknowledge = i%every == 0 || i == n-1
		c.send(b, m)
		if m.Options.Acknowledge {
			c.receive(b)
		}
	}
}

//go:build unix

package bench

import (
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// churnWorkload connects, joins, leaves and closes; at a relay there is nothing
// to join. The limit is not asked: it is generous with memory for each connection.
func churnWorkload(cpu bar) workload {
	return workload{
		name: "connect, join, leave", operations: 800, parts: 1, without: []string{"limit"}, bar: cpu,
		start: func(b testing.TB, s *server) job {
			s.group.Add(1)
			once := func() {
				c := s.dial(b, wamp.JSON)
				if s.router() {
					c.send(b, &wamp.Goodbye{Reason: wamp.CloseRealm})
					m := c.receive(b)
					if _, ok := m.(*wamp.Goodbye); !ok && (m != nil || !s.foreign) { // some routers just close
						b.Errorf("got %+v, want GOODBYE", m)
					}
				}
				c.close()
			}
			return job{func(n int) []time.Duration { inParallel(8, n, once); return nil }, func() {}}
		},
	}
}

// inParallel calls f n times in so many goroutines.
func inParallel(goroutines, n int, f func()) {
	var working sync.WaitGroup
	for i := range goroutines {
		working.Go(func() {
			for range n/goroutines + min(1, max(0, n%goroutines-i)) {
				f()
			}
		})
	}
	working.Wait()
}

// idle is what each of many idle sessions costs the server: bytes, bytes after it has
// been used, goroutines.
type idle struct{ fresh, used, goroutines float64 }

// idle opens n sessions and measures them.
func (s *server) idle(b testing.TB, n int) (cost idle) {
	b.Helper()
	s.group.Add(1)
	warm := s.dial(b, wamp.JSON)
	before, goroutines := s.memory(b), s.goroutines(b)
	clients := make(chan *client, n)
	inParallel(8, n, func() { clients <- s.dial(b, wamp.JSON) })
	close(clients)
	cost.fresh = float64(s.memory(b)-before) / float64(n)
	cost.goroutines = float64(s.goroutines(b)-goroutines) / float64(n)
	all := []*client{warm}
	for c := range clients {
		if s.router() {
			c.subscribe(b, "com.example.used")
			c.send(b, &wamp.Call{Request: c.request(), Procedure: "com.example.unused", Payload: text(wamp.JSON, 16)})
			if m, ok := c.receive(b).(*wamp.ErrorMessage); !ok {
				b.Errorf("got %+v, want ERROR", m)
			}
		}
		all = append(all, c)
	}
	cost.used = float64(s.memory(b)-before) / float64(n)
	closeAll(all)
	return cost
}

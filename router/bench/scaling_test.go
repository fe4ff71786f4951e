//go:build unix

package bench

import (
	"bytes"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// scaling is what a router with so many processors does with calls of many pairs of
// sessions at once.
type scaling struct {
	processors int
	perSecond  float64
	cpu        float64 // us a call
}

// scale has pairs of clients call as fast as they can.
func scale(t testing.TB, processors, pairs, operations int) scaling {
	t.Helper()
	s := startServer(t, "router", fmt.Sprintf("GOMAXPROCS=%d", processors))
	all := make([]calls, pairs)
	for i := range all {
		all[i] = s.calls(t, wamp.JSON)
		all[i].caller.bursts, all[i].callee.bursts = true, true // so that the load costs little
	}
	p := text(wamp.JSON, 16)
	run := func(n int) {
		var running sync.WaitGroup
		for _, c := range all {
			running.Go(func() { c.run(t, n, 64, p) })
		}
		running.Wait()
	}
	run(operations/10 + 1)
	before, start := s.cpu(t), time.Now()
	run(operations)
	took, used := time.Since(start), s.cpu(t)-before
	for _, c := range all {
		c.close()
	}
	n := float64(pairs * operations)
	return scaling{processors, n / took.Seconds(), microseconds(used) / n}
}

// scaling writes what more processors give.
func (e effort) scaling(t *testing.T, out *bytes.Buffer) {
	const pairs = 8
	fmt.Fprintf(out, "\n| GOMAXPROCS of the router, %d pairs of clients calling in bursts | calls/s | CPU, µs a call |\n|---|---:|---:|\n", pairs)
	for n := 1; n <= runtime.NumCPU(); n *= 2 {
		var rates, costs []float64
		for range e.rounds {
			s := scale(t, n, pairs, max(10, 20_000/e.share))
			rates, costs = append(rates, s.perSecond), append(costs, s.cpu)
		}
		fmt.Fprintf(out, "| %d | %s | %s |\n", n, figure(median(rates)), figure(median(costs)))
	}
}

// latencies of small calls, alone and while others pass large messages.
type latencies struct{ median, worst time.Duration } // worst: of 99 in 100

func smallCalls(t testing.TB, c calls, n int) latencies {
	t.Helper()
	took := c.run(t, n, 1, text(wamp.JSON, 16))
	m := median(took) // sorts
	return latencies{m, took[len(took)*99/100]}
}

// beside returns how long small calls take alone, and beside clients that pass messages
// of the size as fast as they can.
func (s *server) beside(t testing.TB, size, large, n int) (alone, beside latencies) {
	t.Helper()
	small := s.calls(t, wamp.JSON)
	alone = smallCalls(t, small, n)
	var passing sync.WaitGroup
	stop := make(chan struct{})
	for range large {
		c := s.calls(t, wamp.MessagePack)
		p := text(wamp.MessagePack, size)
		passing.Go(func() {
			defer c.close()
			for {
				select {
				case <-stop:
					return
				default:
					c.run(t, 4, 2, p)
				}
			}
		})
	}
	beside = smallCalls(t, small, n)
	close(stop)
	passing.Wait()
	small.close()
	return alone, beside
}

// beside writes what large messages of some sessions do to small ones of others.
func (e effort) beside(t *testing.T, out *bytes.Buffer, servers []*server) {
	out.WriteString("\n| latency of small calls, one in flight, µs | relay: median, 99 in 100 | router: median, 99 in 100 |\n|---|---:|---:|\n")
	for _, size := range []int{64 << 10, 1 << 20} {
		var cells [2][2]string
		for i, name := range []string{"relay", "router"} {
			for _, s := range servers {
				if s.name == name {
					alone, beside := s.beside(t, size, 2, max(20, 4000/e.share))
					for j, l := range []latencies{alone, beside} {
						cells[j][i] = figure(microseconds(l.median)) + ", " + figure(microseconds(l.worst))
					}
				}
			}
		}
		if size == 64<<10 {
			fmt.Fprintf(out, "| alone | %s | %s |\n", cells[0][0], cells[0][1])
		}
		fmt.Fprintf(out, "| beside two sessions with calls of %s | %s | %s |\n", sizeName(size), cells[1][0], cells[1][1])
	}
}

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

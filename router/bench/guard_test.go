//go:build unix

package bench

import (
	"os"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestGuard fails when the router has become much slower than it was: against the
// relay in the same run, and in allocations. The margins are wide, about twice
// what was measured, and one attempt of three within them is enough.
func TestGuard(t *testing.T) {
	if os.Getenv(guardVariable) == "" {
		t.Skipf("runs where %s is set: its figures need a quiet machine", guardVariable)
	}
	servers := startServers(t)
	for _, test := range []struct {
		workload    workload
		relay       float64 // most of the relay's CPU time
		allocations float64 // most of an operation's parts
	}{
		{callWorkload(wamp.JSON, "", 16, 64, 8000, bar{}, bar{}), 1.6, 4},
		{callWorkload(wamp.CBOR, "", 1<<10, 64, 8000, bar{}, bar{}), 1.6, 4},
		{callWorkload(wamp.JSON, "", 64<<10, 64, 400, bar{}, bar{}), 0.9, 8},
		{callWorkload(wamp.JSON, "", 16, 1, 4000, bar{}, bar{}), 2, 4},
		{eventWorkload(1, 16, 8000, bar{}), 1.4, 3},
		{eventWorkload(100, 16, 1000, bar{}), 0.4, 0.5},
		{eventWorkload(1000, 16, 100, bar{}), 0.5, 1.5},
		{churnWorkload(bar{}), 4, 400},
	} {
		t.Run(test.workload.name, func(t *testing.T) {
			const attempts, rounds = 3, 5
			w := test.workload
			for attempt := range attempts {
				before := servers[0].allocations(t)
				f := w.measure(t, servers, rounds, w.operations)
				allocations := float64(servers[0].allocations(t)-before) / float64(rounds*w.operations*w.parts)
				share := f.cpu["router"] / f.cpu["relay"]
				t.Logf("%.2f of the relay's CPU time, %.2f allocations", share, allocations)
				switch {
				case share <= test.relay && allocations <= test.allocations:
					return
				case attempt == attempts-1:
					t.Errorf("want at most %.2f of the relay's CPU time and %.2f allocations", test.relay, test.allocations)
				}
			}
		})
	}
	for name, test := range map[string]struct {
		most      int64
		operation func(b *testing.B)
	}{
		"hosted call":        {6, func(b *testing.B) { hostedCall(b, 1) }},
		"hosted event to 10": {20, func(b *testing.B) { hostedEvent(b, 10, 1) }},
	} {
		if r := testing.Benchmark(test.operation); r.AllocsPerOp() > test.most {
			t.Errorf("%s: %d allocations, want at most %d", name, r.AllocsPerOp(), test.most)
		}
	}
}

//go:build unix

package bench

import (
	"runtime"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// workloads are what passes through the servers' WebSockets.
func workloads() []workload {
	const kib = 1 << 10
	small, one := bar{2, 7}, bar{1.35, 0}
	return []workload{
		callWorkload(wamp.JSON, "", 16, 64, 8000, small, bar{}),
		callWorkload(wamp.MessagePack, "", 16, 64, 8000, small, bar{}),
		callWorkload(wamp.CBOR, "", 16, 64, 8000, small, bar{}),
		callWorkload(wamp.JSON, "", kib, 64, 8000, bar{1.96, 10}, bar{}),
		callWorkload(wamp.MessagePack, "", kib, 64, 8000, bar{2.04, 10}, bar{}),
		callWorkload(wamp.CBOR, "", kib, 64, 8000, bar{1.69, 10}, bar{}),
		callWorkload(wamp.JSON, "", 64*kib, 64, 800, bar{1.98, 200}, bar{}),
		callWorkload(wamp.JSON, "structured", 64*kib, 64, 800, bar{2.97, 300}, bar{}),
		callWorkload(wamp.MessagePack, "", 64*kib, 64, 800, bar{1.98, 200}, bar{}),
		callWorkload(wamp.CBOR, "", 64*kib, 64, 800, bar{1.98, 200}, bar{}),
		callWorkload(wamp.MessagePack, "", 1024*kib, 4, 60, bar{}, bar{}),
		callWorkload(wamp.JSON, "", 16, 1, 4000, one, bar{1.4, 0}),
		callWorkload(wamp.MessagePack, "", 16, 1, 4000, one, bar{1.4, 0}),
		callWorkload(wamp.CBOR, "", 16, 1, 4000, one, bar{1.4, 0}),
		callWorkload(wamp.JSON, "", kib, 1, 4000, one, bar{1.4, 0}),
		callWorkload(wamp.JSON, "", 64*kib, 1, 800, one, bar{1.4, 0}),
		eventWorkload(1, 16, 20_000, bar{2, 3}),
		eventWorkload(10, 16, 8000, bar{1.96, 1}),
		eventWorkload(100, 16, 2000, bar{1.89, 1}),
		eventWorkload(1000, 16, 300, bar{2, 1.3}),
		eventWorkload(100, kib, 1000, bar{2, 2.6}),
		mixedWorkload(bar{0, 1.5}),
		topicsWorkload(bar{0, 7}),
	}
}

// burstWorkloads are some of the workloads by clients that write once a burst,
// too: the share of system calls falls, that of the router's own work rises.
func burstWorkloads() []workload {
	burst := callWorkload(wamp.JSON, "bursts", 16, 64, 20_000, bar{2, 7}, bar{})
	burst.name += ", clients write in bursts"
	return []workload{burst, churnWorkload(bar{0, 170})}
}

// BenchmarkWebSocket measures all workloads; an operation is one part of theirs.
func BenchmarkWebSocket(b *testing.B) {
	servers := startServers(b)
	for _, w := range append(workloads(), burstWorkloads()...) {
		b.Run(w.name, func(b *testing.B) {
			const rounds = 4
			f := w.measure(b, servers, rounds, max(1, b.N/rounds))
			b.ReportMetric(float64(f.elapsed.Nanoseconds())/float64(max(b.N, rounds)*w.parts), "ns/op")
			for name, cpu := range f.cpu {
				b.ReportMetric(cpu, name+"-cpu-us/op")
				if cpu > 0 && name != "router" {
					b.ReportMetric(f.cpu["router"]/cpu, "x-"+name)
				}
			}
		})
	}
}

// BenchmarkScaling has many pairs of clients call at once, with as many processors for
// the router as there are for this.
func BenchmarkScaling(b *testing.B) {
	s := scale(b, runtime.GOMAXPROCS(0), 8, max(1, b.N/8))
	b.ReportMetric(s.perSecond, "calls/s")
	b.ReportMetric(s.cpu, "router-cpu-us/op")
}

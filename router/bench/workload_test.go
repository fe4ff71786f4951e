//go:build unix

package bench

import (
	"cmp"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// workload is something that the servers are asked to do.
type workload struct {
	name       string
	operations int      // of a round
	parts      int      // deliveries of one operation
	serial     bool     // one operation in flight
	without    []string // servers that can not do it, by name
	bar        bar      // for the CPU time
	latency    bar      // for the median
	start      func(b testing.TB, s *server) job
}

// job is a workload on one server.
type job struct {
	run  func(n int) (latencies []time.Duration)
	stop func()
}

// bar is what a figure should be at most: a multiple of the limit's in the same
// run, or in absolute terms. What is 0 is not asked.
type bar struct{ ratio, absolute float64 }

func callWorkload(f wamp.Format, kind string, size, inFlight, operations int, cpu, latency bar) workload {
	name := fmt.Sprintf("call, %d in flight, %s %s", inFlight, formatNames[f], sizeName(size))
	p := text(f, size)
	if kind == "structured" {
		name += ", structured"
		p = structured(f, size)
	}
	return workload{
		name: name, operations: operations, parts: 1, serial: inFlight == 1, bar: cpu, latency: latency,
		start: func(b testing.TB, s *server) job {
			c := s.calls(b, f)
			c.caller.bursts, c.callee.bursts = kind == "bursts", kind == "bursts"
			return job{func(n int) []time.Duration { return c.run(b, n, inFlight, p) }, c.close}
		},
	}
}

func eventWorkload(subscribers, size, operations int, cpu bar) workload {
	return workload{
		name:       fmt.Sprintf("event to %d, JSON %s", subscribers, sizeName(size)),
		operations: operations, parts: subscribers, bar: cpu,
		start: func(b testing.TB, s *server) job {
			return s.publishing(b, text(wamp.JSON, size), same(wamp.JSON, subscribers+1)...)
		},
	}
}

// publishing is the job of publishing an event with 32 in flight.
func (s *server) publishing(b testing.TB, p wamp.Payload, formats ...wamp.Format) job {
	e := s.events(b, formats...)
	return job{func(n int) []time.Duration { e.run(b, n, 32, p); return nil }, e.close}
}

// mixedWorkload has the router translate; a relay only forwards.
func mixedWorkload(cpu bar) workload {
	return workload{
		name: "event of a JSON publisher to 5 MessagePack and 5 CBOR", operations: 8000, parts: 10, bar: cpu,
		start: func(b testing.TB, s *server) job {
			formats := same(wamp.JSON, 11)
			if s.router() {
				formats = slices.Concat(same(wamp.JSON, 1), same(wamp.MessagePack, 5), same(wamp.CBOR, 5))
			}
			return s.publishing(b, text(wamp.JSON, 16), formats...)
		},
	}
}

var formatNames = map[wamp.Format]string{wamp.JSON: "JSON", wamp.MessagePack: "MessagePack", wamp.CBOR: "CBOR"}

func sizeName(n int) string {
	if n >= 1<<10 {
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

// same returns n times f.
func same(f wamp.Format, n int) []wamp.Format { return slices.Repeat([]wamp.Format{f}, n) }

// figures are what a workload has cost the servers, by their names.
type figures struct {
	cpu     map[string]float64 // us for each part of an operation
	latency map[string]float64 // us, the median; empty where it is not measured
	elapsed time.Duration      // by the router's load
}

// measure runs rounds of n operations on each server, in turns, and returns the
// medians of the rounds. With one operation in flight that would be a matter of luck: for a second
// at a time all takes twice as long, as the hypervisor has put a processor to sleep that the next
// message has to wake. There it is the quarter of the rounds that such moments do not reach, for
// each server.
func (w workload) measure(b testing.TB, servers []*server, rounds, n int) figures {
	b.Helper()
	typical := median[float64]
	if w.serial {
		typical = lowerQuartile
	}
	used, latencies := map[string][]float64{}, map[string][]float64{}
	jobs := map[*server]job{}
	for _, s := range servers {
		if slices.Contains(w.without, s.name) {
			continue
		}
		jobs[s] = w.start(b, s)
		defer jobs[s].stop()
		jobs[s].run(max(1, min(n/10, 1000)))
	}
	f := figures{cpu: map[string]float64{}, latency: map[string]float64{}}
	for range rounds {
		for _, s := range servers {
			j, ok := jobs[s]
			if !ok {
				continue
			}
			before, start := s.cpu(b), time.Now()
			took := j.run(n)
			if s.router() {
				f.elapsed += time.Since(start)
			}
			used[s.name] = append(used[s.name], microseconds(s.cpu(b)-before)/float64(n*w.parts))
			if len(took) > 0 {
				latencies[s.name] = append(latencies[s.name], microseconds(median(took)))
			}
		}
	}
	for name, values := range used {
		f.cpu[name] = typical(values)
	}
	for name, values := range latencies {
		f.latency[name] = typical(values)
	}
	return f
}

func microseconds(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e3 }

func median[T cmp.Ordered](values []T) T {
	slices.Sort(values)
	return values[len(values)/2]
}

func lowerQuartile(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/4]
}

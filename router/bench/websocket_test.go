//go:build unix

package bench

import (
	"fmt"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// BenchmarkWebSocketCall is a call from one client to another.
func BenchmarkWebSocketCall(b *testing.B) {
	servers := startServers(b)
	for _, test := range []struct {
		format         wamp.Format
		size, inFlight int
	}{
		{wamp.JSON, 16, 1},
		{wamp.JSON, 16, 64},
		{wamp.JSON, 1 << 10, 64},
		{wamp.JSON, 64 << 10, 64},
		{wamp.MessagePack, 1 << 10, 64},
		{wamp.CBOR, 1 << 10, 64},
	} {
		b.Run(fmt.Sprintf("%s/%d/inflight=%d", test.format, test.size, test.inFlight), func(b *testing.B) {
			runs := map[string]calls{}
			for _, s := range servers {
				runs[s.name] = s.calls(b, test.format)
				defer runs[s.name].close()
			}
			p := text(test.format, test.size)
			b.ResetTimer()
			measure(b, servers, 1, func(s *server, n int) { runs[s.name].run(b, n, test.inFlight, p) })
			b.StopTimer()
		})
	}
}

// BenchmarkWebSocketEvent is an event from one client to others; an operation is
// one event for one of them.
func BenchmarkWebSocketEvent(b *testing.B) {
	servers := startServers(b)
	for _, test := range []struct{ subscribers, size int }{
		{1, 16}, {10, 16}, {100, 16}, {100, 1 << 10},
	} {
		b.Run(fmt.Sprintf("json/%d/subscribers=%d", test.size, test.subscribers), func(b *testing.B) {
			runs := map[string]events{}
			for _, s := range servers {
				runs[s.name] = s.events(b, wamp.JSON, test.subscribers)
				defer runs[s.name].close()
			}
			p := text(wamp.JSON, test.size)
			b.ResetTimer()
			measure(b, servers, test.subscribers, func(s *server, n int) { runs[s.name].run(b, n, 32, p) })
			b.StopTimer()
		})
	}
}

//go:build unix

package bench

import (
	"flag"
	"testing"
)

var capacity = flag.Int("capacity", 20, "how many idle sessions TestCapacity opens, plain and over TLS")

// TestCapacity opens sessions that do nothing and says what each costs the router:
//
//	go test ./router/bench -count=1 -v -run TestCapacity -capacity 10000
func TestCapacity(t *testing.T) {
	for _, test := range []struct {
		role string
		most float64 // bytes for each session
	}{{"router", 10_000}, {"router" + overTLS, 18_000}} {
		s := startServer(t, test.role)
		idle := s.idle(t, *capacity)
		t.Logf("%s: %d idle sessions, each %.0f bytes, %.0f after a subscription and a call, %.2f goroutines",
			test.role, *capacity, idle.fresh, idle.used, idle.goroutines)
		if idle.goroutines > 1 {
			t.Errorf("%s: %.2f goroutines for each session, want one", test.role, idle.goroutines)
		}
		if *capacity >= 1000 && (idle.fresh > test.most || idle.used > test.most) { // few share what all have in common
			t.Errorf("%s: %.0f bytes a session, %.0f after use, want at most %.0f", test.role, idle.fresh, idle.used, test.most)
		}
	}
}

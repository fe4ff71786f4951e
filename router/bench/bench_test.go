//go:build unix

package bench

import (
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// What is measured works: every server passes every call and event on.
func TestServers(t *testing.T) {
	for _, s := range startServers(t) {
		for _, format := range []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR} {
			for _, size := range []int{16, 64 << 10} {
				c := s.calls(t, format)
				c.run(t, 50, 8, text(format, size))
				c.close()
			}
		}
		e := s.events(t, same(wamp.JSON, 6)...)
		e.run(t, 100, 8, text(wamp.JSON, 16))
		e.close()
		if used := s.cpu(t); used <= 0 || used > time.Minute {
			t.Errorf("%s has used %s", s.name, used)
		}
	}
}

func TestHostedGreeter(t *testing.T) {
	client := newHost(t).startGreeter(t)
	if got, err := client.Greet(t.Context(), "somebody"); err != nil || got != "somebody" {
		t.Errorf("result %q, error %v", got, err)
	}
	if _, err := client.Greet(t.Context(), ""); err == nil {
		t.Error("a name that the schema forbids was accepted: the validation is not measured")
	}
}

package node

import (
	"testing"
	"time"

	"github.com/wampgen/wampgen/router/host"
)

// TestRestartAsTheFileSays has a component fail until its restarts are used up.
func TestRestartAsTheFileSays(t *testing.T) {
	source := file(realm1, `{type: class, classname: test.Broken, realm: realm1, role: all, required: false, backoff: {first: 1ms, longest: 2ms, limit: 3}}`, "")
	n, _ := run(t, source, broken())
	for deadline := time.Now().Add(10 * time.Second); n.List()[0].State != host.Failed || n.List()[0].Restarts != 3; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("status is %+v", n.List()[0])
		}
	}
}

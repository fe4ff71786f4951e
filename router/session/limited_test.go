package session

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// limitCounts is an Observer that counts what limits have done.
type limitCounts struct {
	*counts
	mu    sync.Mutex
	acted map[string]int
}

func (c *limitCounts) Limited(limit string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.acted[limit]++
}

// Each limit that ends sessions acts, and is counted when it does.
func TestLimitsAreCounted(t *testing.T) {
	long := `["` + strings.Repeat("x", 100_000) + `"]`
	for limit, test := range map[string]struct {
		change func(*Config)
		joined bool
		do     func(c *client)
	}{
		"message_size_before_login": {
			func(cfg *Config) { cfg.Limits.MessageSizeBeforeLogin = 1000 }, false,
			func(c *client) { c.sendRaw([]byte(long)) },
		},
		"message_size": {
			func(cfg *Config) { cfg.Limits.MessageSize = 2000 }, true,
			func(c *client) { c.sendRaw([]byte(long)) },
		},
		"login_timeout": {
			func(cfg *Config) { cfg.Limits.LoginTimeout = 20 * time.Millisecond }, false,
			func(*client) {},
		},
		"failed_logins_per_authid": {
			func(cfg *Config) {
				cfg.Auth = authenticatorFunc(func(context.Context, *Attempt) (*Principal, error) {
					return nil, &LimitError{Limit: "failed_logins_per_authid", Err: &wamp.Error{URI: wamp.ErrUnavailable}}
				})
			}, false,
			func(c *client) { c.send(hello("realm1")) },
		},
		"depth": {
			func(cfg *Config) { cfg.Limits.Depth = 4 }, true,
			func(c *client) { c.sendRaw([]byte(`[48,1,{},"a.b",[[[[[1]]]]]]`)) },
		},
		"uri_length": {
			func(cfg *Config) { cfg.Limits.URILength = 20 }, true,
			func(c *client) { c.sendRaw([]byte(`[48,1,{},"` + strings.Repeat("a", 21) + `"]`)) },
		},
		"pings_missed": {
			func(cfg *Config) { cfg.Limits.PingInterval, cfg.Limits.PingsMissed = 20*time.Millisecond, 1 }, true,
			func(*client) {}, // does not read, and so does not answer
		},
		"outbox_bytes": {
			func(cfg *Config) { cfg.Limits.OutboxBytes, cfg.Limits.OutboxStall = 200_000, time.Minute }, true,
			func(c *client) { c.demand(long) },
		},
		"outbox_stall": {
			func(cfg *Config) { cfg.Limits.OutboxBytes, cfg.Limits.OutboxStall = 1<<30, 50*time.Millisecond }, true,
			func(c *client) { c.demand(long) },
		},
		"outboxes_bytes": {
			func(cfg *Config) {
				cfg.Limits.OutboxBytes, cfg.Limits.OutboxStall = 1<<30, time.Minute
				cfg.Outboxes = NewOutboxes(1 << 20)
			}, true,
			func(c *client) { c.demand(long) },
		},
	} {
		t.Run(limit, func(t *testing.T) {
			t.Parallel()
			var seen *limitCounts
			r := newRouter(t, func(cfg *Config) {
				seen = &limitCounts{counts: cfg.Observer.(*counts), acted: map[string]int{}}
				cfg.Observer = OnOpened(seen, func() {}) // as services of HTTP do
				test.change(cfg)
			})
			c := r.dial(t, wamp.JSON)
			if test.joined {
				c.send(hello("realm1"))
				if _, ok := c.receive().(*wamp.Welcome); !ok {
					t.Fatal("no WELCOME")
				}
			}
			done := make(chan struct{})
			go func() {
				defer close(done)
				test.do(c)
			}()
			if err := r.serveEnds(t); err == nil {
				t.Error("the session ended in good order")
			}
			c.ws.Close()
			<-done
			seen.mu.Lock()
			defer seen.mu.Unlock()
			if diff := cmp.Diff(map[string]int{limit: 1}, seen.acted); diff != "" {
				t.Errorf("limits (-want +got):\n%s", diff)
			}
		})
	}
}

// demand calls for results that are never read.
func (c *client) demand(args string) {
	for i := range 100_000 {
		if c.ws.WriteMessage(1, fmt.Appendf(nil, `[48,%d,{},"a.b",%s]`, i+1, args)) != nil {
			return
		}
	}
}

package realm

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Each limit of a realm acts, and is counted when it does, and so is what the peer is
// refused.
func TestLimitsAreCounted(t *testing.T) {
	large := jsonArgs(`["` + strings.Repeat("x", 600) + `"]`)
	testament := func(c *client) {
		c.route(&wamp.Call{Request: c.request(), Procedure: "wamp.session.add_testament", Payload: jsonArgs(`["com.a",["` + strings.Repeat("x", 50) + `"],{}]`)})
	}
	// busy has c call a callee that takes one call at a time, which has one.
	busy := func(c *client, calls int) {
		callee := join(t, c.realm, 8)
		callee.register(procedure, wamp.RegisterOptions{Concurrency: 1})
		other := join(t, c.realm, 9)
		other.route(&wamp.Call{Request: 1, Procedure: procedure})
		for range calls {
			c.route(&wamp.Call{Request: c.request(), Procedure: procedure, Payload: large})
		}
	}
	refusedCall := []tally.RefusalCount{{Request: wamp.TypeCall, Reason: string(wamp.ErrUnavailable), Times: 1}}
	tests := map[tally.Limit]struct {
		change  func(*Config)
		do      func(c *client)
		times   uint64
		refused []tally.RefusalCount
	}{
		tally.Subscriptions: {
			func(cfg *Config) { cfg.Limits.Subscriptions = 1 },
			func(c *client) {
				for _, uri := range []wamp.URI{"com.a", "com.b"} {
					c.route(&wamp.Subscribe{Request: c.request(), Topic: uri})
				}
			}, 1, []tally.RefusalCount{{Request: wamp.TypeSubscribe, Reason: string(wamp.ErrUnavailable), Times: 1}},
		},
		tally.Registrations: {
			func(cfg *Config) { cfg.Limits.Registrations = 1 },
			func(c *client) {
				for _, uri := range []wamp.URI{"com.a", "com.b"} {
					c.route(&wamp.Register{Request: c.request(), Procedure: uri})
				}
			}, 1, []tally.RefusalCount{{Request: wamp.TypeRegister, Reason: string(wamp.ErrUnavailable), Times: 1}},
		},
		tally.PendingCallsPerSession: {
			func(cfg *Config) { cfg.Limits.PendingCallsPerSession = 1 },
			func(c *client) { busy(c, 2) }, 1, refusedCall,
		},
		tally.PendingCallsPerCallee: {
			func(cfg *Config) { cfg.Limits.PendingCallsPerCallee = 1 },
			func(c *client) { busy(c, 1) }, 1, refusedCall,
		},
		tally.QueuedCalls: {
			func(cfg *Config) { cfg.Limits.QueuedCalls, cfg.Limits.QueuedCallsPerSession = 2, 2 },
			func(c *client) { busy(c, 3) }, 1, refusedCall,
		},
		tally.QueuedCallsPerSession: {
			func(cfg *Config) { cfg.Limits.QueuedCalls, cfg.Limits.QueuedCallsPerSession = 10, 2 },
			func(c *client) { busy(c, 3) }, 1, refusedCall,
		},
		tally.CallQueue: {
			func(cfg *Config) { cfg.CallQueues = []CallQueue{{Pattern: urimatch.Exact(procedure), Limit: 2}} },
			func(c *client) { busy(c, 3) }, 1, refusedCall,
		},
		tally.KeptBytes: {
			func(cfg *Config) { cfg.Limits.KeptBytes, cfg.Limits.KeptBytesPerSession = 1000, 1000 },
			func(c *client) {
				busy(c, 1)
				another := join(t, c.realm, 3)
				another.route(&wamp.Call{Request: 1, Procedure: procedure, Payload: large})
			}, 1, refusedCall,
		},
		tally.KeptBytesPerSession: { // others have room
			func(cfg *Config) { cfg.Limits.KeptBytes = 4000 },
			func(c *client) {
				busy(c, 2)
				another := join(t, c.realm, 3)
				another.route(&wamp.Call{Request: 1, Procedure: procedure, Payload: large})
			}, 1, refusedCall,
		},
		tally.URIComponents: {
			func(cfg *Config) { cfg.Limits.URIComponents = 3 },
			func(c *client) { // nobody is told
				c.route(&wamp.Publish{Request: c.request(), Topic: "a.b.c.d"})
			}, 1, []tally.RefusalCount{{Request: wamp.TypePublish, Reason: string(wamp.ErrInvalidURI), Times: 1}},
		},
		tally.Testaments: {
			func(cfg *Config) { cfg.Limits.Testaments = 1 },
			func(c *client) { testament(c); testament(c) }, 1, refusedCall,
		},
		tally.TestamentBytes: {
			func(cfg *Config) { cfg.Limits.TestamentBytes = 100 },
			func(c *client) { testament(c); testament(c) }, 1, refusedCall,
		},
		tally.MaxSize: { // of the histories and of the retained events
			func(cfg *Config) {
				cfg.StoreBytes = 3000
				cfg.Histories = []History{{Pattern: urimatch.Pattern{URI: "com.", Match: wamp.MatchPrefix}, Limit: 10}}
			},
			func(c *client) {
				for _, uri := range []wamp.URI{"com.a", "com.b", "com.c"} {
					c.route(&wamp.Publish{Request: c.request(), Options: wamp.PublishOptions{Retain: true}, Topic: uri, Payload: large})
				}
			}, 2, nil,
		},
	}
	for limit := range tally.Limits {
		test := tests[limit]
		t.Run(limit.String(), func(t *testing.T) {
			r := newRealm(t, test.change)
			test.do(join(t, r, 1))
			want := tally.Counts{Limits: []tally.LimitCount{{Limit: limit, Times: test.times}}, Refused: test.refused}
			if diff := cmp.Diff(want, r.Counts()); diff != "" {
				t.Errorf("counts (-want +got):\n%s", diff)
			}
		})
	}
}

// Events are counted for each of their receivers, retained ones too.
func TestEventsAreCounted(t *testing.T) {
	r := newRealm(t)
	publisher := join(t, r, 1)
	for id := range wamp.ID(3) {
		join(t, r, 2+id).subscribe(topic, wamp.SubscribeOptions{})
	}
	publisher.subscribe(topic, wamp.SubscribeOptions{}) // is excluded
	publisher.route(&wamp.Publish{Request: publisher.request(), Options: wamp.PublishOptions{Retain: true}, Topic: topic})
	late := join(t, r, 7)
	late.route(&wamp.Subscribe{Request: 1, Options: wamp.SubscribeOptions{GetRetained: true}, Topic: topic})
	if diff := cmp.Diff(tally.Counts{Events: 4}, r.Counts()); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

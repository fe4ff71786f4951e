package realm

import (
	"testing"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// A policy that takes a subscription's permission away revokes it; those that are
// still allowed, also only now, stay.
func TestSetPolicyRevokes(t *testing.T) {
	allow := func(uris ...wamp.URI) *authz.Policy {
		var rules []authz.Rule
		for _, uri := range uris {
			rules = append(rules, authz.Rule{URI: uri, Match: wamp.MatchPrefix, Allow: authz.Allow{Subscribe: true, Publish: true}})
		}
		p, err := authz.NewPolicy(map[string][]authz.Rule{"user": rules})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	r := newRealm(t, func(cfg *Config) { cfg.Policy = allow("com.a", "com.b") })
	c := join(t, r, 1)
	kept := c.subscribe("com.a.x", wamp.SubscribeOptions{})
	c.subscribe("com.b.x", wamp.SubscribeOptions{})
	r.SetPolicy(allow("com.a"))
	publisher := join(t, r, 2)
	for _, topic := range []wamp.URI{"com.a.x", "com.b.x"} {
		publisher.route(&wamp.Publish{Request: 1, Topic: topic, Payload: jsonArgs(`[]`)})
	}
	got := c.Peer.Take()
	if len(got) != 1 {
		t.Fatalf("got %d messages, want one EVENT", len(got)) // the feature was not announced: no UNSUBSCRIBED
	}
	if e, ok := got[0].(*wamp.Event); !ok || e.Subscription != kept {
		t.Errorf("got %+v, want an EVENT of the subscription %d", got[0], kept)
	}
}

// The same for registrations: calls go to who is still allowed, and the callee is told
// if it understands that (section "Registration Revocation").
func TestSetPolicyRevokesRegistrations(t *testing.T) {
	allow := func(uris ...wamp.URI) *authz.Policy {
		rules := []authz.Rule{{Match: wamp.MatchPrefix, Allow: authz.Allow{Call: true}}}
		for _, uri := range uris {
			rules = append(rules, authz.Rule{URI: uri, Match: wamp.MatchPrefix, Allow: authz.Allow{Call: true, Register: true}})
		}
		p, err := authz.NewPolicy(map[string][]authz.Rule{"user": rules})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	r := newRealm(t, func(cfg *Config) { cfg.Policy = allow("com.a", "com.b") })
	callee := hostBare(t, r, "callee")
	callee.send(&wamp.Register{Request: 1, Procedure: "com.a.x"})
	callee.send(&wamp.Register{Request: 2, Procedure: "com.b.x"})
	kept, revoked := callee.got[0].(*wamp.Registered).Registration, callee.got[1].(*wamp.Registered).Registration
	callee.got = nil
	r.SetPolicy(allow("com.a"))
	callee.want(&wamp.Unregistered{Details: wamp.UnregisteredDetails{Registration: revoked, Reason: "no longer authorized"}})
	caller := join(t, r, 2)
	caller.last = 1
	caller.route(&wamp.Call{Request: 1, Procedure: "com.b.x"})
	caller.wantError(wamp.TypeCall, wamp.ErrNoSuchProcedure)
	caller.route(&wamp.Call{Request: 2, Procedure: "com.a.x"})
	callee.want(&wamp.Invocation{Request: 1, Registration: kept})
}

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

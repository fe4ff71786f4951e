package realm

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// An answer is found by who asks the same of the same policy, and by nobody else.
func TestPermits(t *testing.T) {
	policy, other := policy(t, everything), policy(t, everything)
	trust := int64(3)
	kept := permit{policy, "user", authz.Call, "com.example.a", authz.Decision{Allowed: true, TrustLevel: &trust}}
	var p permits
	p.keep(kept)
	if d := p.find(policy, "user", authz.Call, "com.example.a"); d == nil || *d != kept.decision {
		t.Fatalf("found %+v, want %+v", d, kept.decision)
	}
	for name, d := range map[string]*authz.Decision{
		"policy": p.find(other, "user", authz.Call, "com.example.a"),
		"role":   p.find(policy, "guest", authz.Call, "com.example.a"),
		"action": p.find(policy, "user", authz.Publish, "com.example.a"),
		"uri":    p.find(policy, "user", authz.Call, "org.example.a"),
	} {
		if d != nil {
			t.Errorf("another %s has the same answer", name)
		}
	}
	kept.policy = other
	if p.keep(kept); p.find(other, "user", authz.Call, "com.example.a") == nil {
		t.Error("the answer of a policy that is gone keeps its place")
	}
	if p.clear(); p.find(other, "user", authz.Call, "com.example.a") != nil {
		t.Error("an answer is found after clear")
	}
}

// Answers that share places, and short URIs, are those of their own question.
func TestPermitsShareThePlaces(t *testing.T) {
	policy := policy(t, everything)
	var p permits
	var asking sync.WaitGroup
	for range 4 {
		asking.Go(func() {
			for i := range 5000 {
				uri := wamp.URI(fmt.Sprintf("%d.a", i%1500))
				level := int64(i % 1500)
				if d := p.find(policy, "user", authz.Publish, uri); d != nil && *d.TrustLevel != level {
					t.Errorf("%s has the answer of %d", uri, *d.TrustLevel)
				}
				p.keep(permit{policy, "user", authz.Publish, uri, authz.Decision{Allowed: true, TrustLevel: &level}})
			}
		})
	}
	asking.Wait()
	for _, uri := range []wamp.URI{"a", "b", "a.b"} {
		p.keep(permit{policy, "user", authz.Call, uri, authz.Decision{Allowed: true}})
	}
}

// What was allowed again and again is refused as soon as the policy is another one, and
// to roles that may not do it beside one that may.
func TestRememberedPermissionsEnd(t *testing.T) {
	r := newRealm(t)
	allowed, denied := policy(t, everything), policy(t)
	ask := func(c *client) bool {
		c.route(&wamp.Publish{Request: c.request(), Options: wamp.PublishOptions{Acknowledge: true}, Topic: topic})
		c.route(&wamp.Call{Request: c.request(), Procedure: topic})
		answers := c.Take()
		_, published := answers[0].(*wamp.Published)
		refused := answers[1].(*wamp.ErrorMessage).Error == wamp.ErrNotAuthorized // else nobody has registered it
		if published == refused {
			t.Errorf("published: %t, call refused: %t", published, refused)
		}
		return published
	}
	var asking sync.WaitGroup
	var ended atomic.Bool
	for id := range 3 {
		other := join(t, r, wamp.ID(10+id))
		asking.Go(func() {
			for !ended.Load() {
				other.route(&wamp.Publish{Request: other.request(), Topic: topic})
			}
		})
	}
	user, admin := join(t, r, 1), join(t, r, 2, role("admin"))
	defer asking.Wait()
	defer ended.Store(true)
	for range 200 {
		r.SetPolicy(allowed)
		for range 2 {
			if !ask(user) {
				t.Fatal("what the policy allows is refused")
			}
		}
		r.SetPolicy(denied)
		if ask(user) {
			t.Fatal("the permissions of the last policy hold")
		}
		if !ask(admin) || ask(user) {
			t.Fatal("a role has the permissions of another")
		}
	}
}

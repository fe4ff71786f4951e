package realm

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Section "Router: Role and Feature Announcement": what works is announced, and
// nothing else.
func TestWelcome(t *testing.T) {
	for name, metaAPI := range map[string]bool{"with meta API": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			r := newRealm(t, func(cfg *Config) { cfg.MetaAPI = metaAPI })
			got, err := r.Join(peertest.New(1), wamp.Dict{}, nil)
			if err != nil {
				t.Fatal(err)
			}
			broker := map[string]any{
				"event_retention": true, "pattern_based_subscription": true, "payload_passthru_mode": true, "publisher_exclusion": true,
				"publication_trustlevels":  true,
				"publisher_identification": true, "subscriber_blackwhite_listing": true, "subscription_revocation": true,
			}
			dealer := map[string]any{
				"call_canceling": true, "call_timeout": true, "call_trustlevels": true, "caller_identification": true,
				"pattern_based_registration": true, "payload_passthru_mode": true,
				"progressive_call_invocations": true, "progressive_call_results": true,
				"call_reroute": true, "registration_revocation": true, "shared_registration": true,
			}
			if metaAPI {
				broker["subscription_meta_api"], dealer["testament_meta_api"] = true, true
				dealer["registration_meta_api"] = true
				broker["session_meta_api"], dealer["session_meta_api"] = true, true
			}
			want := wamp.Dict{"agent": "wampgen", "roles": map[string]any{
				"broker": map[string]any{"features": broker},
				"dealer": map[string]any{"features": dealer},
			}}
			if metaAPI {
				for _, role := range want["roles"].(map[string]any) {
					role.(map[string]any)["reflection"] = true
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("WELCOME.Details (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJoinRefused(t *testing.T) {
	r := newRealm(t)
	join(t, r, 1)
	closed := newRealm(t)
	if err := closed.Close(t.Context(), wamp.CloseSystemShutdown); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		realm *Realm
		id    wamp.ID
		role  string
		want  wamp.URI
	}{
		{"unknown role", r, 2, "nobody", wamp.ErrNoSuchRole},
		{"trusted, but not hosted", r, 2, authz.Trusted, wamp.ErrNotAuthorized},
		{"an ID that is taken", r, 1, "user", wamp.ErrUnavailable},
		{"closed", closed, 2, "user", wamp.CloseSystemShutdown},
	} {
		p := peertest.New(test.id)
		p.Who.AuthRole = test.role
		_, err := test.realm.Join(p, wamp.Dict{}, nil)
		var refused *wamp.Error
		if !errors.As(err, &refused) || refused.URI != test.want {
			t.Errorf("%s: got %v, want %s", test.name, err, test.want)
		}
		test.realm.Leave(p, nil)
	}
	trusted := func(p *peertest.Peer) { p.Who.AuthRole, p.Who.Hosted = authz.Trusted, true }
	c := join(t, r, 3, trusted)
	c.register(procedure, wamp.RegisterOptions{})
	if id := r.NewSessionID(); !id.Valid() || id == 1 || id == 3 {
		t.Errorf("new session ID %d", id)
	}
}

func TestConfig(t *testing.T) {
	for name, cfg := range map[string]Config{
		"no name":        {},
		"negative limit": {Name: "realm1", Limits: Limits{Subscriptions: -1}},
	} {
		if r, err := New(cfg); err == nil {
			t.Errorf("%s: no error, but a realm %q", name, r.Name())
		}
	}
}

// A session that leaves, by itself or not, leaves nothing behind.
func TestLeave(t *testing.T) {
	r := newRealm(t)
	c, other := join(t, r, 1), join(t, r, 2)
	c.subscribe(topic, wamp.SubscribeOptions{})
	c.register(procedure, wamp.RegisterOptions{})
	other.register("com.slow", wamp.RegisterOptions{})
	other.route(&wamp.Call{Request: other.request(), Procedure: procedure})
	c.route(&wamp.Call{Request: c.request(), Procedure: "com.slow"})
	c.Take()
	other.Take()

	r.Leave(c.Peer, nil)
	r.Leave(c.Peer, nil)
	left := &wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 2, Error: wamp.ErrCanceled, Payload: jsonArgs(`["the callee has left"]`)}
	interrupt := &wamp.Interrupt{Request: 1, Options: wamp.InterruptOptions{Mode: wamp.CancelKillNoWait, Reason: wamp.ErrCanceled}}
	other.want(left, interrupt)
	c.route(&wamp.Publish{Request: c.request(), Topic: topic, Options: wamp.PublishOptions{Acknowledge: true}})
	c.want()
	other.route(&wamp.Publish{Request: other.request(), Topic: topic})
	c.want()
	other.register(procedure, wamp.RegisterOptions{})
	join(t, r, 1).want() // the ID is free as well
}

package realm

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

const authorizerURI wamp.URI = "com.example.authorize"

// judged returns a realm whose role "judged" has an authorizer, which calls f.
func judged(t *testing.T, f func(ctx context.Context, args []any) (runtime.Values, error)) *Realm {
	t.Helper()
	r := newRealm(t, func(c *Config) { c.Policy = judgedPolicy(t) })
	if f == nil {
		return r
	}
	s := host(t, r, "authorizer")
	t.Cleanup(func() { leave(t, s) })
	_, err := s.Register(t.Context(), authorizerURI, wamp.RegisterOptions{}, func(ctx context.Context, v runtime.Values) (runtime.Values, error) {
		return f(ctx, v.Args)
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func judgedPolicy(t *testing.T) *authz.Policy {
	t.Helper()
	p, err := authz.NewPolicy(map[string][]authz.Rule{"user": {everything}}, authz.Authorizer{Role: "judged", Procedure: authorizerURI})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func says(values ...any) func(context.Context, []any) (runtime.Values, error) {
	return func(context.Context, []any) (runtime.Values, error) { return runtime.Values{Args: values}, nil }
}

// Whatever an authorizer does but say yes denies, within a bounded time.
func TestAuthorizerFailsClosed(t *testing.T) {
	for name, test := range map[string]struct {
		authorizer func(context.Context, []any) (runtime.Values, error)
		want       wamp.URI // "": allowed
	}{
		"yes":                  {says(true), ""},
		"yes in a dict":        {says(map[string]any{"allow": true}), ""},
		"no":                   {says(false), wamp.ErrNotAuthorized},
		"no in a dict":         {says(map[string]any{"allow": false, "cache": true}), wamp.ErrNotAuthorized},
		"nothing":              {says(), wamp.ErrAuthorizationFailed},
		"null":                 {says(nil), wamp.ErrAuthorizationFailed},
		"a number":             {says(int64(1)), wamp.ErrAuthorizationFailed},
		"a text":               {says("true"), wamp.ErrAuthorizationFailed},
		"a list":               {says([]any{true}), wamp.ErrAuthorizationFailed},
		"an empty dict":        {says(map[string]any{}), wamp.ErrAuthorizationFailed},
		"a dict with a text":   {says(map[string]any{"allow": "true"}), wamp.ErrAuthorizationFailed},
		"a dict with a mess":   {says(map[string]any{"allow": true, "cache": "yes"}), wamp.ErrAuthorizationFailed},
		"disclosure of a mess": {says(map[string]any{"allow": true, "disclose": int64(3)}), wamp.ErrAuthorizationFailed},
		"an error": {func(context.Context, []any) (runtime.Values, error) {
			return runtime.Values{}, errors.New("database is gone")
		}, wamp.ErrAuthorizationFailed},
		"an error that says not authorized": {func(context.Context, []any) (runtime.Values, error) {
			return runtime.Values{}, &wamp.Error{URI: wamp.ErrNotAuthorized}
		}, wamp.ErrAuthorizationFailed},
		"a panic": {func(context.Context, []any) (runtime.Values, error) { panic("oops") }, wamp.ErrAuthorizationFailed},
		"silence": {func(ctx context.Context, _ []any) (runtime.Values, error) {
			<-ctx.Done()
			return runtime.Values{Args: []any{true}}, nil
		}, wamp.ErrAuthorizationFailed},
		"nobody": {nil, wamp.ErrAuthorizationFailed},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := judged(t, test.authorizer)
				c := join(t, r, 1, role("judged"))
				began := time.Now()
				for _, m := range []wamp.Message{
					&wamp.Subscribe{Request: 1, Topic: topic},
					&wamp.Register{Request: 2, Procedure: procedure},
					&wamp.Publish{Request: 3, Topic: topic, Options: wamp.PublishOptions{Acknowledge: true}},
					&wamp.Call{Request: 4, Procedure: "com.nobody"},
				} {
					c.route(m)
					got := only[wamp.Message](c)
					refused, _ := got.(*wamp.ErrorMessage)
					switch {
					case test.want == "" && refused != nil && refused.Error != wamp.ErrNoSuchProcedure:
						t.Errorf("%s: refused with %s", m.Type(), refused.Error)
					case test.want != "" && (refused == nil || refused.Error != test.want):
						t.Errorf("%s: got %+v, want %s", m.Type(), got, test.want)
					}
				}
				if waited := time.Since(began); waited > 4*authorizerTimeout {
					t.Errorf("waited for %s", waited)
				}
			})
		})
	}
}

// An authorizer that leaves while it is asked denies.
func TestAuthorizerVanishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := judged(t, nil)
		c := join(t, r, 1, role("judged"))
		callee := join(t, r, 2)
		callee.register(authorizerURI, wamp.RegisterOptions{})
		go func() {
			synctest.Wait()
			r.Leave(callee.Peer, nil)
		}()
		began := time.Now()
		c.last++
		c.route(&wamp.Subscribe{Request: 1, Topic: topic})
		c.wantError(wamp.TypeSubscribe, wamp.ErrAuthorizationFailed)
		if waited := time.Since(began); waited != 0 {
			t.Errorf("waited for %s", waited)
		}
	})
}

// What authorizers are asked.
func TestAuthorizerQuestion(t *testing.T) {
	var got []any
	r := judged(t, func(_ context.Context, args []any) (runtime.Values, error) {
		got = args
		return runtime.Values{Args: []any{true}}, nil
	})
	c := join(t, r, 7, role("judged"), func(p *peertest.Peer) {
		p.Who.AuthExtra = wamp.Dict{"team": "blue"}
		p.Who.Transport = session.Transport{Type: "websocket", Protocol: "wamp.2.json", Peer: "10.0.0.1:1"}
	})
	c.subscribe("com.example.", wamp.SubscribeOptions{Match: wamp.MatchPrefix})
	want := []any{map[string]any{
		"realm": "realm1", "session": int64(7), "authid": "user7", "authrole": "judged", "authmethod": "anonymous", "authprovider": "static",
		"authextra": map[string]any{"team": "blue"},
		"transport": map[string]any{"type": "websocket", "protocol": "wamp.2.json", "peer": "10.0.0.1:1"},
	}, "com.example.", "subscribe", map[string]any{"match": "prefix"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("question (-want +got):\n%s", diff)
	}
}

// Answers are kept only if the authorizer says so, for one session, one action and one
// pattern, and not beyond a change of the permissions.
func TestAuthorizerCache(t *testing.T) {
	for _, cache := range []bool{false, true} {
		var asked atomic.Int64
		r := judged(t, func(context.Context, []any) (runtime.Values, error) {
			asked.Add(1)
			return runtime.Values{Args: []any{map[string]any{"allow": true, "cache": cache}}}, nil
		})
		one, two := join(t, r, 1, role("judged")), join(t, r, 2, role("judged"))
		publish := func(c *client, topic wamp.URI) {
			c.route(&wamp.Publish{Request: c.request(), Topic: topic, Options: wamp.PublishOptions{Acknowledge: true}})
			only[*wamp.Published](c)
		}
		step := func(what string, do func(), kept, fresh int64) {
			t.Helper()
			want := fresh
			if cache {
				want = kept
			}
			before := asked.Load()
			do()
			if got := asked.Load() - before; got != want {
				t.Errorf("cache %v, %s: asked %d times, want %d", cache, what, got, want)
			}
		}
		step("first", func() { publish(one, topic) }, 1, 1)
		step("again", func() { publish(one, topic); publish(one, topic) }, 0, 2)
		step("another topic", func() { publish(one, topic+"x") }, 1, 1)
		step("another action", func() { one.subscribe(topic, wamp.SubscribeOptions{}) }, 1, 1)
		step("another match", func() { one.subscribe(topic, wamp.SubscribeOptions{Match: wamp.MatchPrefix}) }, 1, 1)
		step("another session", func() { publish(two, topic) }, 1, 1)
		one.Take()
		step("after a reload", func() { r.SetPolicy(judgedPolicy(t)); publish(two, topic) }, 1, 1)
		step("again after a reload", func() { publish(two, topic) }, 0, 1)
	}
}

func TestAuthorizerDiscloses(t *testing.T) {
	for name, test := range map[string]struct {
		answer any
		want   bool
	}{
		"no":               {true, false},
		"yes":              {map[string]any{"allow": true, "disclose": true}, true},
		"the caller":       {map[string]any{"allow": true, "disclose": map[string]any{"caller": true}}, true},
		"only a publisher": {map[string]any{"allow": true, "disclose": map[string]any{"publisher": true}}, false},
	} {
		r := judged(t, says(test.answer))
		callee, caller := join(t, r, 1), join(t, r, 2, role("judged"))
		callee.register(procedure, wamp.RegisterOptions{})
		caller.route(&wamp.Call{Request: 1, Procedure: procedure})
		if got := only[*wamp.Invocation](callee).Details.Caller != 0; got != test.want {
			t.Errorf("%s: disclosed: %v", name, got)
		}
	}
}

// An authorizer may let who registers displace callees of other principals.
func TestAuthorizerGrantsDisplacement(t *testing.T) {
	for name, test := range map[string]struct {
		answer any
		want   wamp.URI // "": it displaces
	}{
		"yes":                     {map[string]any{"allow": true, "force_reregister": true}, ""},
		"no":                      {map[string]any{"allow": true, "force_reregister": false}, wamp.ErrNotAuthorized},
		"not said":                {true, wamp.ErrNotAuthorized},
		"not allowed to register": {map[string]any{"allow": false, "force_reregister": true}, wamp.ErrNotAuthorized},
		"nonsense":                {map[string]any{"allow": true, "force_reregister": "yes"}, wamp.ErrAuthorizationFailed},
	} {
		t.Run(name, func(t *testing.T) {
			r := judged(t, says(test.answer))
			old, next := join(t, r, 1), join(t, r, 2, role("judged"))
			old.register(procedure, wamp.RegisterOptions{})
			next.route(&wamp.Register{Request: next.request(), Procedure: procedure, Options: wamp.RegisterOptions{ForceReregister: true}})
			if test.want != "" {
				next.wantError(wamp.TypeRegister, test.want)
				return
			}
			only[*wamp.Registered](next)
			old.route(&wamp.Call{Request: old.request(), Procedure: procedure})
			only[*wamp.Invocation](next)
		})
	}
}

// Only the session that asks waits for its authorizer, and a realm that closes waits for
// none.
func TestAuthorizerHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := judged(t, func(ctx context.Context, _ []any) (runtime.Values, error) {
			<-ctx.Done()
			return runtime.Values{}, ctx.Err()
		})
		waiting, other := join(t, r, 1, role("judged")), join(t, r, 2)
		done := make(chan struct{})
		go func() {
			defer close(done)
			waiting.route(&wamp.Subscribe{Request: 1, Topic: topic})
		}()
		synctest.Wait()
		began := time.Now()
		other.subscribe(topic, wamp.SubscribeOptions{})
		if waited := time.Since(began); waited != 0 {
			t.Errorf("another session waited for %s", waited)
		}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		_ = r.Close(stopped, wamp.CloseSystemShutdown) // fake peers do not leave by themselves
		<-done
		if waited := time.Since(began); waited != 0 {
			t.Errorf("the realm's end waited for %s", waited)
		}
	})
}

// The permissions that count are those of the time when the authorizer has answered.
func TestAuthorizerOvertakenByReload(t *testing.T) {
	var r *Realm
	r = judged(t, func(context.Context, []any) (runtime.Values, error) {
		denied, err := authz.NewPolicy(map[string][]authz.Rule{"user": {everything}, "judged": {}})
		if err != nil {
			t.Error(err)
		}
		r.SetPolicy(denied)
		return runtime.Values{Args: []any{true}}, nil
	})
	c := join(t, r, 1, role("judged"))
	c.last++
	c.route(&wamp.Subscribe{Request: 1, Topic: topic})
	c.wantError(wamp.TypeSubscribe, wamp.ErrNotAuthorized)
}

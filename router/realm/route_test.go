package realm

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// requests returns one message for each request with a URI.
func requests(uri wamp.URI, match wamp.Match) []wamp.Message {
	if match != wamp.MatchExact {
		return []wamp.Message{
			&wamp.Subscribe{Request: 1, Topic: uri, Options: wamp.SubscribeOptions{Match: match}},
			&wamp.Register{Request: 1, Procedure: uri, Options: wamp.RegisterOptions{Match: match}},
		}
	}
	return []wamp.Message{
		&wamp.Subscribe{Request: 1, Topic: uri},
		&wamp.Register{Request: 1, Procedure: uri},
		&wamp.Call{Request: 1, Procedure: uri},
		&wamp.Publish{Request: 1, Topic: uri, Options: wamp.PublishOptions{Acknowledge: true}},
	}
}

// Sections "URIs" and "Incorrect URIs": ERROR wamp.error.invalid_uri for every
// request.
func TestInvalidURIs(t *testing.T) {
	for _, test := range []struct {
		uri   wamp.URI
		match wamp.Match
		check URICheck
	}{
		{"", wamp.MatchExact, Loose},
		{"com.my app", wamp.MatchExact, Loose},
		{"com.my\tapp", wamp.MatchExact, Loose},
		{"com.my#app", wamp.MatchExact, Loose},
		{"com..myapp", wamp.MatchExact, Loose},
		{".com", wamp.MatchExact, Loose},
		{"com.", wamp.MatchExact, Loose},
		{"", wamp.MatchWildcard, Loose},
		{"com.my\u00a0app", wamp.MatchExact, Loose},
		{"com..x", wamp.MatchPrefix, Loose},
		{"com..my app", wamp.MatchWildcard, Loose},
		{"com.MyApp", wamp.MatchExact, Strict},
		{"com.my-app", wamp.MatchExact, Strict},
		{"com..My", wamp.MatchWildcard, Strict},
		{wamp.URI("a" + strings.Repeat(".a", 32)), wamp.MatchExact, Loose},
		{wamp.URI(strings.Repeat(".", 32)), wamp.MatchWildcard, Loose},
	} {
		r := newRealm(t, func(cfg *Config) { cfg.URICheck = test.check })
		c := join(t, r, 1)
		for _, m := range requests(test.uri, test.match) {
			c.last = 1
			c.route(m)
			c.wantError(m.Type(), wamp.ErrInvalidURI)
		}
	}
}

func TestValidURIs(t *testing.T) {
	for _, test := range []struct {
		uri   wamp.URI
		match wamp.Match
		check URICheck
	}{
		{"com.MyApp-2.ü", wamp.MatchExact, Loose},
		{"single", wamp.MatchExact, Strict},
		{"com.my_app.2", wamp.MatchExact, Strict},
		{"com.", wamp.MatchPrefix, Strict},
		{"", wamp.MatchPrefix, Strict},
		{"..x", wamp.MatchWildcard, Strict},
		{wamp.URI("a" + strings.Repeat(".a", 31)), wamp.MatchExact, Loose},
	} {
		r := newRealm(t, func(cfg *Config) { cfg.URICheck, cfg.MetaAPI = test.check, false })
		c := join(t, r, 1)
		c.subscribe(test.uri, wamp.SubscribeOptions{Match: test.match})
		c.register(test.uri, wamp.RegisterOptions{Match: test.match})
	}
}

// Section "Reserved URIs": nobody registers or publishes there, not even who may
// do everything.
func TestReservedURIs(t *testing.T) {
	c := join(t, newRealm(t), 1)
	for _, m := range []wamp.Message{
		&wamp.Register{Request: 1, Procedure: "wamp.session.count"},
		&wamp.Register{Request: 1, Procedure: "wamp.foo"},
		&wamp.Register{Request: 1, Procedure: "wamp.", Options: wamp.RegisterOptions{Match: wamp.MatchPrefix}},
		&wamp.Register{Request: 1, Procedure: "wamp", Options: wamp.RegisterOptions{Match: wamp.MatchPrefix}},
		&wamp.Register{Request: 1, Procedure: "wamp..count", Options: wamp.RegisterOptions{Match: wamp.MatchWildcard}},
		&wamp.Publish{Request: 1, Topic: "wamp.session.on_join", Options: wamp.PublishOptions{Acknowledge: true}},
	} {
		c.last = 1
		c.route(m)
		c.wantError(m.Type(), wamp.ErrInvalidURI)
	}
}

// A pattern around the reserved URIs is one for all others.
func TestPatternsDoNotCoverReservedURIs(t *testing.T) {
	r := newRealm(t)
	callee, caller := join(t, r, 1), join(t, r, 2)
	callee.register("w", wamp.RegisterOptions{Match: wamp.MatchPrefix})
	callee.register("..", wamp.RegisterOptions{Match: wamp.MatchWildcard})
	if m, ok := caller.call("wamp.session.count", wamp.Payload{}).(*wamp.Result); !ok || !cmp.Equal(values(t, m.Payload), []any{int64(2)}) {
		t.Errorf("got %+v, want the router's answer", m)
	}
	caller.call("wamp.session.nothing", wamp.Payload{})
	callee.want()
	caller.route(&wamp.Call{Request: caller.request(), Procedure: "world.x"})
	only[*wamp.Invocation](callee)
}

// Section "Authorization": ERROR wamp.error.not_authorized for every request.
func TestNotAuthorized(t *testing.T) {
	for name, rule := range map[string]authz.Rule{
		"denied":   {URI: topic},
		"no rule":  {URI: "com.other"},
		"a prefix": {URI: "com.myapp.mytopic12", Match: wamp.MatchPrefix, Allow: everything.Allow},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRealm(t, func(cfg *Config) { cfg.Policy = policy(t, rule) })
			c, admin := join(t, r, 1), join(t, r, 2, role("admin"))
			admin.subscribe(topic, wamp.SubscribeOptions{})
			admin.register(topic, wamp.RegisterOptions{})
			for _, match := range []wamp.Match{wamp.MatchExact, wamp.MatchPrefix, wamp.MatchWildcard} {
				for _, m := range requests(topic, match) {
					c.last = 1
					c.route(m)
					c.wantError(m.Type(), wamp.ErrNotAuthorized)
				}
			}
			admin.want()
		})
	}
}

// Section "Publish ERROR": only an acknowledged PUBLISH is answered.
func TestRefusedPublishWithoutAcknowledge(t *testing.T) {
	r := newRealm(t, func(cfg *Config) { cfg.Policy = policy(t) })
	c := join(t, r, 1)
	c.route(&wamp.Publish{Request: 1, Topic: topic})
	c.route(&wamp.Publish{Request: 2, Topic: "not a uri"})
	c.want()
}

// A new policy holds for the next message.
func TestSetPolicy(t *testing.T) {
	r := newRealm(t)
	c, admin := join(t, r, 1), join(t, r, 2, role("admin"))
	r.SetPolicy(policy(t))
	c.route(&wamp.Subscribe{Request: c.request(), Topic: "com.other"})
	c.wantError(wamp.TypeSubscribe, wamp.ErrNotAuthorized)
	r.SetPolicy(policy(t, everything))
	c.subscribe("com.other", wamp.SubscribeOptions{})
	r.SetPolicy(nil)
	admin.route(&wamp.Subscribe{Request: 7, Topic: topic})
	admin.last = 7
	admin.wantError(wamp.TypeSubscribe, wamp.ErrNotAuthorized)
}

// Sections "Caller Identification" and "Publisher Identification": disclosure by
// configuration.
func TestDisclosureByPolicy(t *testing.T) {
	r := newRealm(t, func(cfg *Config) {
		rule := everything
		rule.Disclose = authz.Disclose{Caller: true, Publisher: true}
		cfg.Policy = policy(t, rule)
	})
	c, other := join(t, r, 1), join(t, r, 2)
	c.subscribe(topic, wamp.SubscribeOptions{})
	c.register(procedure, wamp.RegisterOptions{})
	other.route(&wamp.Publish{Request: 1, Topic: topic})
	event := only[*wamp.Event](c).Details
	if diff := cmp.Diff(wamp.EventDetails{Publisher: 2, PublisherAuthID: "user2", PublisherAuthRole: "user"}, event); diff != "" {
		t.Errorf("EVENT.Details (-want +got):\n%s", diff)
	}
	other.route(&wamp.Call{Request: 2, Procedure: procedure})
	invocation := only[*wamp.Invocation](c).Details
	if diff := cmp.Diff(wamp.InvocationDetails{Caller: 2, CallerAuthID: "user2", CallerAuthRole: "user"}, invocation); diff != "" {
		t.Errorf("INVOCATION.Details (-want +got):\n%s", diff)
	}
}

// The ERRORs of the basic profile that a client can bring about, one by one.
func TestErrorsOfTheBasicProfile(t *testing.T) {
	r := newRealm(t)
	join(t, r, 9).register(procedure, wamp.RegisterOptions{})
	for _, test := range []struct {
		request wamp.Message
		want    wamp.URI
	}{
		{&wamp.Unsubscribe{Request: 1, Subscription: 4711}, wamp.ErrNoSuchSubscription},
		{&wamp.Unregister{Request: 1, Registration: 4711}, wamp.ErrNoSuchRegistration},
		{&wamp.Register{Request: 1, Procedure: procedure}, wamp.ErrProcedureAlreadyExists},
		{&wamp.Call{Request: 1, Procedure: "com.myapp.nothing"}, wamp.ErrNoSuchProcedure},
		{&wamp.Call{Request: 1, Procedure: "wamp.nothing"}, wamp.ErrNoSuchProcedure},
		{&wamp.Register{Request: 1, Procedure: procedure, Options: wamp.RegisterOptions{Invoke: wamp.InvokeRandom}}, wamp.ErrProcedureAlreadyExists},
		{&wamp.Register{Request: 1, Procedure: procedure, Options: wamp.RegisterOptions{ForceReregister: true}}, wamp.ErrNotAuthorized},
	} {
		c := join(t, r, 1)
		c.last = 1
		c.route(test.request)
		c.wantError(test.request.Type(), test.want)
		r.Leave(c.Peer, nil)
	}
}

// Section "Protocol Errors": what a client never sends, and answers to what it was
// not asked.
func TestProtocolViolations(t *testing.T) {
	c := join(t, newRealm(t), 1)
	for _, m := range []wamp.Message{
		&wamp.Hello{}, &wamp.Welcome{}, &wamp.Challenge{}, &wamp.Authenticate{}, &wamp.Published{},
		&wamp.Subscribed{}, &wamp.Unsubscribed{}, &wamp.Event{}, &wamp.Result{}, &wamp.Registered{},
		&wamp.Unregistered{}, &wamp.Invocation{}, &wamp.Interrupt{},
		&wamp.Yield{Request: 1},
		&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 1, Error: "com.error"},
		&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: "com.error"},
		&wamp.Call{Request: 1, Procedure: procedure, Options: wamp.CallOptions{Progress: true}},
	} {
		if err := c.realm.Route(c.Peer, m, nil); err == nil {
			t.Errorf("%s is no protocol violation", m.Type())
		}
	}
	c.want()
}

// Section "Incorrect URIs": the caller gets no error URI that is none.
func TestInvalidErrorURI(t *testing.T) {
	r := newRealm(t)
	callee, caller := join(t, r, 1), join(t, r, 2)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.route(&wamp.Call{Request: caller.request(), Procedure: procedure})
	callee.route(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 1, Error: "no uri", Payload: jsonArgs(`[1]`)})
	caller.wantError(wamp.TypeCall, wamp.ErrInvalidURI)
}

// An ERROR says in args[0] what is wrong, whatever characters the URI has.
func TestErrorSaysWhy(t *testing.T) {
	r := newRealm(t, func(cfg *Config) { cfg.Policy = policy(t) })
	c := join(t, r, 1)
	c.route(&wamp.Call{Request: 1, Procedure: `com."x"`})
	m := only[*wamp.ErrorMessage](c)
	if diff := cmp.Diff([]any{`the role "user" may not call "com.\"x\""`}, values(t, m.Payload)); diff != "" {
		t.Errorf("args (-want +got):\n%s", diff)
	}
}

// oddNumbers is a Validator.
type oddNumbers struct{}

func (oddNumbers) Check(kind Kind, uri wamp.URI, p wamp.Payload) error {
	if string(p.Args) == [...]string{KindCall: `["call"]`, KindResult: `["result"]`, KindEvent: `["event"]`, KindProgress: `["progress"]`, KindInput: `["input"]`}[kind] {
		return errors.New("want integer, got string")
	}
	return nil
}

// "wamp.error.invalid_argument" of section "Basic Profile URIs": payload validation
// by the router.
func TestValidator(t *testing.T) {
	r := newRealm(t, func(cfg *Config) {
		rule := everything
		rule.Validate = true
		cfg.Validator, cfg.Policy = oddNumbers{}, policy(t, rule)
	})
	callee, caller := join(t, r, 1), join(t, r, 2)
	callee.register(procedure, wamp.RegisterOptions{})
	id := callee.subscribe(topic, wamp.SubscribeOptions{})
	acknowledge := wamp.PublishOptions{Acknowledge: true}

	caller.route(&wamp.Call{Request: caller.request(), Procedure: procedure, Payload: jsonArgs(`["call"]`)})
	m := only[*wamp.ErrorMessage](caller)
	if m.Error != wamp.ErrInvalidArgument || !cmp.Equal(values(t, m.Payload), []any{"want integer, got string"}) {
		t.Errorf("got %+v", m)
	}
	caller.route(&wamp.Publish{Request: caller.request(), Topic: topic, Options: acknowledge, Payload: jsonArgs(`["event"]`)})
	caller.wantError(wamp.TypePublish, wamp.ErrInvalidArgument)
	callee.want()

	caller.route(&wamp.Call{Request: caller.request(), Procedure: procedure, Payload: jsonArgs(`[1]`)})
	callee.route(&wamp.Yield{Request: 1, Payload: jsonArgs(`["result"]`)})
	caller.wantError(wamp.TypeCall, wamp.ErrInvalidArgument)
	caller.route(&wamp.Call{Request: caller.request(), Procedure: procedure, Payload: jsonArgs(`["progress"]`)})
	callee.route(&wamp.Yield{Request: 2, Payload: jsonArgs(`["progress"]`)})
	only[*wamp.Result](caller)
	callee.Take()
	caller.route(&wamp.Publish{Request: caller.request(), Topic: topic, Options: acknowledge, Payload: jsonArgs(`[1]`)})
	if e := only[*wamp.Event](callee); e.Subscription != id {
		t.Errorf("event of the subscription %d, want %d", e.Subscription, id)
	}
}

// Sections "Call Trust Levels" and "Publication Trust Levels": a rule says how far calls
// and publications are to be trusted, 0 included.
func TestTrustLevels(t *testing.T) {
	high, none := int64(2), int64(0)
	r := newRealm(t, func(cfg *Config) {
		p, err := authz.NewPolicy(map[string][]authz.Rule{
			"user":     {everything},
			"employee": {{Match: wamp.MatchPrefix, Allow: authz.Allow{Call: true, Publish: true}, TrustLevel: &high}},
			"guest":    {{Match: wamp.MatchPrefix, Allow: authz.Allow{Call: true, Publish: true}, TrustLevel: &none}},
		})
		if err != nil {
			t.Fatal(err)
		}
		cfg.Policy = p
	})
	other := join(t, r, 1)
	other.register(procedure, wamp.RegisterOptions{})
	other.subscribe(topic, wamp.SubscribeOptions{})
	for i, test := range []struct {
		role string
		want *int64
	}{{"employee", &high}, {"guest", &none}, {"user", nil}} {
		c := join(t, r, wamp.ID(2+i), role(test.role))
		c.route(&wamp.Call{Request: 1, Procedure: procedure})
		if diff := cmp.Diff(test.want, only[*wamp.Invocation](other).Details.TrustLevel); diff != "" {
			t.Errorf("call by role %s (-want +got):\n%s", test.role, diff)
		}
		c.route(&wamp.Publish{Request: 2, Topic: topic})
		if diff := cmp.Diff(test.want, only[*wamp.Event](other).Details.TrustLevel); diff != "" {
			t.Errorf("publication by role %s (-want +got):\n%s", test.role, diff)
		}
	}
}

// Abandon answers the calls of all sessions.
func TestAbandon(t *testing.T) {
	r := newRealm(t)
	callee := join(t, r, 1)
	callee.register(procedure, wamp.RegisterOptions{})
	callers := []*client{join(t, r, 2), join(t, r, 3)}
	for _, c := range callers {
		c.route(&wamp.Call{Request: 1, Procedure: procedure})
	}
	if n := r.Abandon(wamp.CloseSystemShutdown); n != 2 || r.Pending() != 0 {
		t.Errorf("%d calls were abandoned, %d are pending; want 2 and 0", n, r.Pending())
	}
	for _, c := range callers {
		c.last = 1
		c.wantError(wamp.TypeCall, wamp.CloseSystemShutdown)
	}
}

// What a caller adds to a call is validated as the call was; the last part may say nothing.
func TestValidatorOfInput(t *testing.T) {
	for _, validate := range []bool{true, false} {
		r := newRealm(t, func(cfg *Config) {
			rule := everything
			rule.Validate = validate
			cfg.Validator, cfg.Policy = oddNumbers{}, policy(t, rule)
		})
		callee, caller := joinStreaming(t, r, 1), joinStreaming(t, r, 2)
		callee.register(procedure, wamp.RegisterOptions{})
		for _, last := range []string{`["input"]`, `[1]`, `[]`} {
			request := caller.request()
			for _, m := range []*wamp.Call{
				{Options: wamp.CallOptions{Progress: true}, Payload: jsonArgs(`["input"]`)},
				{Options: wamp.CallOptions{Progress: true}, Payload: jsonArgs(`[1]`)},
				{Payload: jsonArgs(last)},
			} {
				m.Request, m.Procedure = request, procedure
				caller.route(m)
			}
			parts := callee.Take()
			if refused := validate && last == `["input"]`; !refused {
				caller.want()
				if len(parts) != 3 {
					t.Errorf("validate %v, %s: the callee got %d messages", validate, last, len(parts))
				}
				continue
			}
			m := only[*wamp.ErrorMessage](caller)
			if m.Request != request || m.Error != wamp.ErrInvalidArgument || !cmp.Equal(values(t, m.Payload), []any{"want integer, got string"}) {
				t.Errorf("got %+v", m)
			}
			if got := parts[len(parts)-1].Type(); len(parts) != 3 || got != wamp.TypeInterrupt {
				t.Errorf("the callee got %d messages, %s last, want INTERRUPT", len(parts), got)
			}
		}
	}
}

// Results are validated also where another role has an authorizer.
func TestValidatorBesideAnAuthorizer(t *testing.T) {
	rule := everything
	rule.Validate = true
	p, err := authz.NewPolicy(map[string][]authz.Rule{"user": {rule}}, authz.Authorizer{Role: "judged", Procedure: authorizerURI})
	if err != nil {
		t.Fatal(err)
	}
	r := newRealm(t, func(cfg *Config) { cfg.Validator, cfg.Policy = oddNumbers{}, p })
	callee, caller := join(t, r, 1), join(t, r, 2)
	callee.register(procedure, wamp.RegisterOptions{})
	for request, result := range []string{`["result"]`, `[1]`} {
		caller.route(&wamp.Call{Request: caller.request(), Procedure: procedure, Payload: jsonArgs(`[1]`)})
		callee.route(&wamp.Yield{Request: wamp.ID(request + 1), Payload: jsonArgs(result)})
	}
	got := caller.Take()
	if len(got) != 2 || got[0].Type() != wamp.TypeError || got[1].Type() != wamp.TypeResult {
		t.Errorf("got %+v, want ERROR and RESULT", got)
	}
}

// Without validate in the permission nothing is validated.
func TestNoValidation(t *testing.T) {
	r := newRealm(t, func(cfg *Config) { cfg.Validator = oddNumbers{} })
	callee, caller := join(t, r, 1), join(t, r, 2)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.route(&wamp.Call{Request: caller.request(), Procedure: procedure, Payload: jsonArgs(`["call"]`)})
	callee.route(&wamp.Yield{Request: 1, Payload: jsonArgs(`["result"]`)})
	only[*wamp.Result](caller)
}

package node

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// gatekeeper is a class that decides who comes in and what may be done: who brings the
// ticket "panic" or "fail" finds out what it does then.
func gatekeeper() runtime.Class {
	return class("test.Gatekeeper", &contract.Component{}, hooks{join: func(ctx context.Context, m *member) error {
		authenticate := func(_ context.Context, v runtime.Values) (runtime.Values, error) {
			details := v.Args[2].(map[string]any)
			switch details["ticket"] {
			case "sesame":
				return runtime.Values{Args: []any{map[string]any{"role": "judged", "realm": "realm1", "extra": map[string]any{"door": "left"}}}}, nil
			case "panic":
				panic("oops")
			case "trusted":
				return runtime.Values{Args: []any{"trusted"}}, nil
			default:
				return runtime.Values{}, &wamp.Error{URI: "com.example.error.nobody", Message: "the ticket is sesame"}
			}
		}
		authorize := func(_ context.Context, v runtime.Values) (runtime.Values, error) {
			if strings.Contains(v.Args[1].(string), "panic") {
				panic("oops")
			}
			return runtime.Values{Args: []any{v.Args[1] == "com.example.echo"}}, nil
		}
		if _, err := m.Session().Register(ctx, "com.example.authenticate", wamp.RegisterOptions{}, authenticate); err != nil {
			return err
		}
		_, err := m.Session().Register(ctx, "com.example.authorize", wamp.RegisterOptions{}, authorize)
		return err
	}}, nil)
}

const guarded = `
version: 2
workers:
  - type: router
    realms: [{name: realm1, roles: [{name: backend, permissions: [{uri: com.example., match: prefix, allow: {register: true}}]}, {name: judged, authorizer: com.example.authorize}]}]
    components: [{type: class, classname: test.Gatekeeper, realm: realm1, role: backend}, {type: class, classname: test.Echo, realm: realm1, role: backend}]
    transports: [{type: websocket, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, auth: {ticket: {type: dynamic, authenticator: com.example.authenticate, authenticator-realm: realm1}}}]
`

// A hosted component may be the authenticator and the authorizer of the node.
func TestHostedAuthority(t *testing.T) {
	n, log := run(t, guarded, gatekeeper(), echoes())
	for ticket, want := range map[string]wamp.URI{
		"x": wamp.ErrAuthenticationDenied, "panic": wamp.ErrAuthenticationFailed, "trusted": wamp.ErrNotAuthorized,
	} {
		_, err := client.Join(t.Context(), address(n), "realm1", client.WithTicket("joe", ticket))
		var refused *wamp.Error
		if !errors.As(err, &refused) || refused.URI != want || strings.Contains(err.Error(), "sesame") {
			t.Errorf("ticket %q: %v, want %s", ticket, err, want)
		}
	}
	s, err := client.Join(t.Context(), address(n), "", client.WithTicket("joe", "sesame")) // the realm is assigned
	if err != nil {
		t.Fatal(err)
	}
	defer goOut(t, s)
	if extra, _ := s.Details()["authextra"].(map[string]any); s.Realm() != "realm1" || extra["door"] != "left" {
		t.Errorf("realm %q, WELCOME %v", s.Realm(), s.Details())
	}
	if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
		t.Errorf("an allowed call: %v", err)
	}
	for procedure, want := range map[wamp.URI]wamp.URI{
		"com.example.other": wamp.ErrNotAuthorized, "com.example.panic": wamp.ErrAuthorizationFailed, "wamp.session.count": wamp.ErrNotAuthorized,
	} {
		_, err := s.Call(t.Context(), procedure, runtime.Values{})
		var refused *wamp.Error
		if !errors.As(err, &refused) || refused.URI != want {
			t.Errorf("call %s: %v, want %s", procedure, err, want)
		}
	}
	if strings.Contains(log.String(), "sesame") {
		t.Errorf("the log shows the ticket:\n%s", log)
	}

	// A reload that takes the role away counts for the next message.
	if _, err := reload(t, n, strings.Replace(guarded, "authorizer: com.example.authorize", "permissions: []", 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err == nil {
		t.Error("a call is allowed that the new file denies")
	}
}

package session

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/strangers"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// judge is an Authenticator that asks for a ticket and then says what it says.
type judge struct{ verdict error }

func (j judge) Authenticate(_ context.Context, a *Attempt) (*Principal, error) {
	if len(a.AuthMethods()) == 0 {
		return &Principal{AuthRole: "anonymous", AuthID: "joe", Realm: "realm3"}, nil
	}
	a.Method = "ticket"
	if _, err := a.Challenge(&wamp.Challenge{AuthMethod: "ticket", Extra: wamp.Dict{}}); err != nil {
		return nil, err
	}
	return nil, j.verdict
}

// Who is not admitted is told of once, with all that an operator asks first, and without what
// the peer has proved itself by. What is no login is left to debug records.
func TestLogOfFailedLogins(t *testing.T) {
	denied := &wamp.Error{URI: wamp.ErrAuthenticationDenied, Message: "authentication denied"}
	limited := &LimitError{Limit: "failed_logins_per_address", Err: &wamp.Error{URI: wamp.ErrUnavailable, Message: "too many"}}
	for name, test := range map[string]struct {
		auth   Authenticator
		realm  wamp.URI
		authid string
		method string
		answer wamp.Message // to CHALLENGE; nil: the connection breaks
		want   string       // without time and remote
	}{
		"a wrong ticket": {judge{denied}, "realm1", "joe", "ticket", &wamp.Authenticate{Signature: "hunter2", Extra: wamp.Dict{}},
			`level=WARN msg="login failed" realm=realm1 authid=joe method=ticket protocol=websocket reason=wamp.error.authentication_denied error="authentication denied"`},
		"a limit": {judge{limited}, "realm1", "joe", "ticket", &wamp.Authenticate{Signature: "hunter2", Extra: wamp.Dict{}},
			`level=WARN msg="login failed" realm=realm1 authid=joe method=ticket protocol=websocket reason=wamp.error.unavailable limit=failed_logins_per_address error="too many"`},
		"an authenticator that fails": {judge{errors.New("no database")}, "realm1", "joe", "ticket", &wamp.Authenticate{Signature: "hunter2", Extra: wamp.Dict{}},
			`level=ERROR msg="login failed" realm=realm1 authid=joe method=ticket protocol=websocket reason=wamp.error.authentication_failed error="session aborted: no database"`},
		"no method in common": {Anonymous{}, "realm1", strings.Repeat("j", 100), "wampcra", nil,
			`level=WARN msg="login failed" realm=realm1 authid=` + strings.Repeat("j", 61) + `… method=wampcra protocol=websocket reason=wamp.error.no_matching_auth_method error="the only authentication method here is anonymous"`},
		"no such realm": {Anonymous{}, "realm2", "", "", nil,
			`level=WARN msg="login failed" realm=realm2 authid="" method=anonymous protocol=websocket reason=wamp.error.no_such_realm error="there is no realm \"realm2\""`},
		"assigned to no realm": {judge{}, "", "", "", nil,
			`level=WARN msg="login failed" realm="" authid="" method=anonymous protocol=websocket reason=wamp.error.no_such_realm error="there is no realm \"realm3\""`},
		"not for the realm": {Anonymous{}, "realm1", "", "", nil, // fakeRealm.refuse
			`level=WARN msg="login failed" realm=realm1 authid="" method=anonymous protocol=websocket reason=wamp.error.no_such_role error="no such role"`},
		"a client that goes away": {judge{denied}, "realm1", "joe", "ticket", nil, ""},
		"a client that gives up":  {judge{denied}, "realm1", "joe", "ticket", &wamp.Abort{Details: wamp.Dict{}, Reason: "a.b"}, ""},
		"a violation":             {judge{denied}, "realm1", "joe", "ticket", &wamp.Unsubscribe{Request: 1, Subscription: 1}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			r := newRouter(t, func(cfg *Config) {
				cfg.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
					if a.Key == slog.TimeKey || a.Key == "remote" && strings.HasPrefix(a.Value.String(), "127.0.0.1:") {
						return slog.Attr{}
					}
					return a
				}}))
				cfg.Auth = test.auth
				cfg.FailedLogins = strangers.NewLog(cfg.Logger, "failed logins")
			})
			if name == "not for the realm" {
				r.realm.refuse = &wamp.Error{URI: wamp.ErrNoSuchRole, Message: "no such role"}
			}
			c := r.dial(t, wamp.JSON)
			m := hello(test.realm)
			if test.method != "" {
				m.Details["authmethods"], m.Details["authid"] = []any{test.method}, test.authid
			}
			c.send(m)
			if _, challenged := c.receive().(*wamp.Challenge); challenged && test.answer != nil {
				c.send(test.answer)
				c.receive()
			}
			c.ws.Close()
			if err := r.serveEnds(t); err == nil {
				t.Error("the peer was admitted")
			}
			if diff := cmp.Diff(test.want, strings.TrimSpace(log.String())); diff != "" {
				t.Errorf("log (-want +got):\n%s", diff)
			}
		})
	}
}

package session

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

var formats = []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

func TestJoinCallLeave(t *testing.T) {
	for _, f := range formats {
		t.Run(f.String(), func(t *testing.T) {
			r := newRouter(t, nil)
			c := r.dial(t, f)
			c.send(hello("realm1"))
			w, ok := c.receive().(*wamp.Welcome)
			if !ok {
				t.Fatal("no WELCOME")
			}
			authid, _ := w.Details["authid"].(string)
			if authid == "" {
				t.Errorf("authid %v", w.Details["authid"])
			}
			want := wamp.Dict{
				"roles": map[string]any{
					"broker": map[string]any{},
					"dealer": map[string]any{"features": map[string]any{"progressive_call_invocations": true}},
				},
				"_message_size": int64(4 << 20), "realm": "realm1", "authid": authid, "authrole": "anonymous", "authmethod": "anonymous", "authprovider": "static",
			}
			if diff := cmp.Diff(want, w.Details); diff != "" {
				t.Errorf("WELCOME.Details (-want +got):\n%s", diff)
			}
			args := wamp.Payload{Format: wamp.JSON, Args: []byte(`[1,"two",[3]]`)}
			c.send(&wamp.Call{Request: c.request(), Procedure: "com.example.echo", Payload: args})
			if result, ok := c.receive().(*wamp.Result); !ok || result.Request != 1 || len(result.Args) == 0 {
				t.Errorf("result %+v", result)
			}
			c.send(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
			if g, ok := c.receive().(*wamp.Goodbye); !ok || g.Reason != wamp.CloseGoodbyeAndOut {
				t.Errorf("answer to GOODBYE: %+v", g)
			}
			if m := c.receive(); m != nil {
				t.Errorf("%s after GOODBYE", m.Type())
			}
			if err := r.serveEnds(t); err != nil {
				t.Errorf("session ended with %v", err)
			}
			if len(r.realm.left) != 1 || r.observer.get().opened != 1 || r.observer.get().closed != 1 || r.observer.get().reasons[0] != wamp.CloseNormal {
				t.Errorf("left %v, observed %+v", r.realm.left, r.observer.get())
			}
		})
	}
}

func TestLoginIsRefused(t *testing.T) {
	details := hello("realm1").Details
	for _, test := range []struct {
		name    string
		send    wamp.Message
		reason  wamp.URI
		message string
	}{
		{"unknown realm", hello("realm2"), wamp.ErrNoSuchRealm, "realm2"},
		{"realm that is no URI", hello("a..b"), wamp.ErrInvalidURI, "a..b"},
		{"no realm", hello(""), wamp.ErrNoSuchRealm, "names no realm"},
		{"no roles", &wamp.Hello{Realm: "realm1", Details: wamp.Dict{}}, wamp.ErrProtocolViolation, "roles"},
		{"roles that are none", &wamp.Hello{Realm: "realm1", Details: wamp.Dict{"roles": []any{"caller"}}}, wamp.ErrProtocolViolation, "roles"},
		{"only roles of routers", &wamp.Hello{Realm: "realm1", Details: wamp.Dict{"roles": map[string]any{"broker": map[string]any{}}}}, wamp.ErrProtocolViolation, "role"},
		{"other authentication", &wamp.Hello{Realm: "realm1", Details: wamp.Dict{"roles": details["roles"], "authmethods": []any{"ticket"}}}, wamp.ErrNoAuthMethod, "anonymous"},
		{"CALL first", &wamp.Call{Request: 1, Procedure: "a.b"}, wamp.ErrProtocolViolation, "CALL"},
		{"AUTHENTICATE first", &wamp.Authenticate{Extra: wamp.Dict{}}, wamp.ErrProtocolViolation, "AUTHENTICATE"},
		{"GOODBYE first", &wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal}, wamp.ErrProtocolViolation, "GOODBYE"},
		{"WELCOME first", &wamp.Welcome{Session: 1, Details: wamp.Dict{}}, wamp.ErrProtocolViolation, "WELCOME"},
		{"ERROR first", &wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 1, Error: "a.b"}, wamp.ErrProtocolViolation, "ERROR"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := newRouter(t, nil)
			c := r.dial(t, wamp.JSON)
			c.send(test.send)
			if reason, message := c.abort(); reason != test.reason || !strings.Contains(message, test.message) {
				t.Errorf("ABORT %s %q, want %s and %q", reason, message, test.reason, test.message)
			}
			var w *wamp.Error
			if err := r.serveEnds(t); !errors.As(err, &w) || w.URI != test.reason {
				t.Errorf("session ended with %v", err)
			}
			if r.observer.get().opened != 0 || r.observer.get().closed != 0 {
				t.Errorf("observed %+v", r.observer.get())
			}
		})
	}
}

func TestRealmRefuses(t *testing.T) {
	for _, test := range []struct {
		err  error
		want wamp.URI
	}{
		{&wamp.Error{URI: wamp.ErrNoSuchRole, Message: "no role"}, wamp.ErrNoSuchRole},
		{errors.New("secret of the realm"), wamp.ErrAuthorizationFailed},
	} {
		r := newRouter(t, nil)
		r.realm.refuse = test.err
		c := r.dial(t, wamp.JSON)
		c.send(hello("realm1"))
		if reason, message := c.abort(); reason != test.want || strings.Contains(message, "secret") {
			t.Errorf("ABORT %s %q, want %s", reason, message, test.want)
		}
	}
}

func TestLoginTimeout(t *testing.T) {
	r := newRouter(t, func(cfg *Config) { cfg.Limits.LoginTimeout = 20 * time.Millisecond })
	c := r.dial(t, wamp.JSON)
	if reason, _ := c.abort(); reason != wamp.ErrTimeout {
		t.Errorf("ABORT %s", reason)
	}
	if err := r.serveEnds(t); err == nil {
		t.Error("session ended in good order")
	}
}

func TestMessageSizeBeforeLogin(t *testing.T) {
	r := newRouter(t, nil)
	c := r.dial(t, wamp.JSON)
	c.send(&wamp.Hello{Realm: "realm1", Details: wamp.Dict{"x": strings.Repeat("x", 17<<10)}})
	if m := c.receive(); m != nil {
		t.Errorf("answered with %s", m.Type())
	}
	c = r.join(t, wamp.JSON)
	big := wamp.Payload{Format: wamp.JSON, Args: []byte(`["` + strings.Repeat("x", 1<<20) + `"]`)}
	c.send(&wamp.Call{Request: c.request(), Procedure: "com.example.echo", Payload: big})
	if m, ok := c.receive().(*wamp.Result); !ok || len(m.Args) != len(big.Args) {
		t.Error("a large message after login did not come back")
	}
}

// ticket asks for one challenge.
type ticket struct{}

func (ticket) Authenticate(ctx context.Context, a *Attempt) (*Principal, error) {
	answer, err := a.Challenge(&wamp.Challenge{AuthMethod: "ticket", Extra: wamp.Dict{"hint": "sesame"}})
	if err != nil {
		return nil, err
	}
	if answer.Signature != "open" {
		return nil, &wamp.Error{URI: wamp.ErrAuthenticationFailed, Message: "wrong ticket"}
	}
	return &Principal{AuthID: "ali", AuthRole: "user", AuthMethod: "ticket", AuthProvider: "test", AuthExtra: wamp.Dict{"a": int64(1)}}, nil
}

func TestChallenge(t *testing.T) {
	for _, test := range []struct {
		name   string
		answer wamp.Message
		reason wamp.URI // "": WELCOME
	}{
		{"right", &wamp.Authenticate{Signature: "open", Extra: wamp.Dict{}}, ""},
		{"wrong", &wamp.Authenticate{Signature: "shut", Extra: wamp.Dict{}}, wamp.ErrAuthenticationFailed},
		{"second HELLO", hello("realm1"), wamp.ErrProtocolViolation},
		{"request", &wamp.Subscribe{Request: 1, Topic: "a.b"}, wamp.ErrProtocolViolation},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRouter(t, func(cfg *Config) { cfg.Auth = ticket{} })
			c := r.dial(t, wamp.CBOR)
			c.send(hello("realm1"))
			if m, ok := c.receive().(*wamp.Challenge); !ok || m.AuthMethod != "ticket" || m.Extra["hint"] != "sesame" {
				t.Fatalf("got %+v, want CHALLENGE", m)
			}
			c.send(test.answer)
			if test.reason != "" {
				if reason, _ := c.abort(); reason != test.reason {
					t.Errorf("ABORT %s, want %s", reason, test.reason)
				}
				return
			}
			w, ok := c.receive().(*wamp.Welcome)
			if !ok || w.Details["authid"] != "ali" || w.Details["authrole"] != "user" || w.Details["authmethod"] != "ticket" {
				t.Errorf("got %+v, want WELCOME", w)
			}
		})
	}
	t.Run("no answer", func(t *testing.T) {
		r := newRouter(t, func(cfg *Config) { cfg.Auth = ticket{}; cfg.Limits.LoginTimeout = 50 * time.Millisecond })
		c := r.dial(t, wamp.JSON)
		c.send(hello("realm1"))
		c.receive()
		if reason, _ := c.abort(); reason != wamp.ErrTimeout {
			t.Errorf("ABORT %s", reason)
		}
	})
}

type authenticatorFunc func(context.Context, *Attempt) (*Principal, error)

func (f authenticatorFunc) Authenticate(ctx context.Context, a *Attempt) (*Principal, error) {
	return f(ctx, a)
}

// An authenticator that does not work admits nobody and tells nothing.
func TestBrokenAuthenticator(t *testing.T) {
	for name, auth := range map[string]authenticatorFunc{
		"fails":          func(context.Context, *Attempt) (*Principal, error) { return nil, errors.New("secret of the database") },
		"panics":         func(context.Context, *Attempt) (*Principal, error) { panic("secret of the code") },
		"says nothing":   func(context.Context, *Attempt) (*Principal, error) { return nil, nil },
		"takes its time": func(ctx context.Context, _ *Attempt) (*Principal, error) { <-ctx.Done(); return nil, ctx.Err() },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRouter(t, func(cfg *Config) { cfg.Auth = auth; cfg.Limits.LoginTimeout = 100 * time.Millisecond })
			c := r.dial(t, wamp.JSON)
			c.send(hello("realm1"))
			if reason, message := c.abort(); reason != wamp.ErrAuthenticationFailed || message != "" {
				t.Errorf("ABORT %s %q", reason, message)
			}
		})
	}
}

// What the realm sends while a session joins comes after its WELCOME.
func TestMessagesDuringJoinAreHeldBack(t *testing.T) {
	r := newRouter(t, nil)
	r.realm.onJoin = func(p Peer) {
		for i := range 3 {
			if got := p.Send(&wamp.Event{Subscription: 1, Publication: wamp.ID(i + 1)}, nil); got != Ok {
				t.Errorf("send returned %v", got)
			}
		}
	}
	c := r.join(t, wamp.MessagePack)
	for i := range 3 {
		if e, ok := c.receive().(*wamp.Event); !ok || e.Publication != wamp.ID(i+1) {
			t.Errorf("got %+v, want event %d", e, i+1)
		}
	}
}

// assigning is an Authenticator that chooses the realm.
type assigning wamp.URI

func (a assigning) Authenticate(context.Context, *Attempt) (*Principal, error) {
	return &Principal{AuthID: "joe", AuthRole: "user", Realm: wamp.URI(a)}, nil
}

func TestRealmIsAssigned(t *testing.T) {
	for _, test := range []struct {
		assigned, asked wamp.URI
		refused         wamp.URI
	}{
		{"realm1", "", ""},
		{"", "realm1", ""},
		{"realm1", "realm1", ""},
		{"realm9", "", wamp.ErrNoSuchRealm},
		{"realm9", "realm1", wamp.ErrNoSuchRealm},
		{"realm1", "realm9", wamp.ErrNoSuchRealm},
		{"", "", wamp.ErrNoSuchRealm},
	} {
		r := newRouter(t, func(cfg *Config) { cfg.Auth = assigning(test.assigned) })
		c := r.dial(t, wamp.JSON)
		c.send(hello(test.asked))
		if test.refused != "" {
			if reason, _ := c.abort(); reason != test.refused {
				t.Errorf("%q asked, %q assigned: ABORT %s", test.asked, test.assigned, reason)
			}
			continue
		}
		if w, ok := c.receive().(*wamp.Welcome); !ok || w.Details["realm"] != "realm1" {
			t.Errorf("%q asked, %q assigned: got %v", test.asked, test.assigned, w)
		}
	}
}

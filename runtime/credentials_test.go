package runtime_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// fixed are credentials that offer one method.
type fixed struct {
	method  string
	welcome error
}

func (f fixed) Begin(func(string) ([]byte, bool)) (runtime.Proof, error) { return f, nil }

func (f fixed) Offer() runtime.Offer {
	return runtime.Offer{AuthID: "joe", Methods: []string{f.method}, Extra: wamp.Dict{f.method: "of " + f.method, "shared": f.method}}
}

func (f fixed) Answer(_ context.Context, c runtime.Challenge) (runtime.Authentication, error) {
	return runtime.Authentication{Signature: f.method + " answers " + c.Method}, nil
}

func (f fixed) Welcome(wamp.Dict) error { return f.welcome }

func TestJoinWithCredentials(t *testing.T) {
	p := newPeer(t)
	got := ask(func() (*runtime.Session, error) {
		return runtime.Join(t.Context(), p.connect, runtime.JoinConfig{
			AuthMethods: []string{"own"},
			AuthExtra:   wamp.Dict{"shared": "own"},
			Credentials: []runtime.Credentials{fixed{method: "first"}, fixed{method: "second", welcome: errors.New("not asked")}},
			OnChallenge: func(context.Context, runtime.Challenge) (runtime.Authentication, error) {
				return runtime.Authentication{Signature: "own answer"}, nil
			},
		})
	})
	hello := p.hear().(*wamp.Hello)
	if hello.Realm != "" || hello.Details["authid"] != "joe" {
		t.Errorf("HELLO for %q by %v", hello.Realm, hello.Details["authid"])
	}
	if diff := cmp.Diff([]any{"own", "first", "second"}, hello.Details["authmethods"]); diff != "" {
		t.Errorf("methods (-want +got):\n%s", diff)
	}
	extra := map[string]any{"first": "of first", "second": "of second", "shared": "own"}
	if diff := cmp.Diff(extra, hello.Details["authextra"]); diff != "" {
		t.Errorf("authextra (-want +got):\n%s", diff)
	}
	for method, want := range map[string]string{"first": "first answers first", "second": "second answers second", "own": "own answer"} {
		p.say(&wamp.Challenge{AuthMethod: method})
		p.expect(&wamp.Authenticate{Signature: want, Extra: wamp.Dict{}})
	}
	p.say(&wamp.Welcome{Session: 1, Details: wamp.Dict{"authmethod": "first", "realm": "assigned"}})
	s := (<-got).value
	if s.Realm() != "assigned" {
		t.Errorf("realm %q", s.Realm())
	}
	p.sink.Closed(nil)
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A WELCOME that does not prove what the credentials ask for is answered with ABORT.
func TestJoinChecksWelcome(t *testing.T) {
	for name, test := range map[string]struct{ method, want string }{
		"of a router that knows no secret": {"first", "check WELCOME: a rogue"},
		"of a method not offered":          {"anonymous", `by "anonymous", which was not offered`},
		"of no method":                     {"", `by "", which was not offered`},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPeer(t)
			got := ask(func() (*runtime.Session, error) {
				return runtime.Join(t.Context(), p.connect, runtime.JoinConfig{
					Realm: "realm1", Credentials: []runtime.Credentials{fixed{"first", errors.New("a rogue")}},
				})
			})
			p.hear()
			p.say(&wamp.Welcome{Session: 1, Details: wamp.Dict{"authmethod": test.method}})
			p.expect(&wamp.Abort{Details: wamp.Dict{}, Reason: wamp.ErrAuthenticationFailed})
			if err := (<-got).err; err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

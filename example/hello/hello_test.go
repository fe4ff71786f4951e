package main

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestComponent uses the component through its typed client, in a realm of its
// own, without a node file and without a socket.
func TestComponent(t *testing.T) {
	ctx := t.Context()
	connect := newRealm(t)
	startComponent(t, connect, `{"greeting": "Hello", "unwelcome": ["Voldemort"]}`)
	s := join(t, connect)
	greeter := hello.NewGreeterClient(s)

	events := make(chan hello.GreeterGreetedEvent, 10)
	_, err := hello.SubscribeGreeterGreeted(ctx, s, func(_ context.Context, e hello.GreeterGreetedEvent) error {
		events <- e
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}

	greeting, err := greeter.Greet(ctx, "Ada")
	if err != nil || greeting != "Hello, Ada!" {
		t.Fatalf("Greet: got %q, %v", greeting, err)
	}
	want := hello.GreeterGreetedEvent{Name: "Ada", Greeting: "Hello, Ada!", Count: 1}
	if diff := cmp.Diff(want, <-events); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}

	_, err = greeter.Greet(ctx, "Voldemort")
	if unwelcome := new(hello.UnwelcomeError); !errors.As(err, &unwelcome) || unwelcome.Name != "Voldemort" {
		t.Errorf("Greet: got error %v, want that Voldemort is not welcome", err)
	}

	_, err = greeter.GreetIn(ctx, hello.GreeterGreetInArgs{Name: "Grace", Language: "fr"})
	if missing := new(hello.NoTranslatorError); !errors.As(err, &missing) || missing.Language != "fr" {
		t.Errorf("GreetIn: got error %v, want that nobody translates into fr", err)
	}
	_, err = s.Register(ctx, hello.TranslatorTranslateURI, wamp.RegisterOptions{}, func(context.Context, runtime.Values) (runtime.Values, error) {
		return runtime.Values{Args: []any{"Bonjour"}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	greeting, err = greeter.GreetIn(ctx, hello.GreeterGreetInArgs{Name: "Grace", Language: "fr"})
	if err != nil || greeting != "Bonjour, Grace!" {
		t.Errorf("GreetIn: got %q, %v", greeting, err)
	}

	count, err := greeter.Count(ctx)
	if err != nil || count != 2 {
		t.Errorf("Count: got %d, %v, want 2", count, err)
	}
}

// newRealm returns the way into a realm in which everything is allowed.
func newRealm(t *testing.T) runtime.Connect {
	t.Helper()
	r, err := realm.New(realm.Config{Name: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := r.Close(context.Background(), wamp.CloseSystemShutdown); err != nil {
			t.Error(err)
		}
	})
	return session.Hosted(r, session.Principal{AuthRole: authz.Trusted, Hosted: true}, session.Config{})
}

func startComponent(t *testing.T, connect runtime.Connect, extra string) {
	t.Helper()
	class := hello.MySessionClass(hello.NewMySession)
	env := runtime.Env{ID: "greeter", Class: class.Name, Realm: "realm1", Extra: []byte(extra)}
	component, err := runtime.Start(t.Context(), class, env, connect, runtime.JoinConfig{Realm: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := component.Stop(context.Background(), wamp.CloseNormal); err != nil {
			t.Error(err)
		}
	})
}

func join(t *testing.T, connect runtime.Connect) *runtime.Session {
	t.Helper()
	s, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Leave(context.Background(), wamp.CloseNormal); err != nil {
			t.Error(err)
		}
		if err := s.Wait(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

package main

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/routertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestComponent uses the component through its typed client, in a router of its own,
// without a node file and without a socket.
func TestComponent(t *testing.T) {
	ctx, router := t.Context(), routertest.New(t)
	router.Host(hello.MySessionClass(hello.NewMySession), routertest.WithExtra(`{"greeting": "Hello", "unwelcome": ["Voldemort"]}`))
	greeter := hello.NewGreeterClient(router.Join())
	greeted := routertest.Record(router, hello.OnGreeterGreeted)

	greeting, err := greeter.Greet(ctx, "Ada")
	if err != nil || greeting != "Hello, Ada!" {
		t.Fatalf("Greet: got %q, %v", greeting, err)
	}
	want := hello.GreeterGreetedEvent{Name: "Ada", Greeting: "Hello, Ada!", Count: 1}
	if diff := cmp.Diff(want, greeted.Next()); diff != "" {
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
	router.Provide(hello.HandleTranslatorTranslate(func(context.Context, hello.TranslatorTranslateArgs) (string, error) {
		return "Bonjour", nil
	}))
	greeting, err = greeter.GreetIn(ctx, hello.GreeterGreetInArgs{Name: "Grace", Language: "fr"})
	if err != nil || greeting != "Bonjour, Grace!" {
		t.Errorf("GreetIn: got %q, %v", greeting, err)
	}

	count, err := greeter.Count(ctx)
	if err != nil || count != 2 {
		t.Errorf("Count: got %d, %v, want 2", count, err)
	}
}

package routertest_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// A component that Start has started next to a remote router is ready, stays what it is
// when its connection is lost, and ends when it is stopped.
func TestStart(t *testing.T) {
	router := routertest.New(t)
	p := newProxy(t, router.Listen())
	c := &returning{again: make(chan struct{}, 10)}
	count := int64(0)
	counter := class(c, func(env runtime.Env) { c.ApplicationSession = runtime.NewApplicationSession(env) },
		hello.HandleGreeterCount(func(context.Context) (int64, error) { count++; return count, nil }))
	changes := make(chan runtime.Change, 1000)
	instance, err := client.Start(t.Context(), p.url(), routertest.DefaultRealm, counter, impatient(changes)...)
	if err != nil {
		t.Fatal(err)
	}
	greeter := hello.NewGreeterClient(router.Join())
	if n, err := greeter.Count(t.Context()); n != 1 || err != nil {
		t.Errorf("count %d, %v, want 1", n, err)
	}
	p.cut()
	<-c.again
	if n, err := greeter.Count(t.Context()); n != 2 || err != nil {
		t.Errorf("count %d, %v, want the same component", n, err)
	}
	if err := instance.Stop(t.Context(), wamp.CloseNormal); err != nil || instance.Err() != nil {
		t.Errorf("stop: %v; it has ended with %v", err, instance.Err())
	}
	if want := []string{"join", "rejoin", "leave"}; !slices.Equal(c.hooks, want) {
		t.Errorf("hooks %q, want %q", c.hooks, want)
	}
}

// Start does not wait for a router, as Run does.
func TestStartFails(t *testing.T) {
	greeter := hello.MySessionClass(hello.NewMySession)
	if _, err := client.Start(t.Context(), "ws://127.0.0.1:1", "realm1", greeter); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("without a router: %v", err)
	}
	url := routertest.New(t).Listen()
	_, err := client.Start(t.Context(), url, "realm1", greeter, client.WithExtra([]byte(`{"greeting": 7}`)))
	if err == nil || !strings.Contains(err.Error(), "greeting: want string") {
		t.Errorf("with an extra that is wrong: %v", err)
	}
}

// Interceptors of a JoinConfig see what a session and a component of a test do.
func TestWithJoinConfig(t *testing.T) {
	var seen []string
	spy := runtime.JoinConfig{Interceptors: []runtime.Interceptor{{
		Call: func(ctx context.Context, c *runtime.InterceptedCall, next runtime.CallFunc) (wamp.Payload, error) {
			seen = append(seen, "call "+string(c.Procedure))
			return next(ctx, c)
		},
		Invocation: func(ctx context.Context, i *runtime.InterceptedInvocation, next runtime.InvocationFunc) (wamp.Payload, error) {
			seen = append(seen, "serve "+string(i.Procedure))
			return next(ctx, i)
		},
	}}}
	router := routertest.New(t)
	router.Host(hello.MySessionClass(hello.NewMySession), routertest.WithJoinConfig(spy))
	if _, err := hello.NewGreeterClient(router.Join(routertest.WithJoinConfig(spy))).Greet(t.Context(), "Ada"); err != nil {
		t.Fatal(err)
	}
	want := []string{"call com.example.hello.greet", "serve com.example.hello.greet"}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("seen (-want +got)\n%s", diff)
	}
}

package routertest_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// class is a class of one component that is there already.
func class(component runtime.Component, bind func(runtime.Env), bindings ...runtime.Binding) runtime.Class {
	return runtime.Class{
		Name:     "test.Component",
		Contract: &contract.Component{},
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			bind(env)
			return component, bindings, nil
		},
	}
}

// A component next to a remote router waits for the router to come up, outlives its
// connections, and stops with its context.
func TestRun(t *testing.T) {
	router := routertest.New(t)
	p := newProxy(t, router.Listen())
	p.set(refuses)
	c := &returning{again: make(chan struct{}, 10)}
	count := int64(0)
	counter := class(c, func(env runtime.Env) { c.ApplicationSession = runtime.NewApplicationSession(env) },
		hello.HandleGreeterCount(func(context.Context) (int64, error) { count++; return count, nil }))
	changes := make(chan runtime.Change, 1000)
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- client.Run(ctx, p.url(), routertest.DefaultRealm, counter, append(impatient(changes), client.WithID("counter"))...)
	}()
	time.Sleep(30 * time.Millisecond) // some attempts
	p.set(passes)
	greeter := hello.NewGreeterClient(router.Join())
	deadline := time.Now().Add(patience)
	for {
		if n, err := greeter.Count(t.Context()); err == nil {
			if n != 1 {
				t.Errorf("count %d, want 1", n)
			}
			break
		} else if time.Now().After(deadline) {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	p.cut()
	<-c.again
	if n, err := greeter.Count(t.Context()); err != nil || n != 2 {
		t.Errorf("count %d, %v, want the same component", n, err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if want := []string{"join", "rejoin", "leave"}; !slices.Equal(c.hooks, want) {
		t.Errorf("hooks %q, want %q", c.hooks, want)
	}
	var refused *wamp.Error
	if _, err := greeter.Count(t.Context()); !errors.As(err, &refused) || refused.URI != wamp.ErrNoSuchProcedure {
		t.Errorf("count after the end: %v", err)
	}
}

// What is wrong with a component, or can not be mended, ends Run at once.
func TestRunFails(t *testing.T) {
	router := routertest.New(t)
	url := router.Listen()
	greeter := hello.MySessionClass(hello.NewMySession)
	broken := class(nil, func(runtime.Env) {})
	limited := client.WithReconnect(runtime.Reconnect{First: time.Millisecond, Limit: 3})
	for name, test := range map[string]struct {
		run  func(context.Context) error
		want error
		uri  wamp.URI
	}{
		"extra": {run: func(ctx context.Context) error {
			return client.Run(ctx, url, "realm1", greeter, client.WithExtra([]byte(`{"greeting": 7}`)))
		}},
		"extra of a class without": {run: func(ctx context.Context) error {
			return client.Run(ctx, url, "realm1", broken, client.WithExtra([]byte(`{}`)))
		}},
		"constructor": {run: func(ctx context.Context) error { return client.Run(ctx, url, "realm1", broken) }},
		"no such realm": {
			run: func(ctx context.Context) error { return client.Run(ctx, url, "realm7", greeter) },
			uri: wamp.ErrNoSuchRealm,
		},
		"no router": {
			run: func(ctx context.Context) error {
				return client.Run(ctx, "ws://127.0.0.1:1", "realm1", greeter, limited)
			},
			want: runtime.ErrNoConnection,
		},
		"context": {
			run: func(ctx context.Context) error {
				ctx, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
				defer cancel()
				return client.Run(ctx, "ws://127.0.0.1:1", "realm1", greeter)
			},
			want: context.DeadlineExceeded,
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			err := test.run(ctx)
			var refused *wamp.Error
			switch {
			case err == nil, ctx.Err() != nil:
				t.Errorf("ended with %v", err)
			case test.want != nil && !errors.Is(err, test.want):
				t.Errorf("got %v, want %v", err, test.want)
			case test.uri != "" && (!errors.As(err, &refused) || refused.URI != test.uri):
				t.Errorf("got %v, want %s", err, test.uri)
			}
		})
	}
}

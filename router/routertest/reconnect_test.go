package routertest_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// patience is how long a test waits for what has to come.
const patience = 30 * time.Second

// impatient notices and mends a lost connection as fast as a test wants it.
func impatient(changes chan<- runtime.Change) []client.Option {
	return []client.Option{
		client.WithReconnect(runtime.Reconnect{
			First:    time.Millisecond,
			Longest:  20 * time.Millisecond,
			Timeout:  2 * time.Second,
			OnChange: func(c runtime.Change) { changes <- c },
		}),
		client.WithLimits(transport.Limits{PingInterval: 50 * time.Millisecond, PingsMissed: 2}),
	}
}

// joinThrough joins through a proxy and leaves at the end of the test.
func joinThrough(t *testing.T, p *proxy, opts ...client.Option) *runtime.Session {
	t.Helper()
	s, err := client.Join(t.Context(), p.url(), routertest.DefaultRealm, opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = s.Leave(ctx, "")
		if err := s.Wait(ctx); err != nil {
			t.Error(err)
		}
	})
	return s
}

func await(t *testing.T, changes <-chan runtime.Change, want runtime.ConnectionState) runtime.Change {
	t.Helper()
	timeout := time.After(patience)
	for {
		select {
		case c := <-changes:
			if c.State == want {
				return c
			}
		case <-timeout:
			t.Fatalf("not %s within %s", want, patience)
		}
	}
}

// Whatever a network does to a connection: what was registered and subscribed, typed
// and untyped, works again afterwards, and a call under way fails.
func TestReconnect(t *testing.T) {
	for name, test := range map[string]struct{ hurt, heal func(*proxy) }{
		"cut":        {(*proxy).cut, (*proxy).heal},
		"black hole": {func(p *proxy) { p.set(blackHole) }, (*proxy).heal},
		"half-open":  {(*proxy).halve, (*proxy).heal},
		"refused": {func(p *proxy) { p.set(refuses); p.cut() }, func(p *proxy) {
			time.Sleep(50 * time.Millisecond) // some attempts
			p.heal()
		}},
		"slow": {func(p *proxy) { p.set(slow); p.cut() }, func(*proxy) {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			router := routertest.New(t)
			p := newProxy(t, router.Listen())
			changes := make(chan runtime.Change, 1000)
			provider := joinThrough(t, p, impatient(changes)...)
			events := make(chan hello.GreeterGreetedEvent, 100)
			err := runtime.Bind(ctx, provider,
				hello.HandleTranslatorTranslate(func(_ context.Context, args hello.TranslatorTranslateArgs) (string, error) {
					return args.Text + " in " + args.Language, nil
				}),
				hello.OnGreeterGreeted(func(_ context.Context, e hello.GreeterGreetedEvent) error {
					events <- e
					return nil
				}),
			)
			if err != nil {
				t.Fatal(err)
			}
			_, err = provider.Register(ctx, "com.example.untyped", wamp.RegisterOptions{Match: wamp.MatchPrefix}, func(ctx context.Context, v runtime.Values) (runtime.Values, error) {
				return runtime.Values{Args: []any{string(runtime.InvocationURI(ctx))}}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			local := router.Join()
			stuck := make(chan struct{})
			router.Provide(hello.HandleGreeterCount(func(ctx context.Context) (int64, error) {
				close(stuck)
				<-ctx.Done()
				return 0, ctx.Err()
			}))
			failed := make(chan error, 1)
			go func() {
				_, err := hello.NewGreeterClient(provider).Count(context.Background())
				failed <- err
			}()
			<-stuck
			was := provider.ID()

			test.hurt(p)
			await(t, changes, runtime.Disconnected)
			if err := <-failed; !errors.Is(err, runtime.ErrConnectionLost) {
				t.Errorf("call under way: %v", err)
			}
			test.heal(p)
			await(t, changes, runtime.Connected)
			if provider.ID() == was {
				t.Error("the session has its old ID")
			}
			text, err := hello.NewTranslatorClient(local).Translate(ctx, hello.TranslatorTranslateArgs{Text: "Hi", Language: "fr"})
			if err != nil || text != "Hi in fr" {
				t.Errorf("typed: %q, %v", text, err)
			}
			got, err := local.Call(ctx, "com.example.untyped.x", runtime.Values{})
			if err != nil || got.Args[0] != "com.example.untyped.x" {
				t.Errorf("untyped: %v, %v", got, err)
			}
			if err := hello.NewGreeterPublisher(local).PublishGreeted(ctx, hello.GreeterGreetedEvent{Name: "Ada"}); err != nil {
				t.Error(err)
			}
			select {
			case e := <-events:
				if e.Name != "Ada" {
					t.Errorf("got event %+v", e)
				}
			case <-time.After(patience):
				t.Error("no event")
			}
		})
	}
}

// While a connection is cut again and again, each call is handled at most once, and
// either answered or failed for that reason.
func TestReconnectUnderLoad(t *testing.T) {
	router := routertest.New(t)
	p := newProxy(t, router.Listen())
	var mu sync.Mutex
	handled := map[string]int{}
	const uri = "com.example.once"
	_, err := router.Join().Register(t.Context(), uri, wamp.RegisterOptions{}, func(_ context.Context, v runtime.Values) (runtime.Values, error) {
		mu.Lock()
		defer mu.Unlock()
		handled[v.Args[0].(string)]++
		return v, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	changes := make(chan runtime.Change, 10_000)
	s := joinThrough(t, p, impatient(changes)...)
	stop := make(chan struct{})
	var callers sync.WaitGroup
	var answered, lost int
	for c := range 8 {
		callers.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				case <-t.Context().Done():
					return
				default:
				}
				id := fmt.Sprintf("%d-%d", c, i)
				got, err := s.Call(t.Context(), uri, runtime.Values{Args: []any{id}})
				mu.Lock()
				switch {
				case err == nil && got.Args[0] == id:
					answered++
				case errors.Is(err, runtime.ErrConnectionLost):
					lost++
				default:
					t.Errorf("call %s: %v, %v", id, got, err)
				}
				mu.Unlock()
			}
		})
	}
	for range 20 {
		time.Sleep(5 * time.Millisecond)
		p.cut()
		await(t, changes, runtime.Disconnected)
		await(t, changes, runtime.Connected)
	}
	close(stop)
	callers.Wait()
	mu.Lock()
	defer mu.Unlock()
	for id, times := range handled {
		if times > 1 {
			t.Errorf("call %s was handled %d times", id, times)
		}
	}
	if answered == 0 || lost == 0 {
		t.Errorf("%d calls answered, %d lost: the test has shown nothing", answered, lost)
	}
}

// returning is a component that counts how it is told of its connections.
type returning struct {
	runtime.ApplicationSession
	mu    sync.Mutex
	hooks []string
	again chan struct{}
}

func (r *returning) note(hook string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.hooks = append(r.hooks, hook)
}

func (r *returning) OnJoin(context.Context, runtime.JoinDetails) error {
	r.note("join")
	return nil
}

func (r *returning) OnRejoin(_ context.Context, details runtime.JoinDetails) {
	if details.Session != r.Session().ID() {
		r.note("wrong session")
	}
	r.note("rejoin")
	r.again <- struct{}{}
}

func (r *returning) OnLeave(context.Context, runtime.LeaveDetails) { r.note("leave") }

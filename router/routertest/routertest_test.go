package routertest_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The first test that a user writes.
func TestGreet(t *testing.T) {
	t.Parallel()
	router := routertest.New(t)
	router.Host(hello.MySessionClass(hello.NewMySession))
	greeter := hello.NewGreeterClient(router.Join())
	greeting, err := greeter.Greet(t.Context(), "Ada")
	if err != nil || greeting != "Hello, Ada!" {
		t.Errorf("got %q, %v", greeting, err)
	}
}

// Every serialization carries the same, to and from hosted and joined sessions, and so
// does a connection.
func TestFormats(t *testing.T) {
	t.Parallel()
	router := routertest.New(t)
	router.Host(hello.MySessionClass(hello.NewMySession), routertest.WithTypedExtra(&hello.MySessionExtra{
		Greeting:  "Salut",
		Unwelcome: []string{"Voldemort"},
	}), routertest.InFormat(wamp.CBOR))
	router.Provide(hello.HandleTranslatorTranslate(func(_ context.Context, args hello.TranslatorTranslateArgs) (string, error) {
		return args.Text + " in " + args.Language, nil
	}))
	url := router.Listen()
	remote, err := client.Join(t.Context(), url, routertest.DefaultRealm)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		_ = remote.Leave(context.Background(), "")
		_ = remote.Wait(context.Background())
	}()
	sessions := map[string]*runtime.Session{
		"hosted":      router.Join(),
		"json":        router.Join(routertest.InFormat(wamp.JSON)),
		"messagepack": router.Join(routertest.InFormat(wamp.MessagePack)),
		"cbor":        router.Join(routertest.InFormat(wamp.CBOR)),
		"remote":      remote,
	}
	greeted := routertest.Record(router, hello.OnGreeterGreeted)
	count := int64(0)
	for name, s := range sessions {
		ctx, greeter := t.Context(), hello.NewGreeterClient(s)
		greeting, err := greeter.Greet(ctx, name)
		if err != nil || greeting != "Salut, "+name+"!" {
			t.Errorf("%s: got %q, %v", name, greeting, err)
		}
		count++
		want := hello.GreeterGreetedEvent{Name: name, Greeting: "Salut, " + name + "!", Count: count}
		if diff := cmp.Diff(want, greeted.Next()); diff != "" {
			t.Errorf("%s: event (-want +got):\n%s", name, diff)
		}
		_, err = greeter.Greet(ctx, "Voldemort")
		if unwelcome := new(hello.UnwelcomeError); !errors.As(err, &unwelcome) || unwelcome.Name != "Voldemort" {
			t.Errorf("%s: got error %v, want that Voldemort is not welcome", name, err)
		}
		greeting, err = greeter.GreetIn(ctx, hello.GreeterGreetInArgs{Name: "Ada", Language: "fr"})
		if err != nil || greeting != "Salut in fr, Ada!" {
			t.Errorf("%s: got %q, %v", name, greeting, err)
		}
		count++
		greeted.Next()
	}
	if n := len(greeted.All()); n != int(count) {
		t.Errorf("%d events, want %d", n, count)
	}
}

// What a session may is what its role may, and where is its realm.
func TestRolesAndRealms(t *testing.T) {
	t.Parallel()
	router := routertest.New(t,
		routertest.WithRealms("realm1", "realm2"),
		routertest.WithRole("guest", authz.Rule{URI: hello.GreeterCountURI, Allow: authz.Allow{Call: true}}),
	)
	router.Host(hello.MySessionClass(hello.NewMySession))
	guest := hello.NewGreeterClient(router.Join(routertest.AsRole("guest"), routertest.AsAuthID("ada")))
	if _, err := guest.Count(t.Context()); err != nil {
		t.Error(err)
	}
	wantError(t, func() error { _, err := guest.Greet(t.Context(), "Ada"); return err }, wamp.ErrNotAuthorized)
	elsewhere := hello.NewGreeterClient(router.Join(routertest.InRealm("realm2")))
	wantError(t, func() error { _, err := elsewhere.Count(t.Context()); return err }, wamp.ErrNoSuchProcedure)
}

func wantError(t *testing.T, call func() error, want wamp.URI) {
	t.Helper()
	var refused *wamp.Error
	if err := call(); !errors.As(err, &refused) || refused.URI != want {
		t.Errorf("got error %v, want %s", err, want)
	}
}

// A router lives in a bubble: time is the test's, and nothing is left behind.
func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		router := routertest.New(t)
		const hour = "com.example.hour"
		callee := router.Join(routertest.InFormat(wamp.JSON))
		_, err := callee.Register(t.Context(), hour, wamp.RegisterOptions{}, func(ctx context.Context, _ runtime.Values) (runtime.Values, error) {
			select {
			case <-time.After(time.Hour):
			case <-ctx.Done():
			}
			return runtime.Values{Args: []any{"done"}}, ctx.Err()
		})
		if err != nil {
			t.Fatal(err)
		}
		caller, begun := router.Join(), time.Now()
		got, err := caller.Call(t.Context(), hour, runtime.Values{})
		if err != nil || !cmp.Equal(got.Args, []any{"done"}) || time.Since(begun) != time.Hour {
			t.Errorf("got %v, %v after %s", got, err, time.Since(begun))
		}
		_, err = caller.Call(t.Context(), hour, runtime.Values{}, runtime.WithTimeout(time.Minute))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begun) != time.Hour+time.Minute {
			t.Errorf("got %v after %s, want the deadline", err, time.Since(begun))
		}
	})
}

// A test within a test ends what it has made.
func TestFor(t *testing.T) {
	router := routertest.New(t)
	var session *runtime.Session
	t.Run("inner", func(t *testing.T) { session = router.For(t).Join() })
	select {
	case <-session.Done():
	default:
		t.Error("the session of a test that is over lives")
	}
	router.Host(hello.MySessionClass(hello.NewMySession))
}

type text string

func (x text) EncodeWAMP(w *codec.Writer) {
	if x == "" {
		w.Fail("it is empty")
	}
	w.String(string(x))
}

package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// visit joins a router, and leaves it at the end of the test.
func visit(t testing.TB, connect runtime.Connect) *runtime.Session {
	t.Helper()
	s, err := runtime.Join(t.Context(), connect, runtime.JoinConfig{Realm: "realm1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := errors.Join(s.Leave(ctx, ""), s.Wait(ctx)); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestComponentAndClient(t *testing.T) {
	for component := wamp.JSON; component <= wamp.CBOR; component++ {
		for client := wamp.JSON; client <= wamp.CBOR; client++ {
			t.Run(fmt.Sprintf("%s to %s", client, component), func(t *testing.T) {
				router := newLoopback()
				calls := make(chan string, 100)
				i, err := runtime.Start(t.Context(), MySessionClass(newMySession(calls, nil)),
					runtime.Env{ID: "component1", Realm: "realm1"}, router.connect(component), runtime.JoinConfig{})
				if err != nil {
					t.Fatal(err)
				}
				s := visit(t, router.connect(client))
				talk(t, i, s)
				if err := i.Stop(t.Context(), ""); err != nil {
					t.Error(err)
				}
			})
		}
	}
}

// talk has a client call a component and hear of it.
func talk(t *testing.T, i *runtime.Instance, s *runtime.Session) {
	ctx := t.Context()
	greeter := NewGreeterClient(s)
	if got, err := greeter.Greet(ctx, "Ada"); err != nil || got != "Hello, Ada!" {
		t.Errorf("Greet: got %q, %v", got, err)
	}
	if got, err := greeter.Count(ctx); err != nil || got != 3 {
		t.Errorf("Count: got %d, %v", got, err)
	}
	_, err := greeter.Greet(ctx, "Mallory")
	var unwelcome *UnwelcomeError
	if !errors.As(err, &unwelcome) || unwelcome.Name != "Mallory" {
		t.Errorf("Greet: got error %v, want an UnwelcomeError", err)
	}
	_, err = s.Call(ctx, GreeterGreetURI, runtime.Values{Args: []any{int64(7)}})
	var remote *wamp.Error
	if !errors.As(err, &remote) || remote.URI != wamp.ErrInvalidArgument {
		t.Errorf("Greet(7): got error %v, want wamp.error.invalid_argument", err)
	}

	places := make(chan Place, 1)
	if _, err := SubscribeGreeterGreeted(ctx, s, func(_ context.Context, p Place) error {
		places <- p
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []Place{
		{City: "Paris"},
		{City: "Rome", Day: runtime.Opt[runtime.Date]{State: runtime.Null}},
		{City: "Oslo", Day: runtime.Some(runtime.Date{Year: 2024, Month: 5, Day: 17})},
	} {
		if err := runtime.Publish(ctx, i.Session(), &greeterGreeted, want); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, <-places); diff != "" {
			t.Errorf("event (-want +got):\n%s", diff)
		}
	}
}

func TestManyCallersAtOnce(t *testing.T) {
	router := newLoopback()
	callee, caller := visit(t, router.connect(wamp.CBOR)), visit(t, router.connect(wamp.MessagePack))
	bounded := upper
	bounded.Register.Concurrency = 3
	if _, err := runtime.Register(t.Context(), callee, &bounded, toUpper); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 200 {
				text := fmt.Sprintf("a%d-%d", i, n)
				got, err := runtime.Call(t.Context(), caller, &upper, text)
				if want := "A" + text[1:]; err != nil || got != want {
					t.Errorf("got %q, %v, want %q", got, err, want)
					return
				}
			}
		})
	}
	all.Wait()
}

// callAllocations is the most that a typed call may allocate, on both sides
// together. With a string each way there are four: arguments and result of the
// caller, the context of the callee, and the two strings.
const callAllocations = 8

func TestCallAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector drops pooled objects")
	}
	router := newLoopback()
	callee, caller := visit(t, router.connect(wamp.CBOR)), visit(t, router.connect(wamp.CBOR))
	echo := func(_ context.Context, text string) (string, error) { return text, nil }
	if _, err := runtime.Register(t.Context(), callee, &upper, echo); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	got := testing.AllocsPerRun(2000, func() {
		if _, err := runtime.Call(ctx, caller, &upper, "some text"); err != nil {
			t.Error(err)
		}
	})
	t.Logf("%.0f allocations per call", got)
	if got > callAllocations {
		t.Errorf("got %.0f allocations per call, want at most %d", got, callAllocations)
	}
}

func BenchmarkCall(b *testing.B) {
	router := newLoopback()
	callee, caller := visit(b, router.connect(wamp.CBOR)), visit(b, router.connect(wamp.CBOR))
	echo := func(_ context.Context, text string) (string, error) { return text, nil }
	if _, err := runtime.Register(b.Context(), callee, &upper, echo); err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := runtime.Call(ctx, caller, &upper, "some text"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEventToTen(b *testing.B) {
	router := newLoopback()
	publisher := visit(b, router.connect(wamp.CBOR))
	var handled sync.WaitGroup
	for range 10 {
		s := visit(b, router.connect(wamp.CBOR))
		if _, err := runtime.Subscribe(b.Context(), s, &news, func(context.Context, string) error {
			handled.Done()
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	ctx := context.Background()
	for _, inFlight := range []int{1, 32} {
		b.Run(fmt.Sprintf("%d in flight", inFlight), func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				handled.Add(10)
				if err := runtime.Publish(ctx, publisher, &news, "some text"); err != nil {
					b.Fatal(err)
				}
				if n++; n%inFlight == 0 {
					handled.Wait()
				}
			}
			handled.Wait()
		})
	}
}

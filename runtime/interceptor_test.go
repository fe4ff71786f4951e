package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// journal is what interceptors note, in order.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, fmt.Sprintf(format, args...))
}

func (j *journal) take() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	lines := j.lines
	j.lines = nil
	return lines
}

// argument returns the one argument of a payload.
func argument(p wamp.Payload) string {
	v, err := runtime.DecodeValues(p)
	if err != nil || len(v.Args) != 1 {
		return fmt.Sprintf("%v %v", v, err)
	}
	return fmt.Sprint(v.Args[0])
}

// noting returns an interceptor of everything that notes what it sees.
func noting(name string, j *journal) runtime.Interceptor {
	return runtime.Interceptor{
		Call: func(ctx context.Context, c *runtime.InterceptedCall, next runtime.CallFunc) (wamp.Payload, error) {
			j.add("%s call %s %s", name, c.Procedure, argument(c.Args))
			result, err := next(ctx, c)
			j.add("%s result %s %v", name, argument(result), err)
			return result, err
		},
		Publish: func(ctx context.Context, p *runtime.InterceptedPublication, next runtime.PublishFunc) error {
			j.add("%s publish %s %s", name, p.Topic, argument(p.Payload))
			return next(ctx, p)
		},
		Invocation: func(ctx context.Context, i *runtime.InterceptedInvocation, next runtime.InvocationFunc) (wamp.Payload, error) {
			j.add("%s invocation %s %s", name, i.Procedure, argument(i.Args))
			result, err := next(ctx, i)
			j.add("%s yield %s %v", name, argument(result), err)
			return result, err
		},
		Event: func(ctx context.Context, e *runtime.InterceptedEvent, next runtime.EventFunc) error {
			j.add("%s event %s %s", name, e.Topic, argument(e.Payload))
			return next(ctx, e)
		},
	}
}

// intercepted joins the loopback, and leaves at the end of the test.
func intercepted(t testing.TB, l *loopback, interceptors ...runtime.Interceptor) *runtime.Session {
	t.Helper()
	s, err := runtime.Join(context.Background(), l.connect(wamp.MessagePack), runtime.JoinConfig{Realm: "realm1", Interceptors: interceptors})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = s.Leave(context.Background(), "")
		if err := s.Wait(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// The first interceptor is outermost, on the way out and on the way in, and all kinds of
// requests and handlers go through.
func TestInterceptorOrder(t *testing.T) {
	ctx := t.Context()
	var j journal
	l := newLoopback()
	s := intercepted(t, l, noting("a", &j), runtime.Interceptor{}, noting("b", &j))
	if _, err := runtime.Register(ctx, s, &upper, func(_ context.Context, text string) (string, error) { return text + "!", nil }); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a call com.example.upper x", "b call com.example.upper x",
		"a invocation com.example.upper x", "b invocation com.example.upper x",
		"b yield x! <nil>", "a yield x! <nil>",
		"b result x! <nil>", "a result x! <nil>",
	}
	for name, call := range map[string]func() (any, error){
		"typed": func() (any, error) { return runtime.Call(ctx, s, &upper, "x") },
		"values": func() (any, error) {
			v, err := s.Call(ctx, upper.URI, runtime.Values{Args: []any{"x"}})
			return v.Args[0], err
		},
		"raw": func() (any, error) {
			p, err := s.CallRaw(ctx, upper.URI, args(`["x"]`))
			return argument(p), err
		},
	} {
		got, err := call()
		if err != nil || got != "x!" {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
		if diff := cmp.Diff(want, j.take()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}

	events := make(chan string, 1)
	_, err := runtime.Subscribe(ctx, s, &news, func(_ context.Context, text string) error {
		events <- text
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := runtime.Publish(ctx, s, &news, "y"); err != nil {
		t.Fatal(err)
	}
	<-events
	want = []string{
		"a publish com.example.news y", "b publish com.example.news y",
		"a event com.example.news y", "b event com.example.news y",
	}
	if diff := cmp.Diff(want, j.take()); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
}

// payload is a payload of one argument.
func payload(t testing.TB, arg any) wamp.Payload {
	p, err := runtime.Values{Args: []any{arg}}.Payload(wamp.CBOR)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

type key struct{}

// Interceptors change URIs, payloads, contexts, results and errors, answer by
// themselves, and try again.
func TestInterceptorChanges(t *testing.T) {
	ctx := t.Context()
	l := newLoopback()
	failures := 0
	callee := intercepted(t, l, runtime.Interceptor{
		Invocation: func(ctx context.Context, i *runtime.InterceptedInvocation, next runtime.InvocationFunc) (wamp.Payload, error) {
			switch argument(i.Args) {
			case "forbidden":
				return wamp.Payload{}, &wamp.Error{URI: wamp.ErrNotAuthorized}
			case "panic":
				panic("in an interceptor")
			case "hidden":
				if _, err := next(ctx, i); err != nil {
					return wamp.Payload{}, &wamp.Error{URI: "com.example.error.hidden"}
				}
			case "twice":
				if _, err := next(ctx, i); err != nil {
					t.Error(err)
				}
			case "other":
				i.Args = payload(t, "changed")
			}
			return next(context.WithValue(ctx, key{}, "value"), i)
		},
		Event: func(ctx context.Context, e *runtime.InterceptedEvent, next runtime.EventFunc) error {
			if argument(e.Payload) == "drop" {
				return nil
			}
			e.Payload = payload(t, argument(e.Payload)+" changed")
			return next(context.WithValue(ctx, key{}, "value"), e)
		},
	})
	_, err := runtime.Register(ctx, callee, &upper, func(ctx context.Context, text string) (string, error) {
		if i, ok := runtime.InvocationFrom(ctx); !ok || i.Procedure != upper.URI {
			t.Errorf("invocation %+v", i)
		}
		if text == "hidden" {
			return "", errors.New("secret")
		}
		if text == "flaky" && failures < 2 {
			failures++
			return "", &wamp.Error{URI: wamp.ErrUnavailable}
		}
		return fmt.Sprint(text, " ", ctx.Value(key{})), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	caller := intercepted(t, l, runtime.Interceptor{
		Call: func(ctx context.Context, c *runtime.InterceptedCall, next runtime.CallFunc) (wamp.Payload, error) {
			if argument(c.Args) == "cached" {
				return payload(t, "from the cache"), nil
			}
			if c.Procedure == "com.example.alias" {
				c.Procedure = upper.URI
			}
			result, err := next(ctx, c)
			for range 3 {
				var refused *wamp.Error
				if !errors.As(err, &refused) || refused.URI != wamp.ErrUnavailable {
					break
				}
				result, err = next(ctx, c)
			}
			return result, err
		},
		Publish: func(ctx context.Context, p *runtime.InterceptedPublication, next runtime.PublishFunc) error {
			if p.Topic == "com.example.closed" {
				return &wamp.Error{URI: wamp.ErrNotAuthorized}
			}
			p.Topic = news.URI
			return next(ctx, p)
		},
	})
	for arg, want := range map[string]string{
		"as it is":  "as it is value",
		"other":     "changed value",
		"cached":    "from the cache",
		"flaky":     "flaky value",
		"twice":     "twice value",
		"forbidden": "call com.example.alias: wamp.error.not_authorized",
		"hidden":    "call com.example.alias: com.example.error.hidden",
		"panic":     "call com.example.alias: wamp.error.runtime_error",
	} {
		v, err := caller.Call(ctx, "com.example.alias", runtime.Values{Args: []any{arg}})
		got := fmt.Sprint(err)
		if err == nil {
			got = fmt.Sprint(v.Args[0])
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", arg, got, want)
		}
	}

	events := make(chan string, 10)
	_, err = runtime.Subscribe(ctx, callee, &news, func(ctx context.Context, text string) error {
		if e, ok := runtime.EventFrom(ctx); !ok || e.Topic != news.URI {
			t.Errorf("event %+v", e)
		}
		events <- fmt.Sprint(text, " ", ctx.Value(key{}))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []string{"drop", "event"} {
		if err := caller.Publish(ctx, "com.example.elsewhere", runtime.Values{Args: []any{e}}); err != nil {
			t.Error(err)
		}
	}
	if got := <-events; got != "event changed value" {
		t.Errorf("got event %q", got)
	}
	if err := caller.Publish(ctx, "com.example.closed", runtime.Values{}); err == nil {
		t.Error("published what an interceptor has refused")
	}
}

// Classes carry interceptors into the sessions of their components, inside of those of
// the session.
func TestClassInterceptors(t *testing.T) {
	var j journal
	l := newLoopback()
	class := classOf(runtime.Handle(&upper, func(_ context.Context, text string) (string, error) { return text, nil }))
	classes := runtime.Classes{class.Name: class.With(noting("class", &j))}.With(noting("registry", &j))
	instance, err := runtime.Start(t.Context(), classes[class.Name], runtime.Env{Realm: "realm1"}, l.connect(wamp.JSON),
		runtime.JoinConfig{Interceptors: []runtime.Interceptor{noting("node", &j)}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := instance.Stop(context.Background(), ""); err != nil {
			t.Error(err)
		}
	}()
	if _, err := runtime.Call(t.Context(), intercepted(t, l), &upper, "x"); err != nil {
		t.Fatal(err)
	}
	want := []string{"node invocation com.example.upper x", "registry invocation com.example.upper x", "class invocation com.example.upper x"}
	if got := j.take(); len(got) < 3 || !slices.Equal(got[:3], want) {
		t.Errorf("got %q, want %q first", got, want)
	}
	if len(class.Interceptors) != 0 {
		t.Error("With has changed its class")
	}
}

func classOf(bindings ...runtime.Binding) runtime.Class {
	return runtime.Class{
		Name: "test.Component",
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			return runtime.NewApplicationSession(env), bindings, nil
		},
	}
}

// Who installs none, or one of another kind, pays nothing.
func TestInterceptorsCostNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("allocations are those of the race detector")
	}
	ctx := context.Background()
	measure := func(interceptors ...runtime.Interceptor) float64 {
		l := newLoopback()
		s := intercepted(t, l, interceptors...)
		if _, err := runtime.Register(ctx, s, &upper, func(_ context.Context, text string) (string, error) { return text, nil }); err != nil {
			t.Fatal(err)
		}
		return testing.AllocsPerRun(2000, func() {
			if _, err := runtime.Call(ctx, s, &upper, "x"); err != nil {
				t.Error(err)
			}
		})
	}
	var j journal
	publish := noting("", &j)
	publish.Call, publish.Invocation = nil, nil
	if none, other := measure(), measure(publish); other > none+0.5 {
		t.Errorf("%.1f allocations a call with interceptors of publications, %.1f without", other, none)
	}
}

// Of a progressive call the interceptors see the arguments and the final result; what is
// in between passes by.
func TestInterceptedProgressiveCalls(t *testing.T) {
	var j journal
	s, p := join(t, runtime.JoinConfig{Interceptors: []runtime.Interceptor{noting("a", &j)}})
	results := runtime.CallProgressive(t.Context(), s, &lines, "x", nil, runtime.DiscloseMe())
	got := ask(func() ([]string, error) { return read(results) })
	call := p.hear().(*wamp.Call)
	if want := (wamp.CallOptions{ReceiveProgress: true, DiscloseMe: true}); call.Options != want {
		t.Errorf("options %+v, want %+v", call.Options, want)
	}
	p.say(result(call, true, `["p"]`))
	p.say(result(call, false, `["end"]`))
	if a := <-got; !slices.Equal(a.value, []string{"p"}) || a.err != nil {
		t.Errorf("results %q, %v", a.value, a.err)
	}
	if final, err := results.Final(); final != "end" || err != nil {
		t.Errorf("final result %q, %v", final, err)
	}

	failing := ask(func() ([]string, error) { return read(runtime.CallProgressive(t.Context(), s, &lines, "y", nil)) })
	call = p.hear().(*wamp.Call)
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: call.Request, Error: "com.example.error.failed"})
	if a := <-failing; a.err == nil {
		t.Error("no error")
	}

	done := ask(func() (string, error) {
		return runtime.CallInput(t.Context(), s, &lines, "z", runtime.Inputs(slices.Values([]string{"i"})))
	})
	for range 3 {
		call = p.hear().(*wamp.Call)
	}
	p.say(result(call, false, `["sum"]`))
	if a := <-done; a.value != "sum" || a.err != nil {
		t.Errorf("result %q, %v", a.value, a.err)
	}
	want := []string{
		"a call com.example.lines x", "a result end <nil>",
		"a call com.example.lines y", "a result {[] map[]} <nil> com.example.error.failed",
		"a call com.example.lines z", "a result sum <nil>",
	}
	if diff := cmp.Diff(want, j.take()); diff != "" {
		t.Errorf("seen (-want +got):\n%s", diff)
	}
}

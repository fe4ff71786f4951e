package runtime_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestCallSendsCallAndReturnsResult(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := ask(func() (string, error) { return runtime.Call(t.Context(), s, &upper, "joe") })
	p.expect(&wamp.Call{Request: 1, Procedure: upper.URI, Payload: args(`["joe"]`)})
	p.say(&wamp.Result{Request: 1, Payload: args(`["JOE"]`)})
	if a := <-got; a.err != nil || a.value != "JOE" {
		t.Fatalf("got %q, %v", a.value, a.err)
	}
}

func TestCallsAreAnsweredInAnyOrder(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	first := ask(func() (string, error) { return runtime.Call(t.Context(), s, &upper, "a") })
	p.hear()
	second := ask(func() (string, error) { return runtime.Call(t.Context(), s, &upper, "b") })
	p.hear()
	p.say(&wamp.Result{Request: 2, Payload: args(`["B"]`)})
	if a := <-second; a.value != "B" {
		t.Errorf("second: got %q, %v", a.value, a.err)
	}
	p.say(&wamp.Result{Request: 1, Payload: args(`["A"]`)})
	if a := <-first; a.value != "A" {
		t.Errorf("first: got %q, %v", a.value, a.err)
	}
}

// missingError is a declared error, as generated.
type missingError struct{ ID string }

func (e *missingError) Error() string       { return "no " + e.ID }
func (e *missingError) ErrorWAMP() wamp.URI { return "com.example.error.missing" }
func (e *missingError) EncodeWAMP(w *codec.Writer) {
	w.Kwargs(1)
	w.Key("id")
	w.String(e.ID)
	w.End()
}

var missingFields = codec.NewFields(codec.Required("id"))

var missingType = runtime.ErrorType{
	URI: "com.example.error.missing",
	Decode: func(r *codec.Reader) error {
		e := new(missingError)
		for c := r.Kwargs(missingFields); c.Next(r); {
			e.ID = r.String()
		}
		return e
	},
}

func TestCallErrors(t *testing.T) {
	declared := upper
	declared.Errors = []runtime.ErrorType{missingType}
	tests := []struct {
		name   string
		answer wamp.Message
		want   error
		text   string
	}{
		{
			"declared",
			&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: missingType.URI, Payload: wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"id":"x"}`)}},
			&missingError{ID: "x"},
			"call com.example.upper: no x",
		},
		{
			"declared, with another payload",
			&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: missingType.URI, Payload: args(`["x"]`)},
			&wamp.Error{URI: missingType.URI, Message: "x", Payload: args(`["x"]`)},
			"call com.example.upper: com.example.error.missing: x",
		},
		{
			"not declared",
			&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: wamp.ErrNoSuchProcedure},
			&wamp.Error{URI: wamp.ErrNoSuchProcedure},
			"call com.example.upper: wamp.error.no_such_procedure",
		},
		{
			"result of another type",
			&wamp.Result{Request: 1, Payload: args(`[1]`)},
			&codec.ValueError{Path: "args[0]", Rule: "type", Message: "want string, got integer"},
			"call com.example.upper: result: args[0]: want string, got integer",
		},
		{
			"no result",
			&wamp.Result{Request: 1},
			&codec.ValueError{Path: "args[0]", Rule: "required", Message: "is missing"},
			"",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := join(t, runtime.JoinConfig{})
			got := ask(func() (string, error) { return runtime.Call(t.Context(), s, &declared, "") })
			p.hear()
			p.say(tt.answer)
			err := (<-got).err
			if err == nil {
				t.Fatal("no error")
			}
			if tt.text != "" && err.Error() != tt.text {
				t.Errorf("got text %q, want %q", err, tt.text)
			}
			found := innermost(err)
			if v, ok := found.(*codec.ValueError); ok && tt.text == "" {
				v.Message = "is missing" // the codec's words are its own
			}
			if diff := cmp.Diff(tt.want, found); diff != "" {
				t.Errorf("error (-want +got):\n%s", diff)
			}
		})
	}
}

func innermost(err error) error {
	for next := err; next != nil; next = errors.Unwrap(next) {
		err = next
	}
	return err
}

func TestCallTimeouts(t *testing.T) {
	limited := upper
	limited.Timeout = 1500 * time.Microsecond
	deadline := func(d time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
		return func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, d) }
	}
	tests := []struct {
		name    string
		p       *runtime.Procedure[string, string]
		ctx     func(context.Context) (context.Context, context.CancelFunc)
		opts    []runtime.CallOption
		wire    time.Duration
		elapsed time.Duration
	}{
		{"of the schema, rounded up", &limited, context.WithCancel, nil, 2 * time.Millisecond, 1500 * time.Microsecond},
		{"of the context", &upper, deadline(time.Second), nil, time.Second, time.Second},
		{"the schema's is shorter", &limited, deadline(time.Second), nil, 2 * time.Millisecond, 1500 * time.Microsecond},
		{"the context's is shorter", &limited, deadline(time.Millisecond), nil, time.Millisecond, time.Millisecond},
		{"of the call", &upper, context.WithCancel, []runtime.CallOption{runtime.WithTimeout(time.Minute)}, time.Minute, time.Minute},
		{"the call's is longer", &limited, context.WithCancel, []runtime.CallOption{runtime.WithTimeout(time.Minute)}, 2 * time.Millisecond, 1500 * time.Microsecond},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s, p := join(t, runtime.JoinConfig{})
				ctx, cancel := tt.ctx(t.Context())
				defer cancel()
				start := time.Now()
				_, err := runtime.Call(ctx, s, tt.p, "", tt.opts...) // nobody answers
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got error %v, want context.DeadlineExceeded", err)
				}
				if got := time.Since(start); got != tt.elapsed {
					t.Errorf("returned after %s, want %s", got, tt.elapsed)
				}
				p.expect(&wamp.Call{Request: 1, Options: wamp.CallOptions{Timeout: tt.wire}, Procedure: upper.URI, Payload: args(`[""]`)})
				p.expect(&wamp.Cancel{Request: 1, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}})

				// The answer that comes too late is nobody's.
				p.say(&wamp.Result{Request: 1, Payload: args(`["late"]`)})
				if s.Err() != nil {
					t.Errorf("the late answer ended the session: %v", s.Err())
				}
			})
		})
	}
}

func TestTimeoutOfRouterIsDeadlineExceeded(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := ask(func() (string, error) { return runtime.Call(t.Context(), s, &upper, "") })
	p.hear()
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: wamp.ErrTimeout})
	err := (<-got).err
	var remote *wamp.Error
	if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &remote) || remote.URI != wamp.ErrTimeout {
		t.Fatalf("got %v, want both context.DeadlineExceeded and wamp.error.timeout", err)
	}
}

func TestCanceledCall(t *testing.T) {
	tests := []struct {
		name string
		opts []runtime.CallOption
		mode wamp.CancelMode
	}{
		{"default", nil, wamp.CancelKillNoWait},
		{"skip", []runtime.CallOption{runtime.WithCancelMode(wamp.CancelSkip)}, wamp.CancelSkip},
		{"kill", []runtime.CallOption{runtime.WithCancelMode(wamp.CancelKill)}, wamp.CancelKill},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := join(t, runtime.JoinConfig{})
			ctx, cancel := context.WithCancel(t.Context())
			got := ask(func() (string, error) { return runtime.Call(ctx, s, &upper, "", tt.opts...) })
			p.hear()
			cancel()
			p.expect(&wamp.Cancel{Request: 1, Options: wamp.CancelOptions{Mode: tt.mode}})
			if err := (<-got).err; !errors.Is(err, context.Canceled) {
				t.Fatalf("got error %v, want context.Canceled", err)
			}
		})
	}
}

func TestCancelIsNotSentToDealerWithoutIt(t *testing.T) {
	p := newPeer(t)
	got := ask(func() (*runtime.Session, error) {
		return runtime.Join(t.Context(), p.connect, runtime.JoinConfig{Realm: "realm1"})
	})
	p.hear()
	p.say(&wamp.Welcome{Session: 1})
	s := (<-got).value
	ctx, cancel := context.WithCancel(t.Context())
	call := ask(func() (string, error) { return runtime.Call(ctx, s, &upper, "") })
	p.hear()
	cancel()
	<-call
	p.silent()
	p.sink.Closed(nil)
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestCallWithEndedContextSendsNothing(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := runtime.Call(ctx, s, &upper, ""); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want context.Canceled", err)
	}
	p.silent()
}

func TestCallOptionsGoOut(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := ask(func() (runtime.Values, error) {
		return s.Call(t.Context(), "com.example.x", runtime.Values{}, runtime.DiscloseMe())
	})
	p.expect(&wamp.Call{Request: 1, Options: wamp.CallOptions{DiscloseMe: true}, Procedure: "com.example.x", Payload: wamp.Payload{Format: wamp.JSON}})
	p.say(&wamp.Result{Request: 1})
	if a := <-got; a.err != nil || !cmp.Equal(a.value, runtime.Values{}) {
		t.Errorf("got %+v, %v", a.value, a.err)
	}
}

func TestUntypedCall(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := ask(func() (runtime.Values, error) {
		return s.Call(t.Context(), "com.example.x", runtime.Values{
			Args:   []any{int64(1), "two", nil, []any{true}},
			Kwargs: map[string]any{"b": 2.5, "a": map[string]any{"x": int64(3)}},
		})
	})
	p.expect(&wamp.Call{Request: 1, Procedure: "com.example.x", Payload: wamp.Payload{
		Format: wamp.JSON, Args: []byte(`[1,"two",null,[true]]`), Kwargs: []byte(`{"a":{"x":3},"b":2.5}`),
	}})
	p.say(&wamp.Result{Request: 1, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(`[]`), Kwargs: []byte(`{"n":-4}`)}})
	a := <-got
	want := runtime.Values{Args: []any{}, Kwargs: map[string]any{"n": int64(-4)}}
	if diff := cmp.Diff(want, a.value); diff != "" || a.err != nil {
		t.Errorf("error %v, result (-want +got):\n%s", a.err, diff)
	}
}

func TestRawCallTakesAnyFormat(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	sent := wamp.Payload{Format: wamp.MessagePack, Args: []byte{0x91, 0x01}}
	got := ask(func() (wamp.Payload, error) { return s.CallRaw(t.Context(), "com.example.x", sent) })
	p.expect(&wamp.Call{Request: 1, Procedure: "com.example.x", Payload: sent})
	p.say(&wamp.Result{Request: 1, Payload: sent})
	if a := <-got; a.err != nil || !a.value.Equal(sent) {
		t.Errorf("got %+v, %v", a.value, a.err)
	}
}

func TestProgressNobodyAskedForIsIgnored(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := ask(func() (string, error) { return runtime.Call(t.Context(), s, &upper, "") })
	p.hear()
	p.say(&wamp.Result{Request: 1, Details: wamp.ResultDetails{Progress: true}, Payload: args(`["1%"]`)})
	p.say(&wamp.Result{Request: 1, Payload: args(`["done"]`)})
	if a := <-got; a.value != "done" {
		t.Errorf("got %q, %v", a.value, a.err)
	}
}

func TestOperationsOnNoSession(t *testing.T) {
	var s *runtime.Session
	ctx := t.Context()
	_, call := runtime.Call(ctx, s, &upper, "")
	_, untyped := s.Call(ctx, "a.b", runtime.Values{})
	_, raw := s.CallRaw(ctx, "a.b", wamp.Payload{})
	_, subscribe := runtime.Subscribe(ctx, s, &news, func(context.Context, string) error { return nil })
	_, register := runtime.Register(ctx, s, &upper, func(context.Context, string) (string, error) { return "", nil })
	errs := map[string]error{
		"call": call, "untyped call": untyped, "raw call": raw, "subscribe": subscribe, "register": register,
		"publish":         runtime.Publish(ctx, s, &news, ""),
		"untyped publish": s.Publish(ctx, "a.b", runtime.Values{}),
		"raw publish":     s.PublishRaw(ctx, "a.b", wamp.Payload{}),
		"leave":           s.Leave(ctx, ""),
	}
	for name, err := range errs {
		if !errors.Is(err, runtime.ErrNotJoined) {
			t.Errorf("%s: got error %v, want ErrNotJoined", name, err)
		}
	}
}

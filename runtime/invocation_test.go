package runtime_test

import (
	"context"
	"errors"
	"fmt"
	goruntime "runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// register registers p as the router's registration id.
func register(t *testing.T, s *runtime.Session, peer *peer, p *runtime.Procedure[string, string], id wamp.ID, handler func(context.Context, string) (string, error)) *runtime.Registration {
	t.Helper()
	got := ask(func() (*runtime.Registration, error) { return runtime.Register(t.Context(), s, p, handler) })
	request := peer.hear().(*wamp.Register).Request
	peer.say(&wamp.Registered{Request: request, Registration: id})
	a := <-got
	if a.err != nil {
		t.Fatal(a.err)
	}
	return a.value
}

func toUpper(_ context.Context, text string) (string, error) { return strings.ToUpper(text), nil }

func TestInvocationIsAnsweredByYield(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	reg := register(t, s, p, &upper, 21, toUpper)
	if reg.Procedure() != upper.URI {
		t.Errorf("got procedure %q", reg.Procedure())
	}
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["joe"]`)})
	p.expect(&wamp.Yield{Request: 31, Payload: args(`["JOE"]`)})
}

func TestInvocationIsAnsweredInItsFormat(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	register(t, s, p, &upper, 21, toUpper)
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: wamp.Payload{Format: wamp.CBOR, Args: []byte{0x81, 0x61, 'a'}}})
	p.expect(&wamp.Yield{Request: 31, Payload: wamp.Payload{Format: wamp.CBOR, Args: []byte{0x81, 0x61, 'A'}}})
}

func TestInvocationDetails(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := make(chan runtime.Invocation, 2)
	registered := ask(func() (*runtime.Registration, error) {
		return s.Register(t.Context(), "a..c", wamp.RegisterOptions{Match: wamp.MatchWildcard, DiscloseCaller: true},
			func(ctx context.Context, v runtime.Values) (runtime.Values, error) {
				i, ok := runtime.InvocationFrom(ctx)
				if !ok {
					t.Error("no invocation in the context")
				}
				got <- i
				return v, nil
			})
	})
	p.expect(&wamp.Register{Request: 1, Options: wamp.RegisterOptions{Match: wamp.MatchWildcard, DiscloseCaller: true}, Procedure: "a..c"})
	p.say(&wamp.Registered{Request: 1, Registration: 21})
	<-registered
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Details: wamp.InvocationDetails{
		Procedure: "a.b.c", Caller: 5, CallerAuthID: "joe", CallerAuthRole: "user",
	}, Payload: wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"x":1}`)}})
	want := runtime.Invocation{Procedure: "a.b.c", Registration: 21, Caller: 5, CallerAuthID: "joe", CallerAuthRole: "user"}
	if diff := cmp.Diff(want, <-got); diff != "" {
		t.Errorf("invocation (-want +got):\n%s", diff)
	}
	p.expect(&wamp.Yield{Request: 31, Payload: wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"x":1}`)}})
	if _, ok := runtime.InvocationFrom(t.Context()); ok {
		t.Error("an invocation in a context that has none")
	}
}

func TestRawProcedure(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	registered := ask(func() (*runtime.Registration, error) {
		return s.RegisterRaw(t.Context(), "a.b", wamp.RegisterOptions{},
			func(_ context.Context, in wamp.Payload) (wamp.Payload, error) { return in, nil })
	})
	p.hear()
	p.say(&wamp.Registered{Request: 1, Registration: 21})
	<-registered
	payload := wamp.Payload{Format: wamp.MessagePack, Args: []byte{0x91, 0xc0}, Kwargs: []byte{0x80}}
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: payload})
	p.expect(&wamp.Yield{Request: 31, Payload: payload})
}

func TestHandlerErrors(t *testing.T) {
	json := func(args, kwargs string) wamp.Payload {
		p := wamp.Payload{Format: wamp.JSON}
		if args != "" {
			p.Args = []byte(args)
		}
		if kwargs != "" {
			p.Kwargs = []byte(kwargs)
		}
		return p
	}
	none := wamp.Payload{}
	tests := []struct {
		name    string
		err     error
		uri     wamp.URI
		payload wamp.Payload
		log     string // what is logged, "" is nothing
	}{
		{"declared", &missingError{ID: "x"}, missingType.URI, json("", `{"id":"x"}`), ""},
		{"declared, wrapped", fmt.Errorf("find: %w", &missingError{ID: "x"}), missingType.URI, json("", `{"id":"x"}`), ""},
		{"declared, not encodable", &missingError{ID: "\xff"}, wamp.ErrRuntimeError, none, "encode error of procedure handler"},
		{"wamp error", &wamp.Error{URI: "a.b", Payload: json(`[1]`, `{"k":2}`)}, "a.b", json(`[1]`, `{"k":2}`), ""},
		{"wamp error with a message", &wamp.Error{URI: "a.b", Message: "no"}, "a.b", json(`["no"]`, ""), ""},
		{"wamp error without payload", &wamp.Error{URI: "a.b"}, "a.b", none, ""},
		{"canceled", context.Canceled, wamp.ErrCanceled, none, ""},
		{"deadline", fmt.Errorf("wait: %w", context.DeadlineExceeded), wamp.ErrTimeout, none, ""},
		{"not implemented", runtime.ErrNotImplemented, wamp.ErrRuntimeError, json("", ""), "not implemented"},
		{"anything else", errors.New("password is 12345"), wamp.ErrRuntimeError, json("", ""), "password is 12345"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log logBuffer
			s, p := join(t, runtime.JoinConfig{Logger: log.logger()})
			register(t, s, p, &upper, 21, func(context.Context, string) (string, error) { return "", tt.err })
			p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["x"]`)})
			p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: tt.uri, Payload: tt.payload})
			if got := log.String(); (got == "") != (tt.log == "") || !strings.Contains(got, tt.log) {
				t.Errorf("got log %q, want %q", got, tt.log)
			}
		})
	}
}

func TestProtocolErrorOfNestedCallIsTheHandlersOwnFailure(t *testing.T) {
	tests := []struct {
		nested, want wamp.URI
	}{
		{wamp.ErrNoSuchProcedure, wamp.ErrRuntimeError},
		{wamp.ErrInvalidArgument, wamp.ErrRuntimeError},
		{"com.example.error.full", "com.example.error.full"},
	}
	for _, tt := range tests {
		t.Run(string(tt.nested), func(t *testing.T) {
			var log logBuffer
			s, p := join(t, runtime.JoinConfig{Logger: log.logger()})
			register(t, s, p, &upper, 21, func(ctx context.Context, text string) (string, error) {
				return runtime.Call(ctx, s, &upper, text)
			})
			p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["x"]`)})
			call := p.hear().(*wamp.Call)
			p.say(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: call.Request, Error: tt.nested})
			answer := p.hear().(*wamp.ErrorMessage)
			if answer.Error != tt.want {
				t.Errorf("the caller gets %s, want %s", answer.Error, tt.want)
			}
			if logged := strings.Contains(log.String(), string(tt.nested)); logged != (tt.nested != tt.want) {
				t.Errorf("logged: %v: %s", logged, log.String())
			}
		})
	}
}

func TestWrongArgumentsNeverReachHandler(t *testing.T) {
	tests := []struct {
		name    string
		payload wamp.Payload
		kwargs  string
	}{
		{"type", args(`[1]`), `{"path":"args[0]","rule":"type"}`},
		{"missing", args(`[]`), `{"path":"args[0]","rule":"required"}`},
		{"constraint", args(`["toolong"]`), `{"path":"args[0]","rule":"max"}`},
	}
	limited := upper
	limited.Args = shortText
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log logBuffer
			s, p := join(t, runtime.JoinConfig{Logger: log.logger()})
			register(t, s, p, &limited, 21, func(context.Context, string) (string, error) {
				t.Error("the handler was called")
				return "", nil
			})
			p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: tt.payload})
			m := p.hear().(*wamp.ErrorMessage)
			if m.Error != wamp.ErrInvalidArgument || string(m.Kwargs) != tt.kwargs || !strings.Contains(string(m.Args), "args[0]: want") && tt.name != "missing" {
				t.Errorf("got ERROR %s %s %s", m.Error, m.Args, m.Kwargs)
			}
			if log.String() != "" {
				t.Errorf("the caller's fault was logged: %s", log.String())
			}
		})
	}
}

func TestBrokenHandlersAnswerAndHarmNobody(t *testing.T) {
	tests := []struct {
		name string
		fail func()
		log  string
	}{
		{"panic", func() { panic("oops") }, "panic=oops stack="},
		{"goexit", func() { goruntime.Goexit() }, "procedure handler ended its goroutine"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log logBuffer
			s, p := join(t, runtime.JoinConfig{Logger: log.logger()})
			serial := upper
			serial.Register.Concurrency = 1 // so that the next one waits for the broken one
			release := make(chan struct{})
			register(t, s, p, &serial, 21, func(ctx context.Context, text string) (string, error) {
				if text == "bad" {
					<-release
					tt.fail()
				}
				return toUpper(ctx, text)
			})
			p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["bad"]`)})
			p.say(&wamp.Invocation{Request: 32, Registration: 21, Payload: args(`["good"]`)})
			close(release)
			p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: wamp.ErrRuntimeError, Payload: wamp.Payload{Format: wamp.JSON}})
			p.expect(&wamp.Yield{Request: 32, Payload: args(`["GOOD"]`)})
			if got := log.String(); strings.Count(got, "\n") != 1 || !strings.Contains(got, tt.log) || !strings.Contains(got, "procedure=com.example.upper") {
				t.Errorf("got log %s, want one line with %s", got, tt.log)
			}
		})
	}
}

func TestInterruptCancelsHandler(t *testing.T) {
	tests := []struct {
		name   string
		finish func(context.Context) (string, error)
		want   wamp.Message
	}{
		{"returns the context's error", func(ctx context.Context) (string, error) { return "", ctx.Err() }, nil},
		{"returns another error", func(context.Context) (string, error) { return "", errors.New("gave up") }, nil},
		{"has finished all the same", func(context.Context) (string, error) { return "done", nil }, &wamp.Yield{Request: 31, Payload: args(`["done"]`)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := join(t, runtime.JoinConfig{})
			started := make(chan struct{})
			register(t, s, p, &upper, 21, func(ctx context.Context, _ string) (string, error) {
				close(started)
				derived, cancel := context.WithCancel(ctx)
				defer cancel()
				<-derived.Done()
				if !errors.Is(ctx.Err(), context.Canceled) {
					t.Errorf("got context error %v, want context.Canceled", ctx.Err())
				}
				return tt.finish(ctx)
			})
			p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["x"]`)})
			<-started
			p.say(&wamp.Interrupt{Request: 31})
			if tt.want == nil {
				tt.want = &wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: wamp.ErrCanceled}
			}
			p.expect(tt.want)
			p.say(&wamp.Interrupt{Request: 31}) // too late
			p.say(&wamp.Interrupt{Request: 99})
		})
	}
}

func TestForwardedTimeoutBoundsHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := join(t, runtime.JoinConfig{})
		register(t, s, p, &upper, 21, func(ctx context.Context, _ string) (string, error) {
			start := time.Now()
			if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) != time.Second {
				t.Errorf("got deadline %v %t", deadline, ok)
			}
			<-ctx.Done()
			if time.Since(start) != time.Second {
				t.Errorf("the context ended after %s", time.Since(start))
			}
			return "", ctx.Err()
		})
		p.say(&wamp.Invocation{Request: 31, Registration: 21, Details: wamp.InvocationDetails{Timeout: time.Second}, Payload: args(`["x"]`)})
		p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: wamp.ErrTimeout})
	})
}

func TestInvocationsRunConcurrently(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	const n = 50
	arrived, release := make(chan struct{}, n), make(chan struct{})
	register(t, s, p, &upper, 21, func(ctx context.Context, text string) (string, error) {
		arrived <- struct{}{}
		<-release
		return text, nil
	})
	for i := range n {
		if backlog := p.say(&wamp.Invocation{Request: wamp.ID(i + 1), Registration: 21, Payload: args(`["x"]`)}); backlog != 0 {
			t.Fatalf("got backlog %d for invocations that run", backlog)
		}
	}
	for range n {
		<-arrived
	}
	close(release)
	for range n {
		if m := p.hear(); m.Type() != wamp.TypeYield {
			t.Fatalf("got %s, want YIELD", m.Type())
		}
	}
	if got := s.Stats().Invocations; got != n {
		t.Errorf("got %d invocations, want %d", got, n)
	}
}

func TestConcurrencyBoundsOneProcedure(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	bounded := upper
	bounded.Register.Concurrency = 2
	arrived, release := make(chan string, 10), make(chan struct{})
	register(t, s, p, &bounded, 21, func(_ context.Context, text string) (string, error) {
		arrived <- text
		<-release
		return text, nil
	})
	free := upper
	free.URI = "com.example.free"
	register(t, s, p, &free, 22, toUpper)
	invoke := func(id, registration wamp.ID) int {
		return p.say(&wamp.Invocation{Request: id, Registration: registration, Payload: args(fmt.Sprintf(`["%d"]`, id))})
	}
	invoke(1, 21)
	invoke(2, 21)
	third := invoke(3, 21)
	fourth := invoke(4, 21)
	if third == 0 || fourth <= third {
		t.Errorf("got backlogs %d and %d for invocations that wait", third, fourth)
	}
	<-arrived
	<-arrived
	invoke(5, 22)
	p.expect(&wamp.Yield{Request: 5, Payload: args(`["5"]`)}) // others do not wait

	// One that is interrupted while it waits never runs.
	p.say(&wamp.Interrupt{Request: 3})
	close(release)
	got := map[wamp.ID]wamp.MessageType{}
	for range 4 {
		switch m := p.hear().(type) {
		case *wamp.Yield:
			got[m.Request] = m.Type()
		case *wamp.ErrorMessage:
			got[m.Request] = m.Type()
		}
	}
	want := map[wamp.ID]wamp.MessageType{1: wamp.TypeYield, 2: wamp.TypeYield, 3: wamp.TypeError, 4: wamp.TypeYield}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
	if text := <-arrived; text != "4" {
		t.Errorf("invocation %s ran, want 4", text)
	}
	<-p.sink.Drained(0)
}

func TestUnregister(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	reg := register(t, s, p, &upper, 21, toUpper)
	done := ask(func() (any, error) { return nil, reg.Unregister(t.Context()) })
	p.expect(&wamp.Unregister{Request: 2, Registration: 21})
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["x"]`)}) // crossed it
	p.expect(&wamp.Yield{Request: 31, Payload: args(`["X"]`)})
	p.say(&wamp.Unregistered{Request: 2})
	if err := (<-done).err; err != nil {
		t.Error(err)
	}
	p.say(&wamp.Invocation{Request: 32, Registration: 21, Payload: args(`["x"]`)})
	p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 32, Error: wamp.ErrNoSuchRegistration})
	if err := reg.Unregister(t.Context()); err != nil {
		t.Errorf("second Unregister: %v", err)
	}
	p.silent()
}

func TestRegisterRefused(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := ask(func() (*runtime.Registration, error) { return runtime.Register(t.Context(), s, &upper, toUpper) })
	p.hear()
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeRegister, Request: 1, Error: wamp.ErrProcedureAlreadyExists})
	err := (<-got).err
	var refusal *wamp.Error
	if !errors.As(err, &refusal) || err.Error() != "register com.example.upper: wamp.error.procedure_already_exists" {
		t.Errorf("got error %v", err)
	}
}

func TestAbandonedRegisterIsTakenBack(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	got := ask(func() (*runtime.Registration, error) { return runtime.Register(ctx, s, &upper, toUpper) })
	p.hear()
	cancel()
	if err := (<-got).err; !errors.Is(err, context.Canceled) {
		t.Fatalf("got error %v, want context.Canceled", err)
	}
	p.say(&wamp.Registered{Request: 1, Registration: 21})
	p.expect(&wamp.Unregister{Request: 2, Registration: 21})
	p.say(&wamp.Unregistered{Request: 2})
}

func TestAbandonedUnregisterIsCompleted(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	reg := register(t, s, p, &upper, 21, toUpper)
	ctx, cancel := context.WithCancel(t.Context())
	done := ask(func() (any, error) { return nil, reg.Unregister(ctx) })
	p.hear()
	cancel()
	if err := (<-done).err; !errors.Is(err, context.Canceled) {
		t.Fatalf("got error %v, want context.Canceled", err)
	}
	p.say(&wamp.Unregistered{Request: 2})
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["x"]`)})
	p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: wamp.ErrNoSuchRegistration})
}

func TestResultThatCanNotBeSentIsAnError(t *testing.T) {
	var log logBuffer
	s, p := join(t, runtime.JoinConfig{Logger: log.logger()})
	register(t, s, p, &upper, 21, func(context.Context, string) (string, error) { return "\xff", nil })
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["x"]`)})
	p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: wamp.ErrRuntimeError, Payload: wamp.Payload{Format: wamp.JSON}})
	if !strings.Contains(log.String(), "encode result") {
		t.Errorf("got log %q", log.String())
	}
}

func TestEndOfSessionEndsHandlers(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	started, ended := make(chan struct{}), make(chan error, 1)
	register(t, s, p, &upper, 21, func(ctx context.Context, _ string) (string, error) {
		close(started)
		<-ctx.Done()
		ended <- context.Cause(ctx)
		return "", ctx.Err()
	})
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["x"]`)})
	<-started
	p.sink.Closed(errors.New("cut"))
	if cause := <-ended; !errors.Is(cause, runtime.ErrSessionClosed) {
		t.Errorf("got cause %v, want ErrSessionClosed", cause)
	}
	if err := s.Wait(t.Context()); err != nil {
		t.Error(err)
	}
	p.silent() // nothing is answered after the end
	p.say(&wamp.Invocation{Request: 32, Registration: 21, Payload: args(`["x"]`)})
}

func TestHandlerMayLeave(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	register(t, s, p, &upper, 21, func(ctx context.Context, _ string) (string, error) {
		return "", s.Leave(context.WithoutCancel(ctx), "")
	})
	p.say(&wamp.Invocation{Request: 31, Registration: 21, Payload: args(`["x"]`)})
	p.expect(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseNormal})
	p.say(&wamp.Goodbye{Reason: wamp.CloseGoodbyeAndOut})
	if err := s.Wait(t.Context()); err != nil {
		t.Error(err)
	}
	p.silent()
}

package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var text = runtime.One("text", (*codec.Writer).String, (*codec.Reader).String)

// join lines: progressive inputs and results, both texts.
var lines = runtime.Progressive[string, string, string, string]{
	Procedure: runtime.Procedure[string, string]{URI: "com.example.lines", Args: text, Result: text, Errors: []runtime.ErrorType{missingType}},
	Input:     text,
	Progress:  text,
}

// read takes all results of a call.
func read(results *runtime.Results[string, string]) (got []string, err error) {
	for line, err := range results.All() {
		if err != nil {
			return got, err
		}
		got = append(got, line)
	}
	return got, nil
}

func result(call *wamp.Call, progress bool, text string) *wamp.Result {
	return &wamp.Result{Request: call.Request, Details: wamp.ResultDetails{Progress: progress}, Payload: args(text)}
}

func TestProgressiveResults(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	results := runtime.CallProgressive(t.Context(), s, &lines, "x", nil)
	p.silent() // nobody has asked for a result
	got := ask(func() ([]string, error) { return read(results) })
	call := p.hear().(*wamp.Call)
	want := &wamp.Call{Request: 1, Procedure: lines.URI, Options: wamp.CallOptions{ReceiveProgress: true}, Payload: args(`["x"]`)}
	if diff := cmp.Diff(want, call); diff != "" {
		t.Fatalf("CALL (-want +got):\n%s", diff)
	}
	for _, line := range []string{`["a"]`, `["b"]`, `["c"]`} {
		p.say(result(call, true, line))
	}
	p.say(result(call, false, `["end"]`))
	a := <-got
	if diff := cmp.Diff([]string{"a", "b", "c"}, a.value); diff != "" || a.err != nil {
		t.Errorf("results (-want +got):\n%s%v", diff, a.err)
	}
	if final, err := results.Final(); final != "end" || err != nil {
		t.Errorf("final result %q, %v", final, err)
	}
	if again, err := read(results); again != nil || err != nil {
		t.Errorf("a second All gives %q, %v", again, err)
	}
	p.silent()
}

func TestFinalAloneAsksForNoProgress(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	results := runtime.CallProgressive(t.Context(), s, &lines, "x", nil)
	got := ask(results.Final)
	call := p.hear().(*wamp.Call)
	if call.Options != (wamp.CallOptions{}) {
		t.Errorf("options %+v", call.Options)
	}
	p.say(result(call, true, `["nobody asked"]`))
	p.say(result(call, false, `["end"]`))
	if a := <-got; a.value != "end" || a.err != nil {
		t.Errorf("final result %q, %v", a.value, a.err)
	}
}

func TestProgressiveResultsEndEarly(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	results := runtime.CallProgressive(t.Context(), s, &lines, "x", nil, runtime.WithCancelMode(wamp.CancelKill))
	done := ask(func() (string, error) {
		for line := range results.All() {
			return line, nil
		}
		return "", errors.New("no result")
	})
	call := p.hear().(*wamp.Call)
	p.say(result(call, true, `["a"]`))
	if a := <-done; a.value != "a" || a.err != nil {
		t.Errorf("first result %q, %v", a.value, a.err)
	}
	p.expect(&wamp.Cancel{Request: call.Request, Options: wamp.CancelOptions{Mode: wamp.CancelKill}})
	if _, err := results.Final(); !errors.Is(err, runtime.ErrCanceled) {
		t.Errorf("final result after the loop has ended early: %v", err)
	}
	if _, err := read(results); !errors.Is(err, runtime.ErrCanceled) {
		t.Errorf("another All: %v", err)
	}
	p.say(result(call, true, `["late"]`)) // ignored, as the answer is
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: call.Request, Error: wamp.ErrCanceled})
	if s.Err() != nil {
		t.Errorf("session ended: %v", s.Err())
	}
}

func TestProgressiveResultsFail(t *testing.T) {
	tests := []struct {
		name    string
		message func(*wamp.Call) wamp.Message
		is      error
		text    string
		cancel  bool
	}{
		{"declared error", func(c *wamp.Call) wamp.Message {
			return &wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: c.Request, Error: missingType.URI, Payload: wamp.Payload{Format: wamp.JSON, Kwargs: []byte(`{"id":"7"}`)}}
		}, nil, "7", false},
		{"callee has left", func(c *wamp.Call) wamp.Message {
			return &wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: c.Request, Error: wamp.ErrCanceled, Payload: args(`["the callee has left"]`)}
		}, nil, "the callee has left", false},
		{"timeout", func(c *wamp.Call) wamp.Message {
			return &wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: c.Request, Error: wamp.ErrTimeout}
		}, context.DeadlineExceeded, "timeout", false},
		{"result of another type", func(c *wamp.Call) wamp.Message { return result(c, true, `[5]`) }, nil, "progressive result: args[0]", true},
		{"final result of another type", func(c *wamp.Call) wamp.Message { return result(c, false, `[5]`) }, nil, "result: args[0]", false},
		{"session ends", func(*wamp.Call) wamp.Message { return &wamp.Goodbye{Reason: "wamp.close.system_shutdown"} }, runtime.ErrSessionClosed, "system_shutdown", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := join(t, runtime.JoinConfig{})
			results := runtime.CallProgressive(t.Context(), s, &lines, "x", nil)
			done := ask(func() ([]string, error) { return read(results) })
			call := p.hear().(*wamp.Call)
			p.say(result(call, true, `["a"]`))
			p.say(tt.message(call))
			a := <-done
			if diff := cmp.Diff([]string{"a"}, a.value); diff != "" {
				t.Errorf("results before the fault (-want +got):\n%s", diff)
			}
			if a.err == nil || tt.is != nil && !errors.Is(a.err, tt.is) || !strings.Contains(a.err.Error(), tt.text) {
				t.Errorf("error %v, want %v with %q", a.err, tt.is, tt.text)
			}
			var missing *missingError
			if tt.name == "declared error" && !errors.As(a.err, &missing) {
				t.Errorf("error %v is not the declared one", a.err)
			}
			if _, err := results.Final(); err != a.err {
				t.Errorf("Final returns %v, All %v", err, a.err)
			}
			if tt.cancel {
				p.expect(&wamp.Cancel{Request: call.Request, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}})
			}
		})
	}
}

func TestProgressiveResultsTimeOutBetweenResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := join(t, runtime.JoinConfig{})
		results := runtime.CallProgressive(t.Context(), s, &lines, "x", nil, runtime.WithTimeout(time.Second))
		done := ask(func() ([]string, error) { return read(results) })
		call := p.hear().(*wamp.Call)
		if call.Options.Timeout != time.Second {
			t.Errorf("timeout on the wire is %v", call.Options.Timeout)
		}
		for range 5 {
			time.Sleep(900 * time.Millisecond)
			p.say(result(call, true, `["a"]`))
		}
		start := time.Now()
		a := <-done
		if len(a.value) != 5 || !errors.Is(a.err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("got %d results, then %v after %v", len(a.value), a.err, time.Since(start))
		}
		p.expect(&wamp.Cancel{Request: call.Request, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}})
		p.sink.Closed(errors.New("over"))
		synctest.Wait()
	})
}

func TestCallerThatDoesNotReadFailsItsOwnCall(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	results := runtime.CallProgressive(t.Context(), s, &lines, "x", nil)
	resume := make(chan struct{})
	done := ask(func() (n int, err error) {
		for _, err := range results.All() {
			if err != nil {
				return n, err
			}
			n++
			<-resume
		}
		return n, nil
	})
	call := p.hear().(*wamp.Call)
	large := `["` + strings.Repeat("x", 64<<10) + `"]`
	highest := 0
	for range 200 {
		highest = max(highest, p.say(result(call, true, large)))
	}
	if highest < 1<<20 || highest > 8<<20 {
		t.Errorf("%d bytes waited", highest)
	}
	if n := p.say(&wamp.Event{}); n != 0 {
		t.Errorf("others are told to slow down by %d bytes", n)
	}
	close(resume)
	if a := <-done; !errors.Is(a.err, runtime.ErrTooSlow) {
		t.Errorf("after %d results: %v", a.value, a.err)
	}
	p.expect(&wamp.Cancel{Request: call.Request, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}})
	if n := p.say(result(call, true, `["late"]`)); n != 0 {
		t.Errorf("%d bytes still wait", n)
	}
}

func TestProgressiveInput(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	done := ask(func() (string, error) {
		return runtime.CallInput(t.Context(), s, &lines, "x", runtime.Inputs(slices.Values([]string{"a", "b"})), runtime.DiscloseMe())
	})
	first := wamp.CallOptions{Progress: true, DiscloseMe: true}
	p.expect(&wamp.Call{Request: 1, Procedure: lines.URI, Options: first, Payload: args(`["x"]`)})
	p.expect(&wamp.Call{Request: 1, Procedure: lines.URI, Options: wamp.CallOptions{Progress: true}, Payload: args(`["a"]`)})
	p.expect(&wamp.Call{Request: 1, Procedure: lines.URI, Options: wamp.CallOptions{Progress: true}, Payload: args(`["b"]`)})
	p.expect(&wamp.Call{Request: 1, Procedure: lines.URI})
	p.say(&wamp.Result{Request: 1, Payload: args(`["end"]`)})
	if a := <-done; a.value != "end" || a.err != nil {
		t.Errorf("result %q, %v", a.value, a.err)
	}
}

func TestProgressiveInputFails(t *testing.T) {
	broken := errors.New("disk is broken")
	ctx, cancel := context.WithCancel(t.Context())
	tests := []struct {
		name     string
		ctx      context.Context
		input    iter.Seq2[string, error]
		is       error
		canceled bool
	}{
		{"input fails", t.Context(), func(yield func(string, error) bool) { yield("", broken) }, broken, true},
		{"input can not be encoded", t.Context(), func(yield func(string, error) bool) { yield("\xff", nil) }, nil, true},
		{"context ends", ctx, func(yield func(string, error) bool) { cancel(); yield("a", nil) }, context.Canceled, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := join(t, runtime.JoinConfig{})
			_, err := runtime.CallInput(tt.ctx, s, &lines, "x", tt.input)
			if err == nil || tt.is != nil && !errors.Is(err, tt.is) {
				t.Errorf("error %v, want %v", err, tt.is)
			}
			p.hear()
			p.expect(&wamp.Cancel{Request: 1, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}})
		})
	}
}

func TestProgressiveInputStopsWhenTheCallIsAnswered(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	answered, ended := make(chan struct{}), false
	done := ask(func() (string, error) {
		return runtime.CallInput(t.Context(), s, &lines, "x", func(yield func(string, error) bool) {
			<-answered
			for yield("a", nil) {
			}
			ended = true
		})
	})
	p.hear()
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: 1, Error: "com.example.error.full"})
	close(answered)
	a := <-done
	var remote *wamp.Error
	if !errors.As(a.err, &remote) || remote.URI != "com.example.error.full" || !ended {
		t.Errorf("error %v, input ended: %v", a.err, ended)
	}
	p.silent()
}

func TestCancelGoesOutWhileInputWaits(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	done := ask(func() (string, error) {
		return runtime.CallInput(ctx, s, &lines, "x", func(func(string, error) bool) { <-release })
	})
	p.hear()
	cancel()
	p.expect(&wamp.Cancel{Request: 1, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}})
	close(release)
	if a := <-done; !errors.Is(a.err, context.Canceled) {
		t.Errorf("error %v", a.err)
	}
}

func TestInputAndResultsTogether(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	results := runtime.CallProgressive(t.Context(), s, &lines, "x", runtime.Inputs(slices.Values([]string{"a"})))
	done := ask(func() ([]string, error) { return read(results) })
	p.expect(&wamp.Call{Request: 1, Procedure: lines.URI, Options: wamp.CallOptions{Progress: true, ReceiveProgress: true}, Payload: args(`["x"]`)})
	p.expect(&wamp.Call{Request: 1, Procedure: lines.URI, Options: wamp.CallOptions{Progress: true}, Payload: args(`["a"]`)})
	p.expect(&wamp.Call{Request: 1, Procedure: lines.URI})
	p.say(&wamp.Result{Request: 1, Details: wamp.ResultDetails{Progress: true}, Payload: args(`["A"]`)})
	p.say(&wamp.Result{Request: 1, Payload: args(`["end"]`)})
	if a := <-done; a.err != nil || !slices.Equal(a.value, []string{"A"}) {
		t.Errorf("results %q, %v", a.value, a.err)
	}
}

func TestInputFailsWhileResultsComeIn(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	broken := errors.New("disk is broken")
	results := runtime.CallProgressive(t.Context(), s, &lines, "x", func(yield func(string, error) bool) { yield("", broken) })
	if _, err := read(results); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
	p.hear()
	p.expect(&wamp.Cancel{Request: 1, Options: wamp.CancelOptions{Mode: wamp.CancelKillNoWait}})
}

func TestRouterWithoutProgressiveInvocations(t *testing.T) {
	p := newPeer(t)
	joined := ask(func() (*runtime.Session, error) {
		return runtime.Join(t.Context(), p.connect, runtime.JoinConfig{Realm: "realm1"})
	})
	p.hear()
	p.say(&wamp.Welcome{Session: 7, Details: wamp.Dict{}})
	s := (<-joined).value
	defer func() {
		p.sink.Closed(errors.New("over"))
		_ = s.Wait(context.Background())
	}()
	_, err := runtime.CallInput(t.Context(), s, &lines, "x", runtime.Inputs(slices.Values([]string{"a"})))
	var refused *wamp.Error
	if !errors.As(err, &refused) || refused.URI != wamp.ErrFeatureNotSupported {
		t.Errorf("error %v", err)
	}
	p.silent()
}

func TestCallWithoutSession(t *testing.T) {
	_, err := runtime.CallInput(t.Context(), nil, &lines, "x", runtime.Inputs(slices.Values([]string{"a"})))
	_, other := read(runtime.CallProgressive(t.Context(), nil, &lines, "x", nil))
	if !errors.Is(err, runtime.ErrNotJoined) || !errors.Is(other, runtime.ErrNotJoined) {
		t.Errorf("errors %v and %v", err, other)
	}
}

// registerLines registers handler as registration 21.
func registerLines(t *testing.T, s *runtime.Session, p *peer, handler func(context.Context, string, runtime.Input[string], runtime.Progress[string]) (string, error)) {
	t.Helper()
	got := ask(func() (*runtime.Registration, error) {
		return runtime.RegisterProgressive(t.Context(), s, &lines, handler)
	})
	p.say(&wamp.Registered{Request: p.hear().(*wamp.Register).Request, Registration: 21})
	if a := <-got; a.err != nil {
		t.Fatal(a.err)
	}
}

func invocation(id wamp.ID, details wamp.InvocationDetails, list string) *wamp.Invocation {
	m := &wamp.Invocation{Request: id, Registration: 21, Details: details}
	if list != "" {
		m.Payload = args(list)
	}
	return m
}

var (
	more  = wamp.InvocationDetails{Progress: true}
	final = wamp.InvocationDetails{}
	wants = wamp.InvocationDetails{ReceiveProgress: true}
)

// upperLines answers each input with a progressive result, and at last with all.
func upperLines(_ context.Context, name string, input runtime.Input[string], progress runtime.Progress[string]) (string, error) {
	all := []string{name}
	for line, err := range input.All() {
		if err != nil {
			return "", err
		}
		if err := progress.Send(strings.ToUpper(line)); err != nil {
			return "", err
		}
		all = append(all, line)
	}
	return strings.Join(all, " "), nil
}

func TestProgressiveHandler(t *testing.T) {
	tests := []struct {
		name    string
		in      []*wamp.Invocation
		out     []string
		wrong   wamp.URI
		answers string
	}{
		{"an ordinary call", []*wamp.Invocation{invocation(31, final, `["x"]`)}, nil, "", `["x"]`},
		{"no input", []*wamp.Invocation{invocation(31, more, `["x"]`), invocation(31, final, "")}, nil, "", `["x"]`},
		{"the final one is an input", []*wamp.Invocation{invocation(31, more, `["x"]`), invocation(31, more, `["a"]`), invocation(31, final, `["b"]`)}, nil, "", `["x a b"]`},
		{"the final one says nothing", []*wamp.Invocation{invocation(31, more, `["x"]`), invocation(31, more, `["a"]`), invocation(31, final, `[]`)}, nil, "", `["x a"]`},
		{"after the final one", []*wamp.Invocation{invocation(31, more, `["x"]`), invocation(31, final, `["a"]`), invocation(31, more, `["b"]`)}, nil, "", `["x a"]`},
		{"progressive results", []*wamp.Invocation{
			invocation(31, wamp.InvocationDetails{Progress: true, ReceiveProgress: true}, `["x"]`),
			invocation(31, more, `["a"]`), invocation(31, final, `["b"]`),
		}, []string{`["A"]`, `["B"]`}, "", `["x a b"]`},
		{"an input of another type", []*wamp.Invocation{invocation(31, more, `["x"]`), invocation(31, more, `[5]`)}, nil, wamp.ErrInvalidArgument, ""},
		{"arguments of another type", []*wamp.Invocation{invocation(31, more, `[5]`)}, nil, wamp.ErrInvalidArgument, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, p := join(t, runtime.JoinConfig{})
			registerLines(t, s, p, upperLines)
			for _, m := range tt.in {
				p.say(m)
			}
			for _, line := range tt.out {
				p.expect(&wamp.Yield{Request: 31, Options: wamp.YieldOptions{Progress: true}, Payload: args(line)})
			}
			if tt.wrong != "" {
				if m := p.hear().(*wamp.ErrorMessage); m.Error != tt.wrong || m.Request != 31 {
					t.Errorf("answer %+v", m)
				}
			} else {
				p.expect(&wamp.Yield{Request: 31, Payload: args(tt.answers)})
			}
			p.say(invocation(31, more, `["late"]`)) // section "Continuations on Completed Calls"
			p.say(invocation(32, wants, `["next"]`))
			p.expect(&wamp.Yield{Request: 32, Payload: args(`["next"]`)})
		})
	}
}

func TestUnaryHandlerTakesTheFirstInvocation(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	register(t, s, p, &upper, 21, toUpper)
	p.say(invocation(31, more, `["a"]`))
	p.expect(&wamp.Yield{Request: 31, Payload: args(`["A"]`)})
	p.say(invocation(31, final, `["b"]`))
	p.silent()
}

func TestInputEndsWithTheInvocation(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	seen, failed := make(chan string), make(chan error, 1)
	registerLines(t, s, p, func(ctx context.Context, _ string, input runtime.Input[string], progress runtime.Progress[string]) (string, error) {
		for line, err := range input.All() {
			if err != nil {
				failed <- err
				if err := progress.Send("late"); !errors.Is(err, context.Canceled) {
					t.Errorf("send after INTERRUPT: %v", err)
				}
				return "", err
			}
			seen <- line
		}
		return "", errors.New("input ended without an error")
	})
	p.say(invocation(31, wamp.InvocationDetails{Progress: true, ReceiveProgress: true}, `["x"]`))
	p.say(invocation(31, more, `["a"]`))
	<-seen
	p.say(&wamp.Interrupt{Request: 31})
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("input ends with %v", err)
	}
	p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: wamp.ErrCanceled})
}

func TestHandlerThatDoesNotReadFailsItsOwnCall(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	registerLines(t, s, p, func(ctx context.Context, name string, input runtime.Input[string], _ runtime.Progress[string]) (string, error) {
		if name == "other" {
			return "done", nil
		}
		<-ctx.Done()
		for _, err := range input.All() {
			if !errors.Is(err, runtime.ErrTooSlow) {
				t.Errorf("input ends with %v", err)
			}
		}
		return "", ctx.Err()
	})
	p.say(invocation(31, more, `["x"]`))
	large := `["` + strings.Repeat("x", 64<<10) + `"]`
	highest := 0
	for range 200 {
		highest = max(highest, p.say(invocation(31, more, large)))
	}
	if highest < 1<<20 || highest > 8<<20 {
		t.Errorf("%d bytes waited", highest)
	}
	p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: wamp.ErrCanceled})
	if n := p.say(invocation(32, final, `["other"]`)); n != 0 {
		t.Errorf("others are told to slow down by %d bytes", n)
	}
	p.expect(&wamp.Yield{Request: 32, Payload: args(`["done"]`)})
}

func TestInputThatNobodyTakesForLongFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, p := join(t, runtime.JoinConfig{})
		registerLines(t, s, p, func(ctx context.Context, _ string, _ runtime.Input[string], _ runtime.Progress[string]) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		})
		p.say(invocation(31, more, `["x"]`))
		large := `["` + strings.Repeat("x", 1<<20) + `"]`
		p.say(invocation(31, more, large))
		p.say(invocation(31, more, `["a"]`))
		synctest.Wait()
		p.silent()
		time.Sleep(11 * time.Second)
		p.say(invocation(31, more, `["b"]`))
		p.expect(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 31, Error: wamp.ErrCanceled})
		p.sink.Closed(errors.New("over"))
		synctest.Wait()
	})
}

func TestHandlersCanBeTestedAlone(t *testing.T) {
	var sent []string
	progress := runtime.ProgressTo(func(line string) error { sent = append(sent, line); return nil })
	got, err := upperLines(t.Context(), "x", runtime.InputOf(runtime.Inputs(slices.Values([]string{"a", "b"}))), progress)
	if got != "x a b" || err != nil || !slices.Equal(sent, []string{"A", "B"}) {
		t.Errorf("got %q, %v, sent %q", got, err, sent)
	}
	if got, err := upperLines(t.Context(), "x", runtime.Input[string]{}, runtime.Progress[string]{}); got != "x" || err != nil {
		t.Errorf("without anything got %q, %v", got, err)
	}
}

func ExampleResults() {
	var session *runtime.Session // of client.Join, or a component's own
	results := runtime.CallProgressive(context.Background(), session, &lines, "name", nil)
	for line, err := range results.All() {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(line)
	}
	all, err := results.Final()
	fmt.Println(all, err)
	// Output: call com.example.lines: not joined
}

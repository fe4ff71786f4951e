package main

import (
	"bytes"
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/example/hello/hello"
	"github.com/wampgen/wampgen/router/routertest"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// house is a router with one realm, and a session in it.
type house struct {
	url     string
	session *runtime.Session // hosted
}

// newHouse runs a router that hosts hello.MySession, until the test ends.
func newHouse(t *testing.T) *house {
	t.Helper()
	leaks := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, leaks) })
	router := routertest.New(t)
	router.Host(hello.MySessionClass(hello.NewMySession), routertest.WithExtra(`{"unwelcome":["Mallory"]}`))
	return &house{url: router.Listen(), session: router.Join()}
}

// stop ends all other sessions, as a router does that stops.
func (h *house) stop(t *testing.T) {
	t.Helper()
	reason := wamp.URI(wamp.CloseSystemShutdown)
	if _, err := metaapi.NewSessionClient(h.session).KillAll(t.Context(), metaapi.SessionKillAllArgs{Reason: &reason}); err != nil {
		t.Fatal(err)
	}
}

// wampgen runs the command and returns its exit code and what it printed.
func wampgen(ctx context.Context, args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	root := newRoot()
	root.SetArgs(args)
	root.SetOut(&stdout)
	root.SetErr(&stderr)
	code = run(ctx, root)
	return code, stdout.String(), stderr.String()
}

func TestCall(t *testing.T) {
	h := newHouse(t)
	echo := func(_ context.Context, p wamp.Payload) (wamp.Payload, error) { return p.Clone(), nil }
	if _, err := h.session.RegisterRaw(t.Context(), "test.echo", wamp.RegisterOptions{}, echo); err != nil {
		t.Fatal(err)
	}
	fail := func(context.Context, runtime.Values) (runtime.Values, error) {
		return runtime.Values{}, &wamp.Error{URI: "test.error.failed", Message: "as planned", Payload: wamp.Payload{
			Format: wamp.JSON, Args: []byte(`["as planned",2]`), Kwargs: []byte(`{"a":1}`),
		}}
	}
	if _, err := h.session.Register(t.Context(), "test.fail", wamp.RegisterOptions{}, fail); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		args      []string
		code      int
		out, errs string
	}{
		{args: []string{"com.example.hello.greet", "Ada"}, out: `"Hello, Ada!"`},
		{args: []string{"com.example.hello.greet", `"Ada"`}, out: `"Hello, Ada!"`},
		{args: []string{"com.example.hello.count"}, out: `2`},
		{args: []string{"com.example.hello.greet", "Mallory"}, code: exitFailure,
			errs: `wampgen: call com.example.hello.greet: com.example.hello.error.unwelcome {"kwargs":{"name":"Mallory"}}`},
		{args: []string{"com.example.hello.greet"}, code: exitFailure, errs: `wampgen: call com.example.hello.greet: wamp.error.invalid_argument: args[0]: `},
		{args: []string{"com.example.nothing"}, code: exitFailure, errs: `wampgen: call com.example.nothing: wamp.error.no_such_procedure`},
		{args: []string{"test.fail"}, code: exitFailure, errs: `wampgen: call test.fail: test.error.failed: as planned {"args":[2],"kwargs":{"a":1}}`},
		{args: []string{"test.echo"}, out: ``},
		{args: []string{"test.echo", "x"}, out: `"x"`},
		{args: []string{"test.echo", "[1, {\"a\": null}]"}, out: `[1,{"a":null}]`},
		{args: []string{"test.echo", "1", "x y", "-2.5", "true", "2024-01-01"}, out: `{"args":[1,"x y",-2.5,true,"2024-01-01"]}`},
		{args: []string{"test.echo", "a=1", "b=x=y", `c={"d":[]}`}, out: `{"kwargs":{"a":1,"b":"x=y","c":{"d":[]}}}`},
		{args: []string{"--kwarg", "b=2", "test.echo", "x", "a=1"}, out: `{"args":["x"],"kwargs":{"a":1,"b":2}}`},
		{args: []string{"test.echo", "x", "a=1"}, out: `{"args":["x"],"kwargs":{"a":1}}`},
		{args: []string{"test.echo", `"a=1"`}, out: `"a=1"`},
		{args: []string{"--realm", "realm2", "test.echo"}, code: exitFailure, errs: `wamp.error.no_such_realm`},
	}
	for _, format := range []string{"json", "msgpack", "cbor"} {
		for _, test := range tests {
			if format != "json" && test.args[0] == "com.example.hello.count" {
				continue
			}
			args := []string{"call", "--serialization", format}
			rest := test.args
			if strings.HasPrefix(rest[0], "--") {
				args, rest = append(args, rest[:2]...), rest[2:]
			}
			args = append(append(args, h.url), rest...)
			code, out, errs := wampgen(t.Context(), args...)
			if code != test.code || strings.TrimSuffix(out, "\n") != test.out || !strings.Contains(errs, test.errs) {
				t.Errorf("%q: code %d, out %q, errs %q; want %d, %q, %q", args, code, out, errs, test.code, test.out, test.errs)
			}
		}
	}
}

// TestCallTimeout calls a procedure that does not answer.
func TestCallTimeout(t *testing.T) {
	h := newHouse(t)
	wait := func(ctx context.Context, _ runtime.Values) (runtime.Values, error) {
		<-ctx.Done()
		return runtime.Values{}, ctx.Err()
	}
	if _, err := h.session.Register(t.Context(), "test.wait", wamp.RegisterOptions{}, wait); err != nil {
		t.Fatal(err)
	}
	code, out, errs := wampgen(t.Context(), "call", "--timeout", "50ms", h.url, "test.wait")
	if code != exitFailure || out != "" || errs == "" {
		t.Errorf("code %d, out %q, errs %q; want a failure that is explained", code, out, errs)
	}
}

// TestSubscribe prints events until there are enough.
func TestSubscribe(t *testing.T) {
	h := newHouse(t)
	tests := []struct {
		args []string
		want []string
	}{
		{[]string{"test.topic", "--count", "2"}, []string{`{"args":[1,"a"],"kwargs":{"b":true}}`, `{}`}},
		{[]string{"test.", "--match", "prefix", "--count", "2"},
			[]string{`{"topic":"test.topic","args":[1,"a"],"kwargs":{"b":true}}`, `{"topic":"test.topic"}`}},
	}
	for _, test := range tests {
		lines, ended := h.subscribe(t, t.Context(), test.args...)
		if err := h.session.Publish(t.Context(), "test.topic", runtime.Values{}, runtime.Acknowledge()); err != nil {
			t.Fatal(err)
		}
		if code := <-ended; code != exitOK {
			t.Errorf("%q: exit code %d", test.args, code)
		}
		got := lines.all()
		if len(got) != 2 || got[0] != test.want[0] || got[1] != test.want[0] && got[1] != test.want[1] {
			t.Errorf("%q prints %q, want %q", test.args, got, test.want)
		}
	}
}

// subscribe runs the command and returns when it has printed an event.
func (h *house) subscribe(t *testing.T, ctx context.Context, args ...string) (*lines, chan int) {
	t.Helper()
	lines := new(lines)
	root := newRoot()
	root.SetArgs(append([]string{"subscribe", h.url}, args...))
	root.SetOut(lines)
	root.SetErr(lines)
	ended := make(chan int, 1)
	go func() { ended <- run(ctx, root) }()

	// The command has no way to say that it is subscribed: publish until it is.
	event := runtime.Values{Args: []any{1, "a"}, Kwargs: map[string]any{"b": true}}
	for !lines.any() {
		if err := h.session.Publish(t.Context(), "test.topic", event, runtime.Acknowledge()); err != nil {
			t.Fatal(err)
		}
	}
	return lines, ended
}

// TestSubscribeEnds is interrupted, loses its router, and does not even begin.
func TestSubscribeEnds(t *testing.T) {
	h := newHouse(t)
	ctx, interrupt := context.WithCancel(t.Context())
	_, ended := h.subscribe(t, ctx, "test.topic")
	interrupt()
	if code := <-ended; code != exitOK {
		t.Errorf("interrupted: exit code %d", code)
	}

	lines, ended := h.subscribe(t, t.Context(), "test.topic")
	h.stop(t)
	if code := <-ended; code != exitFailure {
		t.Errorf("without a router: exit code %d", code)
	}
	if last := lines.all(); !strings.Contains(last[len(last)-1], string(wamp.CloseSystemShutdown)) {
		t.Errorf("without a router the command says %q", last[len(last)-1])
	}

	h = newHouse(t)
	code, _, errs := wampgen(t.Context(), "subscribe", h.url, "bad..topic")
	if code != exitFailure || !strings.Contains(errs, string(wamp.ErrInvalidURI)) {
		t.Errorf("bad topic: exit code %d, %q", code, errs)
	}
}

// lines collects what is printed.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) any() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Len() > 0
}

func (l *lines) all() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Split(strings.TrimSpace(l.text.String()), "\n")
}

func TestArguments(t *testing.T) {
	tests := []struct {
		args, kwargs []string
		want         [2]string
		err          string
	}{
		{want: [2]string{"", ""}},
		{args: []string{"a", "1", "null", "nul", "", "{", `"q"`}, want: [2]string{`["a",1,null,"nul","","{","q"]`, ""}},
		{args: []string{"1x=2", "x=", "_y=[1]", "=3"}, want: [2]string{`["1x=2","=3"]`, `{"x":"","_y":[1]}`}},
		{args: []string{strings.Repeat("[", 50) + strings.Repeat("]", 50)}, want: [2]string{`["` + strings.Repeat("[", 50) + strings.Repeat("]", 50) + `"]`, ""}},
		{kwargs: []string{"a"}, err: "want NAME=VALUE"},
		{args: []string{"a=1"}, kwargs: []string{"a=2"}, err: "given twice"},
	}
	for _, test := range tests {
		w := codec.NewWriter(wamp.JSON)
		p, err := arguments(w, test.args, test.kwargs)
		if test.err != "" {
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("arguments(%q, %q): error %v, want one with %q", test.args, test.kwargs, err, test.err)
			}
		} else if diff := cmp.Diff(test.want, [2]string{string(p.Args), string(p.Kwargs)}); diff != "" || err != nil {
			t.Errorf("arguments(%q, %q): %v; differs (-want +got)\n%s", test.args, test.kwargs, err, diff)
		}
		w.Free()
	}
}

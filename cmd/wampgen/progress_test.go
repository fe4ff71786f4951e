package main

import (
	"context"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestCallProgress prints progressive results if it is told to.
func TestCallProgress(t *testing.T) {
	h := newHouse(t)
	count := func(_ context.Context, in runtime.Values, _ runtime.Input[runtime.Values], progress runtime.Progress[runtime.Values]) (runtime.Values, error) {
		for i := range in.Args[0].(int64) {
			if err := progress.Send(runtime.Values{Args: []any{i}, Kwargs: map[string]any{"of": in.Args[0]}}); err != nil {
				return runtime.Values{}, err
			}
		}
		if in.Args[0] == int64(0) {
			return runtime.Values{}, &wamp.Error{URI: "test.error.nothing"}
		}
		return runtime.Values{Args: []any{"done"}}, nil
	}
	err := runtime.Bind(t.Context(), h.session, runtime.HandleProgressive(runtime.UntypedProgressive("test.count"), count))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args      []string
		code      int
		out, errs string
	}{
		{[]string{"--progress", h.url, "test.count", "2"}, exitOK, `{"args":[0],"kwargs":{"of":2}} {"args":[1],"kwargs":{"of":2}} "done" `, ""},
		{[]string{h.url, "test.count", "2"}, exitOK, `"done" `, ""},
		{[]string{"--progress", h.url, "com.example.hello.greet", "Ada"}, exitOK, `"Hello, Ada!" `, ""},
		{[]string{"--progress", h.url, "test.count", "0"}, exitFailure, "", "wampgen: call test.count: test.error.nothing"},
	} {
		code, out, errs := wampgen(t.Context(), append([]string{"call"}, test.args...)...)
		if out = strings.ReplaceAll(out, "\n", " "); code != test.code || out != test.out || !strings.Contains(errs, test.errs) {
			t.Errorf("%q: code %d, out %q, errs %q; want %d, %q, %q", test.args, code, out, errs, test.code, test.out, test.errs)
		}
	}
}

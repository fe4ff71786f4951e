package main

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestPublish publishes events; the router has each when the command ends.
func TestPublish(t *testing.T) {
	h := newHouse(t)
	events := make(chan runtime.Values, 10)
	keep := func(_ context.Context, event runtime.Values) error {
		events <- event
		return nil
	}
	if _, err := h.session.Subscribe(t.Context(), "test.topic", wamp.SubscribeOptions{}, keep); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		want runtime.Values
	}{
		{[]string{h.url, "test.topic"}, runtime.Values{}},
		{[]string{h.url, "test.topic", "Ada", "-3", "a=true"}, runtime.Values{Args: []any{"Ada", int64(-3)}, Kwargs: map[string]any{"a": true}}},
		{[]string{"--retain", "--kwarg", "b=x", h.url, "test.topic"}, runtime.Values{Kwargs: map[string]any{"b": "x"}}},
	} {
		if code, out, errs := wampgen(t.Context(), append([]string{"publish"}, test.args...)...); code != exitOK || out+errs != "" {
			t.Errorf("%q: code %d, out %q, errs %q", test.args, code, out, errs)
		}
		if diff := cmp.Diff(test.want, <-events, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q: event (-want +got)\n%s", test.args, diff)
		}
	}
	code, out, errs := wampgen(t.Context(), "subscribe", "--retained", "--count", "1", h.url, "test.topic")
	if want := `{"kwargs":{"b":"x"}}` + "\n"; code != exitOK || out != want {
		t.Errorf("retained event: code %d, out %q, errs %q; want %q", code, out, errs, want)
	}
	for _, test := range []struct {
		args []string
		code int
		errs string
	}{
		{[]string{h.url, "bad..topic"}, exitFailure, "publish bad..topic: wamp.error.invalid_uri"},
		{[]string{h.url}, exitUsage, "publish wants URL TOPIC [ARG...], got 1 argument"},
		{[]string{h.url, "test.topic", "--retain"}, exitUsage, "flags stand before"},
		{[]string{h.url, "test.topic", "a=1", "a=2"}, exitUsage, "given twice"},
	} {
		code, out, errs := wampgen(t.Context(), append([]string{"publish"}, test.args...)...)
		if code != test.code || out != "" || !strings.Contains(errs, test.errs) {
			t.Errorf("%q: code %d, out %q, errs %q; want %d, %q", test.args, code, out, errs, test.code, test.errs)
		}
	}
}

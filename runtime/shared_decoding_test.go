package runtime_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

type (
	flatEvent struct {
		Text string
		At   time.Time
		Size [2]int32
	}
	listEvent  struct{ Texts []string }
	pointEvent struct{ Text *string }
)

// A shared event is decoded once for all sessions of a topic where none could see what
// another does to its copy, and for each session where it could.
func TestSharedEventIsDecodedOnce(t *testing.T) {
	t.Run("struct", func(t *testing.T) {
		testDecodings(t, 1,
			func(e *flatEvent, text string) { e.Text = text },
			func(e *flatEvent) string {
				text := e.Text
				e.Text, e.Size[0] = "spoiled", e.Size[0]+1
				return fmt.Sprint(text, e.Size)
			})
	})
	t.Run("list", func(t *testing.T) {
		testDecodings(t, 3,
			func(e *listEvent, text string) { e.Texts = []string{text} },
			func(e *listEvent) string { text := e.Texts[0]; e.Texts[0] = "spoiled"; return text })
	})
	t.Run("pointer", func(t *testing.T) {
		testDecodings(t, 3,
			func(e *pointEvent, text string) { e.Text = &text },
			func(e *pointEvent) string { text := *e.Text; *e.Text = "spoiled"; return text })
	})
}

// testDecodings hands one event to three sessions, whose handlers spoil what they get.
func testDecodings[E any](t *testing.T, want int32, set func(*E, string), spoil func(*E) string) {
	t.Helper()
	var decodings atomic.Int32
	topic := runtime.Topic[E]{URI: news.URI, Event: runtime.Positional("text", runtime.Codec[E]{
		Decode: func(e *E, r *codec.Reader) {
			decodings.Add(1)
			set(e, r.String())
		},
	})}
	shared := runtime.NewSharedEvent(event(11, "hello"))
	got := make(chan string)
	var texts []string
	for range 3 {
		s, p := join(t, runtime.JoinConfig{})
		subscribed := ask(func() (*runtime.Subscription, error) {
			return runtime.Subscribe(t.Context(), s, &topic, func(_ context.Context, e E) error {
				got <- spoil(&e)
				return nil
			})
		})
		p.hear()
		p.say(&wamp.Subscribed{Request: 1, Subscription: 11})
		if a := <-subscribed; a.err != nil {
			t.Fatal(a.err)
		}
		p.sink.(runtime.EventSink).ReceiveEvent(shared)
		texts = append(texts, <-got)
	}
	if diff := cmp.Diff([]string{texts[0], texts[0], texts[0]}, texts); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if got := decodings.Load(); got != want {
		t.Errorf("decoded %d times, want %d", got, want)
	}
}

// What one topic has decoded is not another's, and faults are everybody's own.
func TestSharedEventOfTwoTopics(t *testing.T) {
	loud := news
	loud.Event = runtime.One("text", (*codec.Writer).String, func(r *codec.Reader) string { return r.String() + "!" })
	picky := news
	picky.Event = runtime.One("number", func(w *codec.Writer, s string) { w.String(s) }, func(r *codec.Reader) string { return fmt.Sprint(r.Int(64)) })
	shared := runtime.NewSharedEvent(event(11, "hello"))
	for _, test := range []struct {
		topic *runtime.Topic[string]
		want  string // "": it is a fault
	}{{&news, "hello"}, {&picky, ""}, {&loud, "hello!"}, {&picky, ""}, {&news, "hello"}} {
		s, p := join(t, runtime.JoinConfig{})
		got := make(chan string, 1)
		subscribed := ask(func() (*runtime.Subscription, error) {
			return runtime.Subscribe(t.Context(), s, test.topic, func(_ context.Context, text string) error {
				got <- text
				return nil
			})
		})
		p.hear()
		p.say(&wamp.Subscribed{Request: 1, Subscription: 11})
		if a := <-subscribed; a.err != nil {
			t.Fatal(a.err)
		}
		p.sink.(runtime.EventSink).ReceiveEvent(shared)
		if test.want != "" {
			if text := <-got; text != test.want {
				t.Errorf("got %q, want %q", text, test.want)
			}
			continue
		}
		for s.Stats().FailedEvents == 0 {
			time.Sleep(time.Millisecond)
		}
		if len(got) > 0 {
			t.Errorf("got %q of an event of another type", <-got)
		}
	}
}

// What an event has brought whose decoding or check panicked is not part of the next one.
func TestEventAfterPanic(t *testing.T) {
	topic := runtime.Topic[listEvent]{URI: news.URI, Event: runtime.Positional("text", runtime.Codec[listEvent]{
		Decode: func(e *listEvent, r *codec.Reader) { e.Texts = append(e.Texts, r.String()) },
		Validate: func(e *listEvent, _ *codec.Validator) {
			if e.Texts[0] == "bad" {
				panic("bad event")
			}
		},
	})}
	s, p := join(t, runtime.JoinConfig{})
	got := make(chan []string, 1)
	subscribed := ask(func() (*runtime.Subscription, error) {
		return runtime.Subscribe(t.Context(), s, &topic, func(_ context.Context, e listEvent) error {
			got <- e.Texts
			return nil
		})
	})
	p.hear()
	p.say(&wamp.Subscribed{Request: 1, Subscription: 11})
	if a := <-subscribed; a.err != nil {
		t.Fatal(a.err)
	}
	p.say(event(11, "bad"))
	p.say(event(11, "good"))
	for s.Stats().FailedEvents == 0 {
		time.Sleep(time.Millisecond)
	}
	select {
	case texts := <-got:
		if diff := cmp.Diff([]string{"good"}, texts); diff != "" {
			t.Errorf("event (-want +got):\n%s", diff)
		}
	case <-time.After(5 * time.Second):
		t.Errorf("no event; %d have failed", s.Stats().FailedEvents)
	}
}

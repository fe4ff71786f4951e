package runtime_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	goruntime "runtime"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// subscribe subscribes to news as the router's subscription id.
func subscribe(t *testing.T, s *runtime.Session, p *peer, id wamp.ID, handler func(context.Context, string) error) *runtime.Subscription {
	t.Helper()
	got := ask(func() (*runtime.Subscription, error) { return runtime.Subscribe(t.Context(), s, &news, handler) })
	request := p.hear().(*wamp.Subscribe).Request
	p.say(&wamp.Subscribed{Request: request, Subscription: id})
	a := <-got
	if a.err != nil {
		t.Fatal(a.err)
	}
	return a.value
}

func event(id wamp.ID, text string) *wamp.Event {
	return &wamp.Event{Subscription: id, Publication: 1, Payload: args(fmt.Sprintf("[%q]", text))}
}

func TestEventsAreHandledInOrder(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := make(chan string, 1000)
	sub := subscribe(t, s, p, 11, func(_ context.Context, text string) error {
		got <- text
		return nil
	})
	if sub.Topic() != news.URI {
		t.Errorf("got topic %q", sub.Topic())
	}
	for i := range cap(got) {
		p.say(event(11, fmt.Sprint(i)))
	}
	for i := range cap(got) {
		if text := <-got; text != fmt.Sprint(i) {
			t.Fatalf("got event %s, want %d", text, i)
		}
	}
}

func TestEventRightAfterSubscribedIsHandled(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := make(chan string, 1)
	subscribed := ask(func() (*runtime.Subscription, error) {
		return runtime.Subscribe(t.Context(), s, &news, func(_ context.Context, text string) error {
			got <- text
			return nil
		})
	})
	p.expect(&wamp.Subscribe{Request: 1, Topic: news.URI})
	p.say(&wamp.Subscribed{Request: 1, Subscription: 11})
	p.say(event(11, "first"))
	if text := <-got; text != "first" {
		t.Errorf("got %q", text)
	}
	if err := (<-subscribed).err; err != nil {
		t.Error(err)
	}
}

func TestEventDetails(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := make(chan runtime.Event, 1)
	handler := func(ctx context.Context, _ runtime.Values) error {
		e, ok := runtime.EventFrom(ctx)
		if !ok {
			t.Error("no event in the context")
		}
		if _, ok := runtime.InvocationFrom(ctx); ok {
			t.Error("an invocation in the context of an event")
		}
		got <- e
		return nil
	}
	subscribed := ask(func() (*runtime.Subscription, error) {
		return s.Subscribe(t.Context(), "a.", wamp.SubscribeOptions{Match: wamp.MatchPrefix, GetRetained: true}, handler)
	})
	p.expect(&wamp.Subscribe{Request: 1, Options: wamp.SubscribeOptions{Match: wamp.MatchPrefix, GetRetained: true}, Topic: "a."})
	p.say(&wamp.Subscribed{Request: 1, Subscription: 11})
	<-subscribed
	p.say(&wamp.Event{Subscription: 11, Publication: 12, Details: wamp.EventDetails{
		Topic: "a.b", Publisher: 13, PublisherAuthID: "joe", PublisherAuthRole: "user", Retained: true,
	}})
	want := runtime.Event{
		Topic: "a.b", Publication: 12, Subscription: 11,
		Publisher: 13, PublisherAuthID: "joe", PublisherAuthRole: "user", Retained: true,
	}
	if diff := cmp.Diff(want, <-got); diff != "" {
		t.Errorf("event (-want +got):\n%s", diff)
	}
	p.say(&wamp.Event{Subscription: 11, Publication: 14})
	if e := <-got; e.Topic != "a." || e.Publication != 14 {
		t.Errorf("got %+v", e)
	}
	if _, ok := runtime.EventFrom(t.Context()); ok {
		t.Error("an event in a context that has none")
	}
}

func TestRawSubscriber(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := make(chan wamp.Payload, 1)
	subscribed := ask(func() (*runtime.Subscription, error) {
		return s.SubscribeRaw(t.Context(), "a.b", wamp.SubscribeOptions{}, func(_ context.Context, payload wamp.Payload) error {
			got <- payload.Clone()
			return nil
		})
	})
	p.hear()
	p.say(&wamp.Subscribed{Request: 1, Subscription: 11})
	<-subscribed
	want := wamp.Payload{Format: wamp.MessagePack, Args: []byte{0x90}, Kwargs: []byte{0x80}}
	p.say(&wamp.Event{Subscription: 11, Payload: want})
	if diff := cmp.Diff(want, <-got); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
}

// logBuffer is a log that tests read.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logBuffer) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

func TestFailingEventHandlers(t *testing.T) {
	tests := []struct {
		name    string
		handler func() error
		event   *wamp.Event
		log     string
		panics  uint64
	}{
		{"error", func() error { return errors.New("oops") }, event(11, "x"), `error=oops`, 0},
		{"panic", func() error { panic("oops") }, event(11, "x"), `panic=oops stack=`, 1},
		{"nil panic", func() error { panic(nil) }, event(11, "x"), `stack=`, 1}, //nolint:govet // what it does is the question
		{"goexit", func() error { goruntime.Goexit(); return nil }, event(11, "x"), `panic=<nil> stack=`, 1},
		{"another type", nil, &wamp.Event{Subscription: 11, Payload: args(`[1]`)}, `error="args[0]: want string, got integer"`, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var log logBuffer
			s, p := join(t, runtime.JoinConfig{Logger: log.logger()})
			handled := make(chan string, 1)
			subscribe(t, s, p, 11, func(_ context.Context, text string) error {
				if text == "good" {
					handled <- text
					return nil
				}
				return tt.handler()
			})
			p.say(tt.event)
			p.say(event(11, "good"))
			<-handled // the subscription and the order survive
			if got := s.Stats(); got.FailedEvents != 1 || got.Panics != tt.panics || got.Events != 2 {
				t.Errorf("got stats %+v", got)
			}
			if got := log.String(); !strings.Contains(got, tt.log) || !strings.Contains(got, "topic=com.example.news") || strings.Count(got, "\n") != 1 {
				t.Errorf("got log %s, want one line with %s", got, tt.log)
			}
		})
	}
}

func TestHandlersOfOneTopicShareSubscription(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	got := make(chan string, 10)
	handler := func(name string) func(context.Context, string) error {
		return func(_ context.Context, text string) error { got <- name + " " + text; return nil }
	}
	first := subscribe(t, s, p, 11, handler("first"))
	second := subscribe(t, s, p, 11, handler("second"))
	p.say(event(11, "a"))
	if a, b := <-got, <-got; a != "first a" || b != "second a" {
		t.Errorf("got %q, %q", a, b)
	}
	if err := first.Unsubscribe(t.Context()); err != nil { // no message: the second needs it
		t.Error(err)
	}
	p.say(event(11, "b"))
	if a := <-got; a != "second b" {
		t.Errorf("got %q", a)
	}
	p.silent()
	done := ask(func() (any, error) { return nil, second.Unsubscribe(t.Context()) })
	p.expect(&wamp.Unsubscribe{Request: 3, Subscription: 11})
	p.say(event(11, "c"))
	p.say(&wamp.Unsubscribed{Request: 3})
	if err := (<-done).err; err != nil {
		t.Error(err)
	}
	if err := second.Unsubscribe(t.Context()); err != nil {
		t.Errorf("second Unsubscribe: %v", err)
	}
	p.silent()
	select {
	case a := <-got:
		t.Errorf("got %q after Unsubscribe", a)
	default:
	}
	// The topic can be subscribed to again.
	subscribe(t, s, p, 11, handler("third"))
	p.say(event(11, "d"))
	if a := <-got; a != "third d" {
		t.Errorf("got %q", a)
	}
}

func TestUnsubscribeWhileAnotherSubscribes(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	ignore := func(context.Context, string) error { return nil }
	first := subscribe(t, s, p, 11, ignore)
	second := ask(func() (*runtime.Subscription, error) { return runtime.Subscribe(t.Context(), s, &news, ignore) })
	p.expect(&wamp.Subscribe{Request: 2, Topic: news.URI})
	if err := first.Unsubscribe(t.Context()); err != nil { // the router would end the second's
		t.Fatal(err)
	}
	p.silent()

	// If the second is refused, nobody wants the subscription any more.
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeSubscribe, Request: 2, Error: wamp.ErrNotAuthorized})
	p.expect(&wamp.Unsubscribe{Request: 3, Subscription: 11})
	p.say(&wamp.Unsubscribed{Request: 3})
	if err := (<-second).err; err == nil || err.Error() != "subscribe com.example.news: wamp.error.not_authorized" {
		t.Errorf("got error %v", err)
	}
}

func TestAbandonedSubscribeIsTakenBack(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	ctx, cancel := context.WithCancel(t.Context())
	got := ask(func() (*runtime.Subscription, error) {
		return runtime.Subscribe(ctx, s, &news, func(context.Context, string) error {
			t.Error("the handler was called")
			return nil
		})
	})
	p.hear()
	cancel()
	if err := (<-got).err; !errors.Is(err, context.Canceled) {
		t.Fatalf("got error %v, want context.Canceled", err)
	}
	p.say(&wamp.Subscribed{Request: 1, Subscription: 11})
	p.expect(&wamp.Unsubscribe{Request: 2, Subscription: 11})
	p.say(event(11, "too late"))
	p.say(&wamp.Unsubscribed{Request: 2})
}

func TestUnsubscribeRefused(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	sub := subscribe(t, s, p, 11, func(context.Context, string) error { return nil })
	done := ask(func() (any, error) { return nil, sub.Unsubscribe(t.Context()) })
	p.hear()
	p.say(&wamp.ErrorMessage{RequestType: wamp.TypeUnsubscribe, Request: 2, Error: wamp.ErrNoSuchSubscription})
	if err := (<-done).err; err == nil || err.Error() != "unsubscribe com.example.news: wamp.error.no_such_subscription" {
		t.Errorf("got error %v", err)
	}
}

func TestEventsThatWaitAreTheBacklog(t *testing.T) {
	s, p := join(t, runtime.JoinConfig{})
	block := make(chan struct{})
	subscribe(t, s, p, 11, func(context.Context, string) error { <-block; return nil })
	first := p.say(event(11, strings.Repeat("x", 1000)))
	second := p.say(event(11, strings.Repeat("x", 1000)))
	if first < 1000 || second < 2000 || second > 3000 {
		t.Errorf("got backlogs %d and %d for events of 1000 bytes", first, second)
	}
	drained := p.sink.Drained(0)
	select {
	case <-drained:
		t.Error("drained while events wait")
	default:
	}
	select {
	case <-p.sink.Drained(second):
	default:
		t.Error("not drained to what waits")
	}
	close(block)
	<-drained
	if got := p.say(&wamp.Interrupt{Request: 1}); got != 0 {
		t.Errorf("got backlog %d after all events", got)
	}
}

func TestEndOfSessionDrainsBacklog(t *testing.T) {
	var log logBuffer
	s, p := join(t, runtime.JoinConfig{Logger: log.logger()})
	started := make(chan struct{})
	subscribe(t, s, p, 11, func(ctx context.Context, _ string) error {
		close(started)
		<-ctx.Done()
		return nil
	})
	p.say(event(11, "a"))
	p.say(event(11, "b"))
	<-started
	drained := p.sink.Drained(0)
	p.sink.Closed(nil)
	<-drained
	<-p.sink.Drained(0)
	if err := s.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(log.String(), "events=1") {
		t.Errorf("got log %s, want that one event was dropped", log.String())
	}
}

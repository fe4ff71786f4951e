package runtime_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Sessions that share an event do not share what their handlers may change.
func TestSharedEvent(t *testing.T) {
	first, p := join(t, runtime.JoinConfig{})
	second, q := join(t, runtime.JoinConfig{})
	spoiled := make(chan string, 1)
	raw := ask(func() (*runtime.Subscription, error) {
		return first.SubscribeRaw(t.Context(), news.URI, wamp.SubscribeOptions{}, func(_ context.Context, b wamp.Payload) error {
			spoiled <- string(b.Args)
			clear(b.Args)
			return nil
		})
	})
	p.hear()
	p.say(&wamp.Subscribed{Request: 1, Subscription: 11})
	if err := (<-raw).err; err != nil {
		t.Fatal(err)
	}
	type delivery struct {
		Text  string
		Event runtime.Event
	}
	deliveries := make(chan delivery, 1)
	subscribe(t, second, q, 11, func(ctx context.Context, text string) error {
		event, _ := runtime.EventFrom(ctx)
		deliveries <- delivery{text, event}
		return nil
	})

	m := event(11, "hello")
	m.Publication, m.Details.Publisher = 21, 31
	shared := runtime.NewSharedEvent(m)
	clear(m.Args) // was only borrowed
	for range 3 {
		p.sink.(runtime.EventSink).ReceiveEvent(shared)
		if got := <-spoiled; got != `["hello"]` {
			t.Errorf("got payload %q", got)
		}
		q.sink.(runtime.EventSink).ReceiveEvent(shared)
		want := delivery{"hello", runtime.Event{Topic: news.URI, Publication: 21, Subscription: 11, Publisher: 31}}
		if diff := cmp.Diff(want, <-deliveries); diff != "" {
			t.Errorf("event (-want +got):\n%s", diff)
		}
	}

	// The handler holds the second, and with it the third.
	backlog := 0
	for range 3 {
		backlog = p.sink.(runtime.EventSink).ReceiveEvent(shared)
	}
	if backlog < len(`["hello"]`) {
		t.Errorf("got backlog %d, want the event that waits in it", backlog)
	}
	for range 3 {
		<-spoiled
	}
}

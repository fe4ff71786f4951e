package golden_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/topics"
)

// listener notes the events that it gets.
type listener struct {
	topics.ListenerStub
	events chan string
}

func (l *listener) note(format string, args ...any) error {
	l.events <- fmt.Sprintf(format, args...)
	return nil
}

func (l *listener) OnNothing(context.Context) error             { return l.note("nothing") }
func (l *listener) OnOne(_ context.Context, text string) error  { return l.note("one %s", text) }
func (l *listener) OnKept(_ context.Context, text string) error { return l.note("kept %s", text) }
func (l *listener) OnOld(context.Context) error                 { return l.note("old") }
func (l *listener) OnMany(_ context.Context, event topics.EventsManyEvent) error {
	return l.note("many %+v", event)
}
func (l *listener) OnNamed(_ context.Context, event topics.EventsNamedEvent) error {
	return l.note("named %+v", event)
}
func (l *listener) OnBoth(_ context.Context, event topics.EventsBothEvent) error {
	return l.note("both %d %d", *event.A, *event.B)
}
func (l *listener) OnList(_ context.Context, items []topics.Device) error {
	return l.note("list %+v", items)
}

// TestTopics publishes by a component and subscribes by another one, and without any.
func TestTopics(t *testing.T) {
	connect := newRealm(t)
	events, plain := make(chan string, 10), make(chan string, 10)
	start(t, connect, topics.ListenerClass(func(stub topics.ListenerStub) (*listener, error) {
		return &listener{stub, events}, nil
	}), "")
	var speaker *topics.Speaker
	start(t, connect, topics.SpeakerClass(func(stub topics.SpeakerStub) (s *topics.Speaker, err error) {
		speaker, err = topics.NewSpeaker(stub)
		return speaker, err
	}), "")
	ctx := t.Context()
	if _, err := topics.SubscribeEventsNothing(ctx, join(t, connect), func(context.Context) error {
		plain <- "nothing"
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := topics.SubscribeEventsMany(ctx, join(t, connect), func(_ context.Context, event topics.EventsManyEvent) error {
		plain <- event.B
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	devices := []topics.Device{{ID: "a"}, {ID: "b"}}
	for _, err := range []error{
		speaker.PublishNothing(ctx),
		speaker.PublishOne(ctx, "text"),
		speaker.PublishMany(ctx, topics.EventsManyEvent{A: 1, B: "b"}),
		speaker.PublishNamed(ctx, topics.EventsNamedEvent{Device: devices[0]}),
		speaker.PublishBoth(ctx, topics.EventsBothEvent{A: new(int64(1)), B: new(int64(2))}),
		speaker.PublishList(ctx, devices),
		topics.NewEventsPublisher(join(t, connect)).PublishKept(ctx, "text"),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	want := []string{"nothing", "one text", "many {A:1 B:b}", "named {Device:{ID:a}}", "both 1 2", "list [{ID:a} {ID:b}]", "kept text"}
	var got []string
	for range want {
		got = append(got, <-events)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("events differ (-want +got)\n%s", diff)
	}
	others := []string{<-plain, <-plain}
	slices.Sort(others)
	if diff := cmp.Diff([]string{"b", "nothing"}, others); diff != "" {
		t.Errorf("events of functions differ (-want +got)\n%s", diff)
	}
}

package broker

import (
	"fmt"
	"sync"
	"testing"

	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Section "Publish & Subscribe Ordering": between a publisher and a subscriber the
// events keep their order, whatever their topics and whoever else publishes.
func TestOrderOfEvents(t *testing.T) {
	const publishers, events = 4, 300
	b := newBroker(t)
	s := join(t, b, 100)
	s.subscribe("com.a", wamp.SubscribeOptions{})
	s.subscribe("com.", wamp.SubscribeOptions{Match: wamp.MatchPrefix})
	var running sync.WaitGroup
	for i := range wamp.ID(publishers) {
		publisher := join(t, b, i+1)
		running.Go(func() {
			for n := range events {
				publisher.publish([]wamp.URI{"com.a", "com.b"}[n%2], wamp.PublishOptions{DiscloseMe: true}, fmt.Sprintf(`[%d]`, n))
			}
		})
	}
	running.Wait()
	last := map[string]int{}
	for _, m := range s.peer.Take() {
		e := m.(*wamp.Event)
		var n int
		if _, err := fmt.Sscanf(string(e.Args), "[%d]", &n); err != nil {
			t.Fatal(err)
		}
		from := fmt.Sprint(e.Details.Publisher, " to ", e.Subscription)
		if before, ok := last[from]; ok && n <= before {
			t.Fatalf("from %s: %d after %d", from, n, before)
		}
		last[from] = n
	}
	if len(last) != 2*publishers {
		t.Errorf("events came on %d ways, want %d", len(last), 2*publishers)
	}
}

// SUBSCRIBED comes before the first EVENT of a subscription (section "Publish &
// Subscribe Ordering").
func TestEventsAfterSubscribed(t *testing.T) {
	b := newBroker(t)
	s, publisher := join(t, b, 1), join(t, b, 2)
	var wait func()
	s.peer.OnSend = func(m wamp.Message) {
		if m.Type() == wamp.TypeSubscribed {
			wait = peertest.Meanwhile(func() { publisher.publish(topic, wamp.PublishOptions{}, `[]`) })
		}
	}
	if err := s.Subscribe(&wamp.Subscribe{Request: 1, Topic: topic}, nil); err != nil {
		t.Fatal(err)
	}
	wait()
	s.want(
		&wamp.Subscribed{Request: 1, Subscription: 1},
		&wamp.Event{Subscription: 1, Publication: 1001, Payload: jsonArgs(`[]`)},
	)
}

// UNSUBSCRIBED comes after the last EVENT: clients end the session for an EVENT of
// a subscription they do not have.
func TestEventsBeforeUnsubscribed(t *testing.T) {
	b := newBroker(t)
	s, publisher := join(t, b, 1), join(t, b, 2)
	id := s.subscribe(topic, wamp.SubscribeOptions{})
	var wait func()
	s.peer.OnSend = func(m wamp.Message) {
		if m.Type() == wamp.TypeEvent {
			wait = peertest.Meanwhile(func() {
				if err := s.Unsubscribe(&wamp.Unsubscribe{Request: 2, Subscription: id}, nil); err != nil {
					t.Error(err)
				}
			})
		}
	}
	publisher.publish(topic, wamp.PublishOptions{}, `[]`)
	wait()
	s.want(
		&wamp.Event{Subscription: id, Publication: 1001, Payload: jsonArgs(`[]`)},
		&wamp.Unsubscribed{Request: 2},
	)
}

// Sessions that leave in the middle of publishing get nothing afterwards, and
// those that stay miss nothing.
func TestLeaveDuringPublish(t *testing.T) {
	const events = 500
	b := newBroker(t)
	stays := join(t, b, 1)
	stays.subscribe(topic, wamp.SubscribeOptions{})
	publisher := join(t, b, 2)
	var running sync.WaitGroup
	running.Go(func() {
		for range events {
			publisher.publish(topic, wamp.PublishOptions{}, `[]`)
		}
	})
	for i := range wamp.ID(20) {
		s := join(t, b, i+10)
		running.Go(func() {
			if err := s.Subscribe(&wamp.Subscribe{Request: 1, Topic: topic}, nil); err != nil {
				t.Error(err)
			}
			s.Leave(nil)
			got := len(s.peer.Take())
			publisher.Publish(&wamp.Publish{Topic: topic}, false, nil, nil)
			if len(s.peer.Take()) > 0 {
				t.Errorf("an event after %d others and leaving", got)
			}
		})
	}
	running.Wait()
	if got := len(stays.peer.Take()); got != events+20 {
		t.Errorf("the session that stays got %d events, want %d", got, events+20)
	}
}

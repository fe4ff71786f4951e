package broker

import (
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Section "SUBSCRIBED": the ID may be assigned to the topic, so that all its
// subscribers have it.
func TestSubscribersOfATopicShareItsSubscription(t *testing.T) {
	b := newBroker(t)
	first, second := join(t, b, 1), join(t, b, 2)
	id := first.subscribe(topic, wamp.SubscribeOptions{})
	if got := second.subscribe(topic, wamp.SubscribeOptions{}); got != id {
		t.Errorf("subscriptions %d and %d of one topic", id, got)
	}
	for _, match := range []wamp.Match{wamp.MatchPrefix, wamp.MatchWildcard} {
		if got := second.subscribe(topic, wamp.SubscribeOptions{Match: match}); got == id {
			t.Errorf("the %v subscription has the ID of the exact one", match)
		}
	}
}

// Section "SUBSCRIBED": a second SUBSCRIBE for the same topic is answered with the
// existing ID. Events come once.
func TestSubscribeAgain(t *testing.T) {
	b := newBroker(t)
	s, publisher := join(t, b, 1), join(t, b, 2)
	id := s.subscribe(topic, wamp.SubscribeOptions{})
	if again := s.subscribe(topic, wamp.SubscribeOptions{}); again != id {
		t.Errorf("subscriptions %d and %d", id, again)
	}
	publisher.publish(topic, wamp.PublishOptions{}, `[1]`)
	s.want(&wamp.Event{Subscription: id, Publication: 1001, Payload: jsonArgs(`[1]`)})
	if err := s.Unsubscribe(&wamp.Unsubscribe{Request: 3, Subscription: id}, nil); err != nil {
		t.Error(err)
	}
	if b.index.Len() != 0 {
		t.Error("the subscription has not ended with its only subscriber")
	}
}

// Section "UNSUBSCRIBE", "UNSUBSCRIBED" and "Unsubscribe ERROR".
func TestUnsubscribe(t *testing.T) {
	b := newBroker(t)
	s, other, publisher := join(t, b, 1), join(t, b, 2), join(t, b, 3)
	id := s.subscribe(topic, wamp.SubscribeOptions{})
	other.subscribe(topic, wamp.SubscribeOptions{})
	foreign := other.subscribe("com.myapp.other", wamp.SubscribeOptions{})

	wantError(t, s.Unsubscribe(&wamp.Unsubscribe{Request: 2, Subscription: foreign}, nil), wamp.ErrNoSuchSubscription)
	wantError(t, s.Unsubscribe(&wamp.Unsubscribe{Request: 3, Subscription: 4711}, nil), wamp.ErrNoSuchSubscription)
	if err := s.Unsubscribe(&wamp.Unsubscribe{Request: 4, Subscription: id}, nil); err != nil {
		t.Error(err)
	}
	s.want(&wamp.Unsubscribed{Request: 4})
	wantError(t, s.Unsubscribe(&wamp.Unsubscribe{Request: 5, Subscription: id}, nil), wamp.ErrNoSuchSubscription)

	publisher.publish(topic, wamp.PublishOptions{}, `[]`)
	s.want()
	other.want(&wamp.Event{Subscription: id, Publication: 1001, Payload: jsonArgs(`[]`)})
}

func TestSubscriptionsPerSession(t *testing.T) {
	b := newBroker(t, func(cfg *Config) { cfg.SubscriptionsPerSession = 2 })
	s := join(t, b, 1)
	s.subscribe("a", wamp.SubscribeOptions{})
	id := s.subscribe("b", wamp.SubscribeOptions{})
	s.subscribe("b", wamp.SubscribeOptions{}) // is one it has
	wantError(t, s.Subscribe(&wamp.Subscribe{Request: 4, Topic: "c"}, nil), wamp.ErrUnavailable)
	if err := s.Unsubscribe(&wamp.Unsubscribe{Request: 5, Subscription: id}, nil); err != nil {
		t.Error(err)
	}
	s.subscribe("c", wamp.SubscribeOptions{})
	if n := b.index.Len(); n != 2 {
		t.Errorf("the broker has %d subscriptions, want 2", n)
	}
}

func TestLeave(t *testing.T) {
	b := newBroker(t)
	s, publisher := join(t, b, 1), join(t, b, 2)
	s.subscribe(topic, wamp.SubscribeOptions{})
	s.subscribe("com.", wamp.SubscribeOptions{Match: wamp.MatchPrefix})
	s.Leave(nil)
	s.Leave(nil)
	publisher.publish(topic, wamp.PublishOptions{}, `[]`)
	s.want()
	if err := s.Subscribe(&wamp.Subscribe{Request: 3, Topic: topic}, nil); err != nil {
		t.Error(err)
	}
	s.want()
	if n := b.index.Len(); n != 0 {
		t.Errorf("%d subscriptions are left behind", n)
	}
}

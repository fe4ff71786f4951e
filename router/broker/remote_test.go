package broker

import (
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// link is a Remote that hands everything to the broker of one other node.
type link struct {
	ready chan struct{} // nil: at once
	mu    sync.Mutex
	calls []interest
	other *Broker
}

type interest struct {
	Pattern urimatch.Pattern
	On      bool
}

func (l *link) Interest(p urimatch.Pattern, on bool) <-chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, interest{p, on})
	return l.ready
}

func (l *link) Publish(p *Publication) { l.other.Deliver(p, nil) }

func TestTwoNodes(t *testing.T) {
	there := newBroker(t)
	l := &link{other: there}
	here := newBroker(t, func(cfg *Config) { cfg.Remote = l })
	local, far, publisher := join(t, here, 1), join(t, there, 2), join(t, here, 3)
	id := local.subscribe(topic, wamp.SubscribeOptions{})
	farID := far.subscribe(topic, wamp.SubscribeOptions{})
	publisher.publish(topic, wamp.PublishOptions{Filter: &wamp.Filter{Eligible: []wamp.ID{2}}}, `[1]`)
	publisher.publish(topic, wamp.PublishOptions{DiscloseMe: true}, `[2]`)
	disclosed := wamp.EventDetails{Publisher: 3, PublisherAuthID: "user3", PublisherAuthRole: "user"}
	local.want(&wamp.Event{Subscription: id, Publication: 1002, Details: disclosed, Payload: jsonArgs(`[2]`)})
	far.want(
		&wamp.Event{Subscription: farID, Publication: 1001, Payload: jsonArgs(`[1]`)},
		&wamp.Event{Subscription: farID, Publication: 1002, Details: disclosed, Payload: jsonArgs(`[2]`)},
	)
	local.Leave(nil)
	p := urimatch.Exact(topic)
	if diff := cmp.Diff([]interest{{p, true}, {p, false}}, l.calls); diff != "" {
		t.Errorf("interest (-want +got):\n%s", diff)
	}
}

// SUBSCRIBED waits for the other nodes; the session's other messages do not.
func TestSubscribedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &link{ready: make(chan struct{}), other: newBroker(t)}
		b := newBroker(t, func(cfg *Config) { cfg.Remote = l })
		s, leaver := join(t, b, 1), join(t, b, 2)
		for request := range wamp.ID(2) {
			if err := s.Subscribe(&wamp.Subscribe{Request: request + 1, Topic: topic}, nil); err != nil {
				t.Fatal(err)
			}
		}
		if err := leaver.Subscribe(&wamp.Subscribe{Request: 1, Topic: topic}, nil); err != nil {
			t.Fatal(err)
		}
		s.publish("com.other", wamp.PublishOptions{Acknowledge: true}, `[]`)
		s.want(&wamp.Published{Request: 1, Publication: 1001})
		leaver.Leave(nil)
		synctest.Wait()
		close(l.ready)
		synctest.Wait()
		leaver.want()
		got := s.peer.Take()
		slices.SortFunc(got, func(a, b wamp.Message) int {
			return int(a.(*wamp.Subscribed).Request) - int(b.(*wamp.Subscribed).Request)
		})
		want := []wamp.Message{&wamp.Subscribed{Request: 1, Subscription: 1}, &wamp.Subscribed{Request: 2, Subscription: 1}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("messages (-want +got):\n%s", diff)
		}
		join(t, b, 3).publish(topic, wamp.PublishOptions{}, `[]`)
		s.want(&wamp.Event{Subscription: 1, Publication: 1002, Payload: jsonArgs(`[]`)})
		s.Leave(nil)
		if n := b.index.Len(); n != 0 {
			t.Errorf("%d subscriptions are left behind", n)
		}
	})
}

func TestCloseWhileSubscribing(t *testing.T) {
	l := &link{ready: make(chan struct{}), other: newBroker(t)}
	b := newBroker(t, func(cfg *Config) { cfg.Remote = l })
	s := join(t, b, 1)
	if err := s.Subscribe(&wamp.Subscribe{Request: 1, Topic: topic}, nil); err != nil {
		t.Fatal(err)
	}
	b.Close()
	s.want()
	if err := s.Subscribe(&wamp.Subscribe{Request: 2, Topic: "com.other"}, nil); err != nil {
		t.Fatal(err)
	}
	b.Close()
}

package history

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// ids numbers publications from 1; the subscription of a pattern is the length of
// its URI.
type ids struct{ last wamp.ID }

func (i *ids) Publication() wamp.ID {
	i.last++
	return i.last
}

func (*ids) Subscription(p urimatch.Pattern) wamp.ID { return wamp.ID(len(p.URI)) }

func newBroker(t *testing.T, store broker.Store) *broker.Broker {
	b := broker.New(broker.Config{
		IDs:                     &ids{},
		Store:                   store,
		SubscriptionsPerSession: 100,
		Logger:                  slog.New(slog.DiscardHandler),
	})
	t.Cleanup(b.Close)
	return b
}

// publish publishes args to a topic with retain, as session 1.
func publish(s *broker.Session, topic wamp.URI, args string, filter *wamp.Filter) {
	payload := []byte(args)
	s.Publish(&wamp.Publish{
		Topic:   topic,
		Options: wamp.PublishOptions{Retain: true, Filter: filter},
		Payload: wamp.Payload{Format: wamp.JSON, Args: payload},
	}, false, nil, nil)
	copy(payload, "overwritten: it was borrowed")
}

// retained subscribes a new session with get_retained and returns "topic args" of
// the events that come with it.
func retained(t *testing.T, b *broker.Broker, session wamp.ID, topic wamp.URI, match wamp.Match) []string {
	t.Helper()
	p := peertest.New(session)
	s := b.Attach(p, nil)
	defer s.Leave(nil)
	options := wamp.SubscribeOptions{Match: match, GetRetained: true}
	if err := s.Subscribe(&wamp.Subscribe{Request: 1, Topic: topic, Options: options}, nil); err != nil {
		t.Fatal(err)
	}
	got := p.Take()
	if _, ok := got[0].(*wamp.Subscribed); !ok {
		t.Fatalf("got %s, want SUBSCRIBED first", got[0].Type())
	}
	var events []string
	for _, m := range got[1:] {
		e := m.(*wamp.Event)
		if !e.Details.Retained || e.Subscription != wamp.ID(len(topic)) {
			t.Errorf("event %+v: want one with retained of the subscription %d", e, len(topic))
		}
		events = append(events, fmt.Sprintf("%d %s%s", e.Publication, e.Details.Topic, e.Args))
	}
	return events
}

// Section "Event Retention": the most recent event that the subscriber would have
// received, with the ID it was published with.
func TestRetained(t *testing.T) {
	b := newBroker(t, NewMemory(1<<20, nil))
	publisher := b.Attach(peertest.New(1), nil)
	only := func(session wamp.ID) *wamp.Filter { return &wamp.Filter{Eligible: []wamp.ID{session}} }
	publish(publisher, "com.a", `[1]`, nil)
	publish(publisher, "com.a", `[2]`, nil)
	publish(publisher, "com.b", `[3]`, only(7))
	publish(publisher, "com.c", `[4]`, nil)
	publish(publisher, "com.c", `[5]`, only(7))
	publish(publisher, "com.c", `[6]`, &wamp.Filter{ExcludeAuthID: []string{"user7"}})

	for _, test := range []struct {
		name    string
		session wamp.ID
		topic   wamp.URI
		match   wamp.Match
		want    []string
	}{
		{"the last one", 8, "com.a", wamp.MatchExact, []string{"2 [2]"}},
		{"not eligible", 8, "com.b", wamp.MatchExact, nil},
		{"eligible", 7, "com.b", wamp.MatchExact, []string{"3 [3]"}},
		{"the last for others is not for it", 7, "com.c", wamp.MatchExact, []string{"5 [5]"}},
		{"neither of the last two", 8, "com.c", wamp.MatchExact, []string{"6 [6]"}},
		{"not received by its publisher", 1, "com.a", wamp.MatchExact, nil},
		{"a topic without", 8, "com.d", wamp.MatchExact, nil},
		{"prefix", 8, "com.", wamp.MatchPrefix, []string{"2 com.a[2]", "6 com.c[6]"}},
		{"wildcard", 7, ".c", wamp.MatchWildcard, []string{"5 com.c[5]"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := retained(t, b, test.session, test.topic, test.match)
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("retained events (-want +got):\n%s", diff)
			}
		})
	}
}

// Without get_retained none comes, and without retain none is kept.
func TestRetainedOnlyIfAskedFor(t *testing.T) {
	b := newBroker(t, NewMemory(1<<20, nil))
	publisher := b.Attach(peertest.New(1), nil)
	publisher.Publish(&wamp.Publish{Topic: "com.a"}, false, nil, nil)
	if got := retained(t, b, 2, "com.a", wamp.MatchExact); got != nil {
		t.Errorf("events %v were kept", got)
	}
	publish(publisher, "com.a", `[]`, nil)
	p := peertest.New(3)
	s := b.Attach(p, nil)
	if err := s.Subscribe(&wamp.Subscribe{Request: 1, Topic: "com.a"}, nil); err != nil {
		t.Fatal(err)
	}
	want := []wamp.Message{&wamp.Subscribed{Request: 1, Subscription: 5}}
	if diff := cmp.Diff(want, p.Take()); diff != "" {
		t.Errorf("messages (-want +got):\n%s", diff)
	}
}

// all returns the publications that a store has for a pattern.
func all(m *Memory, p urimatch.Pattern) (ids []wamp.ID) {
	for event, err := range m.Retained(context.Background(), p) {
		if err != nil {
			panic(err)
		}
		ids = append(ids, event.ID)
	}
	return ids
}

var everything = urimatch.Pattern{Match: wamp.MatchPrefix}

func set(t *testing.T, m *Memory, p *broker.Publication) {
	t.Helper()
	if _, err := m.Keep(context.Background(), &broker.Record{Publication: p}, nil, true); err != nil {
		t.Fatal(err)
	}
}

// A topic keeps one event for all and a few others.
func TestEventsOfOneTopicAreFew(t *testing.T) {
	m := NewMemory(1<<20, nil)
	set(t, m, &broker.Publication{ID: 1, Topic: "a"})
	for id := range wamp.ID(20) {
		set(t, m, &broker.Publication{ID: 100 + id, Topic: "a", Filter: &wamp.Filter{}})
	}
	if diff := cmp.Diff([]wamp.ID{119, 118, 117, 116, 115, 114, 113, 112, 1}, all(m, everything)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	set(t, m, &broker.Publication{ID: 2, Topic: "a"})
	if diff := cmp.Diff([]wamp.ID{2}, all(m, everything)); diff != "" {
		t.Errorf("kept after one for all (-want +got):\n%s", diff)
	}
}

// The topic set longest ago goes first.
func TestMemoryIsBounded(t *testing.T) {
	event := func(id wamp.ID, topic wamp.URI) *broker.Publication {
		return &broker.Publication{ID: id, Topic: topic, Payload: wamp.Payload{Args: make([]byte, 1000)}}
	}
	m := NewMemory(3*(overhead+1+1000), nil)
	set(t, m, event(1, "a"))
	set(t, m, event(2, "b"))
	set(t, m, event(3, "c"))
	set(t, m, event(4, "a"))
	set(t, m, event(5, "d"))
	if diff := cmp.Diff([]wamp.ID{4, 3, 5}, all(m, everything)); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	large := event(6, "e")
	large.Payload.Args = make([]byte, 1<<20)
	set(t, m, large)
	if diff := cmp.Diff([]wamp.ID{4, 3, 5}, all(m, everything)); diff != "" {
		t.Errorf("kept after an event larger than the store (-want +got):\n%s", diff)
	}
}

// Whatever is set, the account of bytes is that of what is kept.
func TestMemoryAccount(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	m := NewMemory(20_000, nil)
	for id := range wamp.ID(2000) {
		p := &broker.Publication{ID: id, Topic: wamp.URI(fmt.Sprint(r.IntN(30))), Payload: wamp.Payload{Kwargs: make([]byte, r.IntN(500))}}
		if r.IntN(2) == 0 {
			p.Filter = &wamp.Filter{Exclude: []wamp.ID{1}, EligibleAuthRole: []string{"user"}}
		}
		set(t, m, p)
		sum := 0
		for element := m.order.Front(); element != nil; element = element.Next() {
			sum += element.Value.(*topic).size()
		}
		if sum != m.bytes || sum > m.limit || m.order.Len() != len(m.topics) {
			t.Fatalf("after %d: %d bytes counted, %d kept, in %d of %d topics", id, m.bytes, sum, m.order.Len(), len(m.topics))
		}
	}
	if got := all(m, urimatch.Exact("7")); !slices.IsSortedFunc(got, func(a, b wamp.ID) int { return int(b) - int(a) }) {
		t.Errorf("events of a topic %v: want the most recent first", got)
	}
}

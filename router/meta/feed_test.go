package meta

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
)

// Sessions come to and go from a few topics at once. The watcher hears of each
// subscription what could have happened in that order: on_create, then on_subscribe
// and on_unsubscribe of sessions that were not or were subscribed, on_delete with
// the last.
func TestSubscriptionEventsKeepTheirOrder(t *testing.T) {
	ids := &patternIDs{ids: map[urimatch.Pattern]wamp.ID{}}
	b := broker.New(broker.Config{IDs: ids, SubscriptionsPerSession: 10, Logger: slog.New(slog.DiscardHandler)})
	defer b.Close()
	New(Config{Census: &village{}, Broker: b, Dealer: dealer.New(dealer.Config{Directory: dealer.NewLocalDirectory(ids)}), IDs: ids})
	watching := peertest.New(1)
	watcher := b.Attach(watching, nil)
	if err := watcher.Subscribe(&wamp.Subscribe{Request: 1, Topic: "wamp.subscription.", Options: wamp.SubscribeOptions{Match: wamp.MatchPrefix}}, nil); err != nil {
		t.Fatal(err)
	}
	var sessions sync.WaitGroup
	for id := wamp.ID(2); id < 12; id++ {
		sessions.Go(func() {
			r := rand.New(rand.NewPCG(uint64(id), 1))
			for range 50 {
				come(t, b, id, r)
			}
		})
	}
	sessions.Wait()

	subscribers := map[wamp.ID]map[wamp.ID]bool{}
	events := 0
	for _, m := range watching.Take() {
		e, ok := m.(*wamp.Event)
		if !ok {
			continue
		}
		events++
		if fault := follow(subscribers, e); fault != "" {
			t.Fatalf("event %d, %s: %s", events, e.Details.Topic, fault)
		}
	}
	if len(subscribers) != 0 {
		t.Errorf("%d subscriptions are left", len(subscribers))
	}
	if events < 2*500 {
		t.Errorf("%d events", events)
	}
}

// come is one session from its start to its end.
func come(t *testing.T, b *broker.Broker, id wamp.ID, r *rand.Rand) {
	s := b.Attach(peertest.New(id), nil)
	for request := wamp.ID(1); request < 4; request++ {
		topic := wamp.URI(fmt.Sprintf("com.topic%d", r.IntN(3)))
		if err := s.Subscribe(&wamp.Subscribe{Request: request, Topic: topic}, nil); err != nil {
			t.Error(err)
		}
	}
	s.Leave(nil)
}

// follow is what an event does to the subscribers by subscription.
func follow(subscribers map[wamp.ID]map[wamp.ID]bool, e *wamp.Event) (fault string) {
	r := codec.NewReader(e.Payload)
	defer r.Free()
	var created metaapi.SubscriptionOnCreateEvent
	var about metaapi.SubscriptionOnSubscribeEvent // like those of the other topics
	if e.Details.Topic == metaapi.SubscriptionOnCreateURI {
		created.DecodeWAMP(r)
	} else {
		about.DecodeWAMP(r)
	}
	if err := r.Err(); err != nil {
		return err.Error()
	}
	of := subscribers[about.Subscription]
	switch topic := e.Details.Topic; {
	case topic == metaapi.SubscriptionOnCreateURI && subscribers[created.Details.ID] != nil:
		return "exists"
	case topic == metaapi.SubscriptionOnCreateURI:
		subscribers[created.Details.ID] = map[wamp.ID]bool{}
	case of == nil:
		return "was not created"
	case topic == metaapi.SubscriptionOnSubscribeURI && of[about.Session]:
		return "is subscribed"
	case topic == metaapi.SubscriptionOnSubscribeURI:
		of[about.Session] = true
	case topic == metaapi.SubscriptionOnUnsubscribeURI && !of[about.Session]:
		return "is not subscribed"
	case topic == metaapi.SubscriptionOnUnsubscribeURI:
		delete(of, about.Session)
	case len(of) > 0:
		return "has subscribers"
	default:
		delete(subscribers, about.Subscription)
	}
	return ""
}

// What nobody has subscribed to costs nothing.
func TestEventsForNobodyAreNotMade(t *testing.T) {
	a := newAPI(t, &village{})
	s := Session{ID: 1, AuthID: "joe", AuthRole: "user", Transport: session.Transport{Type: "websocket"}}
	subscription, registration := broker.Subscription{ID: 5}, dealer.Registration{ID: 6}
	got := testing.AllocsPerRun(100, func() {
		a.Joined(s, nil)
		a.Subscribed(1, subscription, true)
		a.Unsubscribed(1, subscription, true)
		a.Registered(1, registration, true)
		a.Unregistered(1, registration, true)
		a.Left(s, nil)
	})
	if got != 0 || len(a.feed.events) != 0 {
		t.Errorf("%v allocations, %d events", got, len(a.feed.events))
	}
}

// patternIDs gives a pattern the same ID again and again.
type patternIDs struct {
	counted
	mu  sync.Mutex
	ids map[urimatch.Pattern]wamp.ID
}

func (p *patternIDs) Subscription(pattern urimatch.Pattern) wamp.ID {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ids[pattern] == 0 {
		p.ids[pattern] = wamp.ID(len(p.ids) + 1)
	}
	return p.ids[pattern]
}

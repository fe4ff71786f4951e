package meta

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
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
	v, err := codec.DecodeValue(e.Payload.Format, e.Payload.Args)
	if err != nil {
		return err.Error()
	}
	args := v.([]any)
	session := wamp.ID(args[0].(int64))
	if e.Details.Topic == onCreate {
		id := wamp.ID(args[1].(map[string]any)["id"].(int64))
		if subscribers[id] != nil {
			return "exists"
		}
		subscribers[id] = map[wamp.ID]bool{}
		return ""
	}
	id := wamp.ID(args[1].(int64))
	of := subscribers[id]
	switch {
	case of == nil:
		return "was not created"
	case e.Details.Topic == onSubscribe && of[session]:
		return "is subscribed"
	case e.Details.Topic == onSubscribe:
		of[session] = true
	case e.Details.Topic == onUnsubscribe && !of[session]:
		return "is not subscribed"
	case e.Details.Topic == onUnsubscribe:
		delete(of, session)
	case len(of) > 0:
		return "has subscribers"
	default:
		delete(subscribers, id)
	}
	return ""
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

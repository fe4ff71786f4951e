package broker

import (
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Subscription is what a broker tells of a subscription that has subscribers.
type Subscription struct {
	ID      wamp.ID
	Pattern urimatch.Pattern
	Created time.Time // when it got the first of them
}

// Watch makes w the watcher of all subscriptions from now on. It is called before
// the first session attaches.
func (b *Broker) Watch(w Watcher) { b.watcher = w }

// notify lets the watcher tell what it was told.
func (b *Broker) notify(burst *session.Burst) {
	if b.watcher != nil {
		b.watcher.Flush(burst)
	}
}

// Subscriptions returns all subscriptions, in no order.
func (b *Broker) Subscriptions() []Subscription {
	b.mu.Lock()
	subs := make([]*subscription, 0, len(b.ids))
	for _, sub := range b.ids {
		subs = append(subs, sub)
	}
	b.mu.Unlock()
	return existing(subs)
}

// Matching returns the subscriptions whose subscribers get events of the topic.
func (b *Broker) Matching(topic wamp.URI) []Subscription {
	return existing(b.index.AppendMatches(nil, topic))
}

// Lookup returns the subscription of the pattern itself.
func (b *Broker) Lookup(p urimatch.Pattern) (Subscription, bool) {
	sub, ok := b.index.Get(p)
	if !ok {
		return Subscription{}, false
	}
	return sub.existing()
}

// Subscription returns the subscription with the ID.
func (b *Broker) Subscription(id wamp.ID) (Subscription, bool) {
	sub := b.find(id)
	if sub == nil {
		return Subscription{}, false
	}
	return sub.existing()
}

// Subscribers returns the IDs of a subscription's sessions; there are none if
// there is no such subscription.
func (b *Broker) Subscribers(id wamp.ID) (sessions []wamp.ID) {
	sub := b.find(id)
	if sub == nil {
		return nil
	}
	sub.mu.RLock()
	defer sub.mu.RUnlock()
	for _, s := range sub.receivers {
		sessions = append(sessions, s.identity.Session)
	}
	return sessions
}

func (b *Broker) find(id wamp.ID) *subscription {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ids[id]
}

func existing(subs []*subscription) []Subscription {
	found := make([]Subscription, 0, len(subs))
	for _, sub := range subs {
		if s, ok := sub.existing(); ok {
			found = append(found, s)
		}
	}
	return found
}

// existing returns what is told of the subscription, if it has subscribers or its
// events are recorded for those to come.
func (sub *subscription) existing() (Subscription, bool) {
	sub.mu.RLock()
	defer sub.mu.RUnlock()
	return sub.describe(), len(sub.receivers) > 0 || sub.recorded
}

// describe is existing. sub.mu is held.
func (sub *subscription) describe() Subscription {
	return Subscription{ID: sub.id, Pattern: sub.pattern, Created: sub.created}
}

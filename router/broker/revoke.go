package broker

import (
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Revoke removes a session from a subscription, and tells it why if it understands
// that (section "Subscription Revocation"). It reports whether the session was
// subscribed.
func (b *Broker) Revoke(id, subscription wamp.ID, reason string, burst *session.Burst) bool {
	sub := b.find(subscription)
	if sub == nil {
		return false
	}
	s := sub.receiver(id)
	if s == nil || !s.revoke(sub, reason, burst) {
		return false
	}
	b.notify(burst)
	return true
}

// Revoke removes the session from all subscriptions whose pattern is not to be
// kept.
func (s *Session) Revoke(keep func(urimatch.Pattern) bool, reason string, burst *session.Burst) {
	s.mu.Lock()
	var subs []*subscription
	for _, sub := range s.subscriptions {
		subs = append(subs, sub)
	}
	s.mu.Unlock()
	for _, sub := range subs {
		if !keep(sub.pattern) {
			s.revoke(sub, reason, burst)
		}
	}
	s.broker.notify(burst)
}

// revoke reports whether the session was subscribed. No EVENT follows UNSUBSCRIBED.
func (s *Session) revoke(sub *subscription, reason string, burst *session.Burst) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.subscriptions[sub.id] != sub {
		return false
	}
	delete(s.subscriptions, sub.id)
	sub.remove(s)
	s.broker.release(sub)
	if s.revocable {
		s.peer.Send(&wamp.Unsubscribed{Details: wamp.UnsubscribedDetails{Subscription: sub.id, Reason: reason}}, burst)
	}
	return true
}

// receiver returns the subscriber with the ID, or nil.
func (sub *subscription) receiver(id wamp.ID) *Session {
	sub.mu.RLock()
	defer sub.mu.RUnlock()
	for _, s := range sub.receivers {
		if s.identity.Session == id {
			return s
		}
	}
	return nil
}

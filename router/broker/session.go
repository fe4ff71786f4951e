package broker

import (
	"fmt"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Session is what a broker knows of one session: publisher and subscriber. The
// messages of one session may come from several goroutines.
type Session struct {
	broker    *Broker
	peer      session.Peer
	identity  Publisher
	revocable bool // it understands that a subscription is revoked

	mu            sync.Mutex // held through a change of the session's subscriptions
	subscriptions map[wamp.ID]*subscription
	waiting       int // SUBSCRIBEs without an answer
	left          bool
	gone          chan struct{} // closed by Leave; made when something waits
}

// Attach returns the broker's side of a session that joins. HELLO.Details say which
// features it has as a subscriber.
func (b *Broker) Attach(p session.Peer, hello wamp.Dict) *Session {
	principal := p.Principal()
	return &Session{
		broker:    b,
		peer:      p,
		identity:  Publisher{Session: p.ID(), AuthID: principal.AuthID, AuthRole: principal.AuthRole},
		revocable: hello.Announces("subscriber", "subscription_revocation"),
	}
}

// Leave ends all subscriptions of the session. It may be called more than once.
func (s *Session) Leave(burst *session.Burst) {
	s.leave()
	s.broker.notify(burst)
}

func (s *Session) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left {
		return
	}
	s.left = true
	if s.gone != nil {
		close(s.gone)
	}
	for _, sub := range s.subscriptions {
		sub.remove(s)
		s.broker.release(sub)
	}
	s.subscriptions = nil
}

// Subscribe handles SUBSCRIBE. SUBSCRIBED is sent before Subscribe returns, or
// later if other nodes have to know first. The error is a *wamp.Error for ERROR.
func (s *Session) Subscribe(m *wamp.Subscribe, burst *session.Burst) error {
	sub := s.broker.acquire(urimatch.Pattern{URI: m.Topic, Match: m.Options.Match})
	if ok, err := s.reserve(sub); !ok {
		s.broker.release(sub)
		return err
	}
	if !isClosed(sub.ready) {
		s.await(sub, m.Request, m.Options.GetRetained)
		return nil
	}
	s.receive(sub, m.Request, m.Options.GetRetained, burst)
	return nil
}

// reserve counts a SUBSCRIBE against the session's limit until it is answered.
func (s *Session) reserve(sub *subscription) (ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.left:
		return false, nil
	case s.subscriptions[sub.id] == nil && len(s.subscriptions)+s.waiting >= s.broker.cfg.SubscriptionsPerSession:
		s.broker.cfg.Tally.Limited(tally.Subscriptions)
		return false, &wamp.Error{URI: wamp.ErrUnavailable, Message: "the session has too many subscriptions"}
	}
	s.waiting++
	if s.gone == nil && !isClosed(sub.ready) {
		s.gone = make(chan struct{})
	}
	return true, nil
}

// retainedAttempts is how often retained events are read again because others were
// delivered meanwhile. After that those who publish wait while they are read, but
// no longer than heldTimeout: then a subscriber gets them where they come, rather than
// never.
const (
	retainedAttempts = 8
	heldTimeout      = time.Second
)

// receive makes s a receiver of sub, if it is none, and answers the request. It
// takes the caller's use of sub and its reservation over. Retained events come
// directly after SUBSCRIBED, before all that are newer, of which none is missed.
func (s *Session) receive(sub *subscription, request wamp.ID, retained bool, burst *session.Burst) {
	s.welcome(sub, request, retained, burst)
	s.broker.notify(burst)
}

func (s *Session) welcome(sub *subscription, request wamp.ID, retained bool, burst *session.Burst) {
	answer := &wamp.Subscribed{Request: request, Subscription: sub.id}
	if !retained {
		s.join(sub, answer, nil, burst)
		return
	}
	for range retainedAttempts {
		kept := retention{delivered: sub.retained.Load()}
		kept.events, _ = s.retained(sub, storeTimeout)
		if s.join(sub, answer, &kept, burst) {
			return
		}
	}
	if s.join(sub, answer, &retention{held: true}, burst) {
		return
	}
	s.join(sub, answer, nil, burst)
	events, _ := s.retained(sub, storeTimeout)
	sub.deliverRetained(s, events, burst)
}

// join is one attempt of receive. It reports false if what is kept may be out of
// date; else the request is dealt with.
func (s *Session) join(sub *subscription, answer *wamp.Subscribed, kept *retention, burst *session.Burst) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.subscriptions[sub.id] != nil
	gone := s.left || s.broker.ctx.Err() != nil
	if !gone && !sub.add(s, known, answer, kept, burst) {
		return false
	}
	s.waiting--
	if gone || known {
		s.broker.release(sub)
		return true
	}
	if s.subscriptions == nil {
		s.subscriptions = make(map[wamp.ID]*subscription)
	}
	s.subscriptions[sub.id] = sub
	return true
}

// await goes on with a SUBSCRIBE when other nodes know of the subscription,
// beside the session's other messages.
func (s *Session) await(sub *subscription, request wamp.ID, retained bool) {
	b := s.broker
	b.background(func() {
		select {
		case <-sub.ready:
		case <-s.gone: // made by reserve
		case <-b.ctx.Done():
		}
		s.receive(sub, request, retained, nil)
	})
}

// isClosed reports whether there is nothing to wait for.
func isClosed(ready <-chan struct{}) bool {
	if ready == nil {
		return true
	}
	select {
	case <-ready:
		return true
	default:
		return false
	}
}

// Unsubscribe handles UNSUBSCRIBE. The error is a *wamp.Error for ERROR.
func (s *Session) Unsubscribe(m *wamp.Unsubscribe, burst *session.Burst) error {
	err := s.unsubscribe(m, burst)
	s.broker.notify(burst)
	return err
}

func (s *Session) unsubscribe(m *wamp.Unsubscribe, burst *session.Burst) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub := s.subscriptions[m.Subscription]
	if sub == nil {
		return &wamp.Error{URI: wamp.ErrNoSuchSubscription, Message: fmt.Sprintf("the session has no subscription %d", m.Subscription)}
	}
	delete(s.subscriptions, m.Subscription)
	sub.remove(s)
	s.broker.release(sub)
	s.peer.Send(&wamp.Unsubscribed{Request: m.Request}, burst)
	return nil
}

package broker

import (
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Session is what a broker knows of one session: publisher and subscriber. The
// messages of one session may come from several goroutines.
type Session struct {
	broker   *Broker
	peer     session.Peer
	identity Publisher

	mu            sync.Mutex // held through a change of the session's subscriptions
	subscriptions map[wamp.ID]*subscription
	waiting       int // SUBSCRIBEs that wait for other nodes
	left          bool
	gone          chan struct{} // closed by Leave; made when something waits
}

// Attach returns the broker's side of a session that joins.
func (b *Broker) Attach(p session.Peer) *Session {
	principal := p.Principal()
	return &Session{
		broker:   b,
		peer:     p,
		identity: Publisher{Session: p.ID(), AuthID: principal.AuthID, AuthRole: principal.AuthRole},
	}
}

// Leave ends all subscriptions of the session. It may be called more than once.
func (s *Session) Leave() {
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
	sub, err := s.subscribe(m, burst)
	if err != nil {
		return err
	}
	if sub != nil && m.Options.GetRetained {
		s.sendRetained(sub, burst)
	}
	return nil
}

// subscribe is Subscribe without the retained events. The subscription is nil if
// s did not become a receiver, or not yet.
func (s *Session) subscribe(m *wamp.Subscribe, burst *session.Burst) (*subscription, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.left {
		return nil, nil
	}
	sub := s.broker.acquire(urimatch.Pattern{URI: m.Topic, Match: m.Options.Match})
	if s.subscriptions[sub.id] == nil && len(s.subscriptions)+s.waiting >= s.broker.cfg.SubscriptionsPerSession {
		s.broker.release(sub)
		return nil, &wamp.Error{URI: wamp.ErrUnavailable, Message: "the session has too many subscriptions"}
	}
	if !isClosed(sub.ready) {
		s.await(sub, m.Request, m.Options.GetRetained)
		return nil, nil
	}
	s.receive(sub, m.Request, burst)
	return sub, nil
}

// receive makes s a receiver of sub, if it is none, and answers the request. It
// takes the caller's use of sub over. s.mu is held.
func (s *Session) receive(sub *subscription, request wamp.ID, burst *session.Burst) {
	answer := &wamp.Subscribed{Request: request, Subscription: sub.id}
	if s.subscriptions[sub.id] != nil {
		s.broker.release(sub)
		s.peer.Send(answer, burst)
		return
	}
	if s.subscriptions == nil {
		s.subscriptions = make(map[wamp.ID]*subscription)
	}
	s.subscriptions[sub.id] = sub
	sub.add(s, answer, burst)
}

// await goes on with a SUBSCRIBE when other nodes know of the subscription,
// beside the session's other messages. s.mu is held.
func (s *Session) await(sub *subscription, request wamp.ID, retained bool) {
	s.waiting++
	if s.gone == nil {
		s.gone = make(chan struct{})
	}
	gone, b := s.gone, s.broker
	b.background(func() {
		select {
		case <-sub.ready:
		case <-gone:
		case <-b.ctx.Done():
		}
		s.mu.Lock()
		s.waiting--
		ok := !s.left && b.ctx.Err() == nil
		if ok {
			s.receive(sub, request, nil)
		} else {
			b.release(sub)
		}
		s.mu.Unlock()
		if ok && retained {
			s.sendRetained(sub, nil)
		}
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
	s.mu.Lock()
	defer s.mu.Unlock()
	sub := s.subscriptions[m.Subscription]
	if sub == nil {
		return &wamp.Error{URI: wamp.ErrNoSuchSubscription}
	}
	delete(s.subscriptions, m.Subscription)
	sub.remove(s)
	s.broker.release(sub)
	s.peer.Send(&wamp.Unsubscribed{Request: m.Request}, burst)
	return nil
}

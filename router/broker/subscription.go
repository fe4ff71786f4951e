package broker

import (
	"slices"
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// subscription is all subscribers of one pattern.
type subscription struct {
	id      wamp.ID
	pattern urimatch.Pattern
	ready   <-chan struct{} // closed when other nodes know of it; nil: none need to
	users   int             // receivers, and those that wait to be; under Broker.mu

	// mu is held for reading while an event is put into the receivers' outboxes,
	// and for writing while a receiver comes, and is told so, or goes.
	mu        sync.RWMutex
	receivers []*Session
}

// add makes s a receiver, after it was sent m.
func (sub *subscription) add(s *Session, m *wamp.Subscribed, burst *session.Burst) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	sub.receivers = append(sub.receivers, s)
	s.peer.Send(m, burst)
}

// remove ends s's being a receiver: no event is on the way to it any more.
func (sub *subscription) remove(s *Session) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	if i := slices.Index(sub.receivers, s); i >= 0 {
		sub.receivers = slices.Delete(sub.receivers, i, i+1)
	}
}

// deliver sends the publication to all receivers that it admits, as one message.
// It borrows e.
func (sub *subscription) deliver(p *Publication, a *audience, e *wamp.Event, burst *session.Burst) {
	sub.mu.RLock()
	defer sub.mu.RUnlock()
	var shared *session.Shared
	for _, s := range sub.receivers {
		if !a.admits(s) {
			continue
		}
		if shared == nil {
			p.event(e, sub, false)
			if len(sub.receivers) == 1 {
				s.peer.Send(e, burst)
				return
			}
			shared = session.NewShared(e)
		}
		s.peer.SendShared(shared, burst)
	}
	if shared != nil {
		shared.Release()
	}
}

// deliverRetained sends s, if it is still a receiver, retained events.
func (sub *subscription) deliverRetained(s *Session, events []*Publication, burst *session.Burst) {
	sub.mu.RLock()
	defer sub.mu.RUnlock()
	if !slices.Contains(sub.receivers, s) {
		return
	}
	for _, p := range events {
		var e wamp.Event
		p.event(&e, sub, true)
		s.peer.Send(&e, burst)
	}
}

package broker

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

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
	places    map[*Session]int   // of the receivers; nil while they are few
	created   time.Time          // when the first of them came
	recorded  bool               // it is there also without receivers; does not change
	retained  atomic.Uint64      // counts retained events that were delivered
	early     map[early]struct{} // made when there is one
}

// early is a receiver that got a retained event when it subscribed, before the
// event was delivered.
type early struct {
	receiver    *Session
	publication wamp.ID
}

// retention is the retained events for a new receiver, and how many retained
// events had been delivered when they were read; or held: they are still to be read,
// while nothing is delivered.
type retention struct {
	events    []*Publication
	delivered uint64
	held      bool
}

// add makes s a receiver, unless it is one, after it was sent m and what is kept
// for it; nil is nothing. It does nothing and reports false if that may be out of
// date, as an event that was retained meanwhile has been delivered without s, or can not
// be read.
func (sub *subscription) add(s *Session, known bool, m *wamp.Subscribed, kept *retention, burst *session.Burst) bool {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	switch {
	case kept == nil:
	case kept.held:
		var ok bool
		if kept.events, ok = s.retained(sub, heldTimeout); !ok {
			return false
		}
	case sub.retained.Load() != kept.delivered:
		return false
	}
	if !known {
		sub.insert(s)
	}
	s.peer.Send(m, burst)
	if kept != nil {
		sub.sendRetained(s, kept.events, burst)
	}
	return true
}

// sendRetained sends s retained events. mu is held for writing.
func (sub *subscription) sendRetained(s *Session, events []*Publication, burst *session.Burst) {
	for _, p := range events {
		if _, underway := s.broker.underway.Load(p.ID); underway {
			if sub.early == nil {
				sub.early = make(map[early]struct{})
			}
			sub.early[early{s, p.ID}] = struct{}{}
		}
		var e wamp.Event
		p.event(&e, sub, true)
		s.peer.Send(&e, burst)
	}
	s.broker.cfg.Tally.Sent(len(events))
}

// fewReceivers is how many receivers are searched through.
const fewReceivers = 32

// insert puts s among the receivers. mu is held for writing.
func (sub *subscription) insert(s *Session) {
	if len(sub.receivers) == 0 && !sub.recorded {
		sub.created = time.Now()
	}
	sub.receivers = append(sub.receivers, s)
	switch n := len(sub.receivers); {
	case sub.places != nil:
		sub.places[s] = n - 1
	case n > fewReceivers:
		sub.places = make(map[*Session]int, n)
		for i, receiver := range sub.receivers {
			sub.places[receiver] = i
		}
	}
	if w := s.broker.watcher; w != nil {
		w.Subscribed(s.identity.Session, sub.describe(), len(sub.receivers) == 1)
	}
}

// remove ends s's being a receiver: no event is on the way to it any more.
func (sub *subscription) remove(s *Session) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	i, ok := sub.place(s)
	if !ok {
		return
	}
	last := len(sub.receivers) - 1
	moved := sub.receivers[last]
	sub.receivers[i], sub.receivers[last] = moved, nil
	sub.receivers = sub.receivers[:last]
	if sub.places != nil {
		sub.places[moved] = i
		delete(sub.places, s)
	}
	if last == 0 {
		sub.receivers, sub.places = nil, nil
	}
	if w := s.broker.watcher; w != nil {
		w.Unsubscribed(s.identity.Session, sub.describe(), last == 0)
	}
	maps.DeleteFunc(sub.early, func(e early, _ struct{}) bool { return e.receiver == s })
}

// place returns where s is among the receivers. mu is held.
func (sub *subscription) place(s *Session) (i int, ok bool) {
	if sub.places != nil {
		i, ok = sub.places[s]
		return i, ok
	}
	i = slices.Index(sub.receivers, s)
	return i, i >= 0
}

// deliver sends the publication to all receivers that it admits, as one message, and
// returns how many these are. It borrows e.
func (sub *subscription) deliver(p *Publication, a *audience, e *wamp.Event, burst *session.Burst) (sent int) {
	sub.mu.RLock()
	defer sub.mu.RUnlock()
	if p.Retained {
		sub.retained.Add(1)
	}
	var shared *session.Shared
	for _, s := range sub.receivers {
		if !a.admits(s) || p.Retained && sub.hasEarly(s, p) {
			continue
		}
		sent++
		if shared == nil {
			p.event(e, sub, false)
			if len(sub.receivers) == 1 {
				s.peer.Send(e, burst)
				return sent
			}
			shared = session.NewShared(e)
		}
		s.peer.SendShared(shared, burst)
	}
	if shared != nil {
		shared.Release()
	}
	return sent
}

// hasEarly reports whether s got the event before it is delivered.
func (sub *subscription) hasEarly(s *Session, p *Publication) bool {
	_, ok := sub.early[early{s, p.ID}]
	return ok
}

// deliverRetained sends s, if it is still a receiver, retained events.
func (sub *subscription) deliverRetained(s *Session, events []*Publication, burst *session.Burst) {
	sub.mu.Lock()
	defer sub.mu.Unlock()
	if _, ok := sub.place(s); ok {
		sub.sendRetained(s, events, burst)
	}
}

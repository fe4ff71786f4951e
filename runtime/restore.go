package runtime

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// belongings are what a session has at its router.
type belongings struct {
	registrations []*Registration
	subscriptions []*Subscription
}

// loseLocked takes from the session what went with its connection: requests fail,
// what is to be restored becomes s.lost. It returns the contexts of the handlers
// whose callers are out of reach, for the caller to stop without the lock.
func (s *Session) loseLocked(err error) (handlers []*invocationContext) {
	s.failPendingLocked(err)
	s.lastRequest = 0
	for _, i := range s.invocations.All() {
		handlers = append(handlers, i.ctx)
	}
	s.invocations = wamp.IDTable[*invocation]{}
	for _, r := range s.registrations {
		for _, i := range r.waiting {
			s.backlog.remove(i.size())
		}
		r.waiting, r.revoked = nil, false
		if !r.ended.Load() {
			s.lost.registrations = append(s.lost.registrations, r)
		}
	}
	clear(s.registrations)
	for _, subs := range s.subscriptions {
		for _, sub := range subs {
			if !sub.ended.Load() {
				s.lost.subscriptions = append(s.lost.subscriptions, sub)
			}
		}
	}
	clear(s.subscriptions)
	for _, i := range s.interests {
		i.id = 0
	}
	return handlers
}

// keepLost keeps for the next attempt what this one has not restored.
func (s *Session) keepLost(lost belongings) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != disconnected {
		return
	}
	s.lost.registrations = union(s.lost.registrations, lost.registrations)
	s.lost.subscriptions = union(s.lost.subscriptions, lost.subscriptions)
}

// union adds to a list what is not in it.
func union[T any](list, other []*T) []*T {
	has := make(map[*T]bool, len(list))
	for _, x := range list {
		has[x] = true
	}
	for _, x := range other {
		if !has[x] {
			list = append(list, x)
		}
	}
	return list
}

// restore makes registrations and subscriptions again that have not ended meanwhile,
// and returns when each is acknowledged. If one is refused, that is the error.
func (s *Session) restore(ctx context.Context, lost belongings) error {
	slices.SortFunc(lost.registrations, func(a, b *Registration) int { return cmp.Compare(a.procedure, b.procedure) })
	slices.SortFunc(lost.subscriptions, func(a, b *Subscription) int { return cmp.Compare(a.key.topic, b.key.topic) })
	var requests []*request
	var err error
	for _, sub := range lost.subscriptions {
		if err != nil || sub.ended.Load() {
			continue
		}
		r := s.newRequest(wamp.TypeSubscribe)
		r.subscription, r.urgent = sub, true
		if err = s.trySubscribe(ctx, r); err == nil {
			requests = append(requests, r)
		}
	}
	for _, reg := range lost.registrations {
		if err != nil || reg.ended.Load() {
			continue
		}
		r := s.newRequest(wamp.TypeRegister)
		r.registration, r.urgent = reg, true
		m := &wamp.Register{Options: reg.options, Procedure: reg.procedure}
		if err = s.trySend(m, &m.Request, r); err == nil {
			requests = append(requests, r)
		}
	}
	for _, r := range requests {
		if refused := s.awaitRestored(ctx, r); err == nil {
			err = refused
		}
	}
	return err
}

// awaitRestored waits for one answer, and ends again what nobody wants any more.
func (s *Session) awaitRestored(ctx context.Context, r *request) error {
	answered, err := s.await(ctx, r, 0)
	if !answered {
		s.disconnect(ending{err: fmt.Errorf("no answer: %w", err)}, nil)
		<-r.replied // with that, as all others
		err = r.err
	}
	if err == nil {
		err = r.refusal()
	}
	defer s.free(r)
	if reg := r.registration; reg != nil {
		if err != nil {
			return fmt.Errorf("register %s: %w", reg.procedure, err)
		}
		if reg.ended.Load() {
			_ = reg.unregister(ctx) // fails only with the connection
		}
		return nil
	}
	sub := r.subscription
	if sub.ended.Load() {
		s.remove(sub)
	}
	_ = s.unwant(ctx, sub.key) // what trySubscribe wanted; the subscription wants it by itself, if it does
	if err != nil {
		return fmt.Errorf("subscribe %s: %w", sub.key.topic, err)
	}
	return nil
}

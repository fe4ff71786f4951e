package runtime

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Subscription is one handler's subscription. Handlers of one session that
// subscribe to the same topic share a subscription at the router.
type Subscription struct {
	session *Session
	key     interestKey
	options wamp.SubscribeOptions
	id      wamp.ID // set by SUBSCRIBED; guarded by session.mu
	handler eventHandler
	ended   atomic.Bool // no event is handed over any more
	over    chan struct{}
	err     error // why, if it was not Unsubscribe; set before over is closed
}

// Done is closed when the subscription has ended: by Unsubscribe, or because the router
// has revoked it (section "Subscription Revocation"); Err tells which. The end of the
// session is Session.Done.
func (s *Subscription) Done() <-chan struct{} { return s.over }

// Err returns nil until Done is closed, and after Unsubscribe; else an ErrRevoked with
// the router's reason.
func (s *Subscription) Err() error {
	select {
	case <-s.over:
		return s.err
	default:
		return nil
	}
}

// Topic returns the topic or pattern subscribed to.
func (s *Subscription) Topic() wamp.URI { return s.key.topic }

// interestKey is what the router makes one subscription of.
type interestKey struct {
	topic wamp.URI
	match wamp.Match
}

// interest is what a session wants of a topic. It changes only while
// Session.requests is held too, so that the router sees SUBSCRIBE and UNSUBSCRIBE
// in the order in which interest came and went.
type interest struct {
	wanted int     // subscriptions, asked for or granted
	id     wamp.ID // the router's; 0 before SUBSCRIBED
}

// Subscribe subscribes to t and returns when the router has acknowledged it.
// Handlers of one session run one at a time, in the order of the events. Their
// errors and panics are logged and counted, and so are events that are not of
// t's type, which no handler gets.
func Subscribe[E any](ctx context.Context, s *Session, t *Topic[E], handler func(context.Context, E) error) (*Subscription, error) {
	return s.subscribe(ctx, t.URI, t.Subscribe, typedEventHandler(t, handler))
}

// SubscribeAt subscribes to one topic of t, whose URI has parts; see Subscribe.
func SubscribeAt[E any](ctx context.Context, s *Session, t *Topic[E], at Target, handler func(context.Context, E) error) (*Subscription, error) {
	if at.err != nil {
		return nil, fmt.Errorf("subscribe %s: %w", t.URI, at.err)
	}
	opts := t.Subscribe
	opts.Match = wamp.MatchExact
	return s.subscribe(ctx, at.uri, opts, typedEventHandler(t, handler))
}

// Subscribe subscribes without a schema; see the function Subscribe.
func (s *Session) Subscribe(ctx context.Context, topic wamp.URI, opts wamp.SubscribeOptions, handler func(context.Context, Values) error) (*Subscription, error) {
	return s.subscribe(ctx, topic, opts, valuesEventHandler(handler))
}

// SubscribeRaw subscribes to undecoded payloads, which the handler borrows; see
// the function Subscribe.
func (s *Session) SubscribeRaw(ctx context.Context, topic wamp.URI, opts wamp.SubscribeOptions, handler func(context.Context, wamp.Payload) error) (*Subscription, error) {
	return s.subscribe(ctx, topic, opts, rawEventHandler(handler))
}

func (s *Session) subscribe(ctx context.Context, topic wamp.URI, opts wamp.SubscribeOptions, handler eventHandler) (*Subscription, error) {
	r, err := s.sendSubscribe(ctx, topic, opts, handler)
	if err != nil {
		return nil, err
	}
	return s.awaitSubscribed(ctx, r)
}

// sendSubscribe is the first half of subscribe, so that a component can ask for
// all of its subscriptions before it waits for any.
func (s *Session) sendSubscribe(ctx context.Context, topic wamp.URI, opts wamp.SubscribeOptions, handler eventHandler) (*request, error) {
	if s == nil {
		return nil, fmt.Errorf("subscribe %s: %w", topic, ErrNotJoined)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("subscribe %s: %w", topic, err)
	}
	r := s.newRequest(wamp.TypeSubscribe)
	r.subscription = &Subscription{session: s, key: interestKey{topic, opts.Match}, options: opts, handler: handler, over: make(chan struct{})}
	err := s.trySubscribe(ctx, r)
	for err == errRejoining {
		if err = s.awaitJoined(ctx, r); err == nil {
			err = s.trySubscribe(ctx, r)
		}
	}
	if err != nil {
		s.free(r)
		return nil, fmt.Errorf("subscribe %s: %w", topic, err)
	}
	return r, nil
}

// trySubscribe sends SUBSCRIBE. If it can not, nothing is wanted.
func (s *Session) trySubscribe(ctx context.Context, r *request) error {
	sub := r.subscription
	m := &wamp.Subscribe{Options: sub.options, Topic: sub.key.topic}
	s.requests.Lock()
	s.want(sub.key)
	err := s.sendInOrder(m, &m.Request, r)
	s.requests.Unlock()
	if err != nil {
		_ = s.unwant(ctx, sub.key) // what counts is that it was not sent
	}
	return err
}

func (s *Session) awaitSubscribed(ctx context.Context, r *request) (*Subscription, error) {
	sub := r.subscription
	answered, err := s.await(ctx, r, 0)
	if !answered {
		s.tasks.start(func() { s.takeBackSubscribe(r) })
		return nil, fmt.Errorf("subscribe %s: %w", sub.key.topic, err)
	}
	defer s.free(r)
	if err == nil {
		err = r.refusal()
	}
	if err != nil {
		_ = s.unwant(ctx, sub.key) // what counts is the refusal
		return nil, fmt.Errorf("subscribe %s: %w", sub.key.topic, err)
	}
	return sub, nil
}

// takeBackSubscribe ends the subscription that nobody waits for any more, once the
// router has granted it.
func (s *Session) takeBackSubscribe(r *request) {
	<-r.replied
	defer s.free(r)
	if r.err == nil && r.failure == "" {
		s.detach(r.subscription)
	}
	_ = s.unwant(s.ctx, r.subscription.key) // fails only if the session ends
}

// Unsubscribe ends the subscription. When it returns, no event is handed to the
// handler any more, but one may still be running. To unsubscribe twice is no
// error.
func (s *Subscription) Unsubscribe(ctx context.Context) error {
	if !s.session.detach(s) {
		return nil
	}
	if err := s.session.unwant(ctx, s.key); err != nil {
		return fmt.Errorf("unsubscribe %s: %w", s.key.topic, err)
	}
	return nil
}

func (s *Session) want(key interestKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := s.interests[key]
	if i == nil {
		i = new(interest)
		s.interests[key] = i
	}
	i.wanted++
}

// unwant takes one want back and, if it was the last, unsubscribes at the router.
func (s *Session) unwant(ctx context.Context, key interestKey) error {
	s.requests.Lock()
	s.mu.Lock()
	i := s.interests[key]
	i.wanted--
	if i.wanted == 0 {
		delete(s.interests, key)
	}
	last := i.wanted == 0 && i.id != 0
	s.mu.Unlock()
	if !last {
		s.requests.Unlock()
		return nil
	}
	r := s.newRequest(wamp.TypeUnsubscribe)
	defer s.free(r)
	r.urgent = true
	m := &wamp.Unsubscribe{Subscription: i.id}
	err := s.sendInOrder(m, &m.Request, r)
	s.requests.Unlock()
	if err == errRejoining {
		return nil // it went with the connection
	}
	if err == nil {
		_, err = s.awaitOrAbandon(ctx, r, 0)
	}
	if err == nil {
		err = r.refusal()
	}
	return err
}

// attach gives sub the events of its subscription.
func (s *Session) attach(sub *Subscription, id wamp.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sub.id = id
	s.interests[sub.key].id = id
	s.subscriptions[id] = append(slices.Clip(s.subscriptions[id]), sub)
}

// detach takes the events from sub, and reports false if it had none.
func (s *Session) detach(sub *Subscription) bool {
	if sub.ended.Swap(true) {
		return false
	}
	s.remove(sub)
	close(sub.over)
	return true
}

// revokeSubscription ends the subscriptions of an ID that the router has ended.
func (s *Session) revokeSubscription(id wamp.ID, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sub := range s.subscriptions[id] {
		i := s.interests[sub.key]
		i.id = 0 // there is nothing to unsubscribe
		if sub.ended.Swap(true) {
			continue // Unsubscribe is under way
		}
		if i.wanted--; i.wanted == 0 {
			delete(s.interests, sub.key)
		}
		sub.err = ErrRevoked
		if reason != "" {
			sub.err = fmt.Errorf("%w: %s", ErrRevoked, reason)
		}
		close(sub.over)
		s.logger.Warn("subscription revoked", "topic", sub.key.topic, "reason", reason)
	}
	delete(s.subscriptions, id)
}

// remove takes the events from sub.
func (s *Session) remove(sub *Subscription) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var left []*Subscription
	for _, other := range s.subscriptions[sub.id] {
		if other != sub {
			left = append(left, other)
		}
	}
	if left == nil {
		delete(s.subscriptions, sub.id)
	} else {
		s.subscriptions[sub.id] = left
	}
}

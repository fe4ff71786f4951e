package runtime

import (
	"context"
	"runtime/debug"
	"sync"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Event is what an event handler may learn beyond the payload; see EventFrom.
type Event struct {
	Topic        wamp.URI // the one published to, also for pattern subscriptions
	Publication  wamp.ID
	Subscription wamp.ID
	// The publisher, where it is disclosed.
	Publisher         wamp.ID
	PublisherAuthID   string
	PublisherAuthRole string
	Retained          bool         // kept by the router since before the subscription
	Custom            *wamp.Custom // options of implementations in PUBLISH; nil: none
}

// eventOf returns what m says of its event.
func eventOf(m *wamp.Event) Event {
	return Event{
		Topic:             m.Details.Topic,
		Publication:       m.Publication,
		Subscription:      m.Subscription,
		Publisher:         m.Details.Publisher,
		PublisherAuthID:   m.Details.PublisherAuthID,
		PublisherAuthRole: m.Details.PublisherAuthRole,
		Retained:          m.Details.Retained,
		Custom:            m.Details.Custom.Clone(),
	}
}

// eventHandler decodes the payload of an event and handles it.
type eventHandler func(ctx context.Context, p eventPayload) error

// eventPayload is a payload, which the handler borrows, or one that is shared
// with other sessions.
type eventPayload struct {
	own    wamp.Payload
	shared *codec.Shared
}

func (p eventPayload) reader() *codec.Reader {
	if p.shared != nil {
		return codec.NewSharedReader(p.shared)
	}
	return codec.NewReader(p.own)
}

// typedEventHandler returns the handler of one subscription.
func typedEventHandler[E any](t *Topic[E], handler func(context.Context, E) error) eventHandler {
	event := new(E) // events of a session are handled one at a time: memory for all
	return func(ctx context.Context, p eventPayload) error {
		defer func() { *event = *new(E) }()
		if err := t.Event.readFrom(event, p.reader()); err != nil {
			return err
		}
		return handler(ctx, *event)
	}
}

// rawEventHandler gives the handler bytes of its own, which it may spoil.
func rawEventHandler(handler func(context.Context, wamp.Payload) error) eventHandler {
	return func(ctx context.Context, p eventPayload) error {
		if p.shared != nil {
			p.own = p.shared.Payload().Clone()
		}
		return handler(ctx, p.own)
	}
}

func valuesEventHandler(handler func(context.Context, Values) error) eventHandler {
	return func(ctx context.Context, p eventPayload) error {
		if p.shared != nil {
			p.own = p.shared.Payload()
		}
		event, err := decodeValues(p.own)
		if err != nil {
			return err
		}
		return handler(ctx, event)
	}
}

// queuedEvent is an event that waits for its handlers: shared, or the session's own.
type queuedEvent struct {
	subscriptions []*Subscription // those there were when it came
	shared        *SharedEvent
	own           *ownEvent
}

// ownEvent is the session's copy of an event.
type ownEvent struct {
	event   Event
	payload wamp.Payload
	buf     []byte // memory of payload
}

var ownEventPool = sync.Pool{New: func() any { return new(ownEvent) }}

func (q *queuedEvent) size() int {
	if q.shared != nil {
		return messageOverhead + q.shared.payload.Payload().Size()
	}
	return messageOverhead + q.own.payload.Size()
}

func (q *queuedEvent) payload() eventPayload {
	if q.shared != nil {
		return eventPayload{shared: q.shared.payload}
	}
	return eventPayload{own: q.own.payload}
}

func (q *queuedEvent) free() {
	own := q.own
	if own == nil {
		return
	}
	buf := own.buf
	if cap(buf) > reusedBuffer {
		buf = nil
	}
	*own = ownEvent{buf: buf[:0]}
	ownEventPool.Put(own)
}

// receiveEvent queues a copy of an event for the goroutine that handles them.
func (s *Session) receiveEvent(m *wamp.Event) (backlog int) {
	own := ownEventPool.Get().(*ownEvent)
	own.event = eventOf(m)
	own.payload, own.buf = copyPayload(own.buf, m.Payload)
	return s.queueEvent(m.Subscription, queuedEvent{own: own})
}

// queueEvent queues an event for the goroutine that handles them.
func (s *Session) queueEvent(subscription wamp.ID, q queuedEvent) (backlog int) {
	s.mu.Lock()
	q.subscriptions = s.subscriptions[subscription]
	wanted := s.state.joined() && q.subscriptions != nil
	s.mu.Unlock()
	if !wanted { // unsubscribed while it was on its way
		q.free()
		return s.backlog.size()
	}
	size := q.size()
	backlog = s.backlog.add(size)
	switch s.events.push(q) {
	case queuedFirst:
		s.tasks.start(s.handleEvents)
	case notQueued:
		s.backlog.remove(size)
	}
	return backlog
}

// handleEvents hands events to their handlers until the session ends.
func (s *Session) handleEvents() {
	returned := false
	defer func() {
		if !returned { // a handler has ended the goroutine by runtime.Goexit
			s.tasks.start(s.handleEvents)
		}
	}()
	for q, ok := s.events.pop(); ok; q, ok = s.events.pop() {
		s.handleEvent(&q)
	}
	returned = true
}

func (s *Session) handleEvent(q *queuedEvent) {
	defer q.free()
	defer s.backlog.remove(q.size())
	ctx := s.newEventContext(q)
	for _, sub := range q.subscriptions {
		if !sub.ended.Load() {
			s.runEventHandler(ctx, sub, q)
		}
	}
}

func (s *Session) runEventHandler(ctx context.Context, sub *Subscription, q *queuedEvent) {
	s.stats.events.Add(1)
	returned := false
	defer func() {
		if returned {
			return
		}
		s.stats.failedEvents.Add(1)
		s.stats.panics.Add(1)
		cause, stack := recover(), debug.Stack()
		event, _ := EventFrom(ctx)
		s.logger.Error("event handler panicked", "topic", event.Topic, "panic", cause, "stack", string(stack))
	}()
	var err error
	if s.chain.event != nil {
		err = s.interceptEvent(ctx, sub, q)
	} else {
		err = sub.handler(ctx, q.payload())
	}
	returned = true
	if err != nil {
		s.stats.failedEvents.Add(1)
		event, _ := EventFrom(ctx)
		s.logger.Error("event handler failed", "topic", event.Topic, "error", err)
	}
}

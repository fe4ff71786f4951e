package runtime

import (
	"context"
	"runtime/debug"
	"sync"

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
	Retained          bool // kept by the router since before the subscription
}

// EventFrom returns the event that the context of an event handler belongs to.
func EventFrom(ctx context.Context) (Event, bool) {
	e, ok := ctx.Value(eventKey{}).(*eventContext)
	if !ok {
		return Event{}, false
	}
	return e.event, true
}

// EventURI returns the topic that was published to, in the context of an event
// handler; elsewhere it is empty.
func EventURI(ctx context.Context) wamp.URI {
	e, _ := EventFrom(ctx)
	return e.Topic
}

type eventKey struct{}

// eventContext is the session's context with an event.
type eventContext struct {
	context.Context
	event Event
}

func (c *eventContext) Value(key any) any {
	if key == (eventKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// eventHandler decodes a payload, which it borrows, and handles the event.
type eventHandler func(ctx context.Context, p wamp.Payload) error

// typedEventHandler returns the handler of one subscription.
func typedEventHandler[E any](t *Topic[E], handler func(context.Context, E) error) eventHandler {
	event := new(E) // events of a session are handled one at a time: memory for all
	return func(ctx context.Context, p wamp.Payload) error {
		defer func() { *event = *new(E) }()
		if err := t.Event.read(event, p); err != nil {
			return err
		}
		return handler(ctx, *event)
	}
}

// queuedEvent is an event that waits for its handlers.
type queuedEvent struct {
	subscriptions []*Subscription // those there were when it came
	event         Event
	payload       wamp.Payload
	buf           []byte // memory of payload
}

var queuedEventPool = sync.Pool{New: func() any { return new(queuedEvent) }}

func (q *queuedEvent) size() int { return messageOverhead + q.payload.Size() }

func (q *queuedEvent) free() {
	buf := q.buf
	if cap(buf) > reusedBuffer {
		buf = nil
	}
	*q = queuedEvent{buf: buf[:0]}
	queuedEventPool.Put(q)
}

// receiveEvent queues an event for the goroutine that handles them.
func (s *Session) receiveEvent(m *wamp.Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	subscriptions := s.subscriptions[m.Subscription]
	if s.state != established || subscriptions == nil {
		return // unsubscribed while it was on its way
	}
	q := queuedEventPool.Get().(*queuedEvent)
	q.subscriptions = subscriptions
	q.payload, q.buf = copyPayload(q.buf, m.Payload)
	q.event = Event{
		Topic:             m.Details.Topic,
		Publication:       m.Publication,
		Subscription:      m.Subscription,
		Publisher:         m.Details.Publisher,
		PublisherAuthID:   m.Details.PublisherAuthID,
		PublisherAuthRole: m.Details.PublisherAuthRole,
		Retained:          m.Details.Retained,
	}
	if q.event.Topic == "" {
		q.event.Topic = subscriptions[0].key.topic
	}
	s.backlog.add(q.size())
	if s.events.push(q) {
		s.tasks.start(s.handleEvents)
	}
}

// handleEvents hands events to their handlers until the session ends.
func (s *Session) handleEvents() {
	returned := false
	defer func() {
		if !returned { // a handler has ended the goroutine by runtime.Goexit
			s.tasks.start(s.handleEvents)
		}
	}()
	for q := s.events.pop(); q != nil; q = s.events.pop() {
		s.handleEvent(q)
	}
	returned = true
}

func (s *Session) handleEvent(q *queuedEvent) {
	defer q.free()
	defer s.backlog.remove(q.size())
	ctx := &eventContext{Context: s.ctx, event: q.event}
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
		s.logger.Error("event handler panicked", "topic", q.event.Topic, "panic", cause, "stack", string(stack))
	}()
	err := sub.handler(ctx, q.payload)
	returned = true
	if err != nil {
		s.stats.failedEvents.Add(1)
		s.logger.Error("event handler failed", "topic", q.event.Topic, "error", err)
	}
}

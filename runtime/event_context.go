package runtime

import (
	"context"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// EventFrom returns the event that the context of an event handler belongs to.
func EventFrom(ctx context.Context) (Event, bool) {
	c, ok := ctx.Value(eventKey{}).(*eventContext)
	if !ok {
		return Event{}, false
	}
	event := *c.event
	if event.Topic == "" {
		event.Topic = c.subscription.key.topic
	}
	return event, true
}

type eventKey struct{}

// eventContext is the session's context with an event. A handler may keep it.
type eventContext struct {
	context.Context
	event        *Event
	subscription *Subscription // one of those that the event is for
}

func (s *Session) newEventContext(q *queuedEvent) context.Context {
	if q.shared != nil {
		return &eventContext{s.ctx, &q.shared.event, q.subscriptions[0]}
	}
	c := &struct {
		eventContext
		event Event
	}{event: q.own.event}
	c.eventContext = eventContext{s.ctx, &c.event, q.subscriptions[0]}
	return &c.eventContext
}

func (c *eventContext) Value(key any) any {
	if key == (eventKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// EventURI returns the topic that was published to, in the context of an event
// handler; elsewhere it is empty.
func EventURI(ctx context.Context) wamp.URI {
	e, _ := EventFrom(ctx)
	return e.Topic
}

package runtime

import (
	"context"
	"runtime/debug"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// beginEvents starts the goroutine that handles events.
func (s *Session) beginEvents() {
	if !s.tasks.start(s.handleEvents) {
		s.dropEvents(&queuedEvent{})
	}
}

// handleEvents hands events to their handlers until the session ends.
func (s *Session) handleEvents() {
	h := &handling{session: s}
	ended := false
	defer func() {
		if !ended { // a handler has ended the goroutine by runtime.Goexit
			h.end()
			s.beginEvents()
		}
	}()
	for {
		if !s.takeEvent(&h.queued) {
			h.queued = <-s.events.handed
		}
		if s.events.closed.Load() {
			break
		}
		h.run()
		h.end()
	}
	ended = true
	s.dropEvents(&h.queued)
}

// handling is an event on its way through its handlers, with what reads its payload, for
// one event after the other.
type handling struct {
	session *Session
	queued  queuedEvent
	own     *wamp.Payload // which the handler borrows
	shared  *codec.Shared // with other sessions, in place of own; nil: it is not

	reader    codec.Reader
	validator codec.Validator
}

// payload returns the payload, which must not be changed.
func (h *handling) payload() wamp.Payload {
	if h.shared != nil {
		return h.shared.Payload()
	}
	return *h.own
}

func (h *handling) resetReader() {
	if h.shared != nil {
		h.reader.ResetShared(h.shared)
	} else {
		h.reader.Reset(*h.own)
	}
}

// run runs the handlers.
func (h *handling) run() {
	q := &h.queued
	if q.shared != nil {
		h.shared = q.shared.payload
	} else {
		h.own = &q.own.payload
	}
	ctx := h.session.newEventContext(q)
	for _, sub := range q.subscriptions {
		if !sub.ended.Load() {
			h.runHandler(ctx, sub)
		}
	}
}

// end is done with the event.
func (h *handling) end() {
	if n := h.queued.counted; n > 0 {
		h.session.backlog.remove(n)
	}
	h.reader.Clear()
	h.queued.free()
	h.queued, h.own, h.shared = queuedEvent{}, nil, nil
}

func (h *handling) runHandler(ctx context.Context, sub *Subscription) {
	s := h.session
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
		err = h.intercept(ctx, sub)
	} else {
		err = sub.handler(ctx, h)
	}
	returned = true
	if err != nil {
		s.stats.failedEvents.Add(1)
		event, _ := EventFrom(ctx)
		s.logger.Error("event handler failed", "topic", event.Topic, "error", err)
	}
}

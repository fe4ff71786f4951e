package runtime

import (
	"context"
	"runtime/debug"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// handling is the goroutine that hands the events of a session to their handlers: the event
// on its way through them, with what reads its payload, and those that come next.
type handling struct {
	session *Session
	batch   []queuedEvent // that was taken out of the queue
	next    int           // of batch
	handled int           // bytes of events in the backlog that have been handled

	queued queuedEvent
	own    *wamp.Payload // which the handler borrows
	shared *codec.Shared // with other sessions, in place of own; nil: it is not

	reader    codec.Reader
	validator codec.Validator
}

// begin starts the goroutine.
func (h *handling) begin() {
	if !h.session.tasks.start(h.handleAll) {
		h.drop()
	}
}

// handleAll hands events to their handlers until the session ends.
func (h *handling) handleAll() {
	ended := false
	defer func() {
		if !ended { // a handler has ended the goroutine by runtime.Goexit
			h.end()
			h.begin()
		}
	}()
	for {
		if !h.take() {
			h.queued = <-h.session.events.handed
		}
		if h.session.events.closed.Load() {
			break
		}
		h.run()
		h.end()
	}
	ended = true
	h.drop()
}

// take takes the next event, if there is one; else it is handed over. Of a queue that is
// closed there is none to wait for.
func (h *handling) take() (ok bool) {
	if h.next == len(h.batch) {
		h.settle()
		var closed bool
		h.batch, closed = h.session.events.takeAll(h.batch)
		h.next = 0
		if len(h.batch) == 0 {
			return closed
		}
	}
	h.queued = h.batch[h.next]
	h.batch[h.next] = queuedEvent{}
	h.next++
	return true
}

// drop is the end of all that has not been handled.
func (h *handling) drop() {
	dropped := len(h.batch) - h.next
	if h.queued.subscriptions != nil {
		dropped++
	}
	rest, _ := h.session.events.takeAll(nil)
	if dropped += len(rest); dropped > 0 {
		h.session.logger.Warn("events dropped at the end of the session", "events", dropped)
	}
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

// settledFrom is how many bytes of events that have been handled the backlog may still
// have: each change of it costs who sends, and who handles, a look at the other's memory.
const settledFrom = 16 << 10

// end is done with the event.
func (h *handling) end() {
	if h.handled += h.queued.counted; h.handled >= settledFrom {
		h.settle()
	}
	h.reader.Clear()
	h.queued.free()
	h.queued, h.own, h.shared = queuedEvent{}, nil, nil
}

// settle takes out of the backlog what has been handled.
func (h *handling) settle() {
	if h.handled > 0 {
		h.session.backlog.remove(h.handled)
		h.handled = 0
	}
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

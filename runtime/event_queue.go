package runtime

import (
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// eventQueue holds the events that wait, in order. One goroutine at a time pops
// them: it takes all there are at once, so that it seldom meets those who push, and
// while there is none it is handed the next one. The session's lock guards what is not
// of who pops.
type eventQueue struct {
	items    []queuedEvent
	begun    bool // somebody pops
	sleeping bool // and waits for handed
	closed   atomic.Bool
	handed   chan queuedEvent // buffered; the zero one when the queue is closed

	batch []queuedEvent // of who pops, as is next
	next  int
}

// keptEvents is for how many events a queue keeps the memory.
const keptEvents = 1024

func (q *eventQueue) init() { q.handed = make(chan queuedEvent, 1) }

// receiveEvent queues a copy of an event for the goroutine that handles them.
func (s *Session) receiveEvent(m *wamp.Event) (backlog int) {
	own := ownEventPool.Get().(*ownEvent)
	own.event = eventOf(m)
	own.buf = copyPayload(&own.payload, own.buf, &m.Payload)
	return s.queueEvent(m.Subscription, queuedEvent{own: own})
}

// queueEvent queues an event for the goroutine that handles them.
func (s *Session) queueEvent(subscription wamp.ID, e queuedEvent) (backlog int) {
	s.mu.Lock()
	e.subscriptions = s.subscriptions[subscription]
	if e.subscriptions == nil || !s.state.joined() { // unsubscribed while it was on its way
		s.mu.Unlock()
		e.free()
		return s.backlog.size()
	}
	q := &s.events
	if q.sleeping {
		q.sleeping = false
		s.mu.Unlock()
		q.handed <- e // it does not wait, and so is no backlog
		return s.backlog.size()
	}
	e.counted = e.size()
	backlog = s.backlog.add(e.counted)
	q.items = append(q.items, e)
	first := !q.begun
	q.begun = true
	s.mu.Unlock()
	if first {
		s.beginEvents()
	}
	return backlog
}

// takeEvent takes the next event, if there is one; else it is handed over. Of a queue that
// is closed there is none to wait for.
func (s *Session) takeEvent(e *queuedEvent) (ok bool) {
	q := &s.events
	if q.next == len(q.batch) {
		used := q.batch[:0]
		if cap(used) > keptEvents {
			used = nil
		}
		s.mu.Lock()
		if len(q.items) == 0 {
			closed := q.closed.Load()
			q.sleeping = !closed
			s.mu.Unlock()
			return closed
		}
		q.batch, q.items, q.next = q.items, used, 0
		s.mu.Unlock()
	}
	*e = q.batch[q.next]
	q.batch[q.next] = queuedEvent{}
	q.next++
	return true
}

// closeEvents ends all popping.
func (s *Session) closeEvents() {
	q := &s.events
	s.mu.Lock()
	sleeping := q.sleeping
	q.sleeping = false
	q.closed.Store(true)
	s.mu.Unlock()
	if sleeping {
		q.handed <- queuedEvent{}
	}
}

// dropEvents is called by who popped, of a queue that is closed; e was popped last.
func (s *Session) dropEvents(e *queuedEvent) {
	q := &s.events
	s.mu.Lock()
	dropped := len(q.batch) - q.next + len(q.items)
	q.items, q.batch, q.next = nil, nil, 0
	s.mu.Unlock()
	if e.subscriptions != nil {
		dropped++
	}
	if dropped > 0 {
		s.logger.Warn("events dropped at the end of the session", "events", dropped)
	}
}

package runtime

import (
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// eventQueue holds the events that wait, in order. One goroutine at a time takes
// them: all there are at once, so that it seldom meets those who queue them, and
// while there is none it is handed the next one. It has a lock of its own: with the
// session's, who sends would have to fetch what who handles has changed each time.
type eventQueue struct {
	mu       sync.Mutex
	items    []queuedEvent
	begun    bool // there is somebody who takes them
	sleeping bool // and waits for handed

	_ [64]byte // who handles looks at closed for each event, and who sends changes what is above

	closed atomic.Bool
	handed chan queuedEvent // buffered; the zero one when the queue is closed
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

// queueEvent queues an event for the goroutine that handles them. One that is handed over
// does not wait, and so is no backlog.
func (s *Session) queueEvent(subscription wamp.ID, e queuedEvent) (backlog int) {
	s.mu.Lock()
	e.subscriptions = s.subscriptions[subscription]
	wanted := e.subscriptions != nil && s.state.joined()
	s.mu.Unlock()
	q := &s.events
	q.mu.Lock()
	switch {
	case !wanted || q.closed.Load(): // unsubscribed while it was on its way
		q.mu.Unlock()
		e.free()
	case q.sleeping:
		q.sleeping = false
		q.mu.Unlock()
		q.handed <- e
	default:
		e.counted = e.size()
		backlog = s.backlog.add(e.counted)
		q.items = append(q.items, e)
		first := !q.begun
		q.begun = true
		q.mu.Unlock()
		if first {
			(&handling{session: s}).begin()
		}
		return backlog
	}
	return s.backlog.size()
}

// takeAll exchanges a batch that is done with for all events that wait. There may be
// none; then the next is handed over, unless the queue is closed.
func (q *eventQueue) takeAll(done []queuedEvent) (batch []queuedEvent, closed bool) {
	if cap(done) > keptEvents {
		done = nil
	}
	q.mu.Lock()
	batch, q.items = q.items, done[:0]
	closed = q.closed.Load()
	q.sleeping = len(batch) == 0 && !closed
	q.mu.Unlock()
	return batch, closed
}

// close ends the taking of events.
func (q *eventQueue) close() {
	q.mu.Lock()
	sleeping := q.sleeping
	q.sleeping = false
	q.closed.Store(true)
	q.mu.Unlock()
	if sleeping {
		q.handed <- queuedEvent{}
	}
}

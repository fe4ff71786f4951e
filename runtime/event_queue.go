package runtime

import (
	"sync"
	"sync/atomic"
)

// eventQueue holds the events that wait, in order. One goroutine at a time pops
// them: it takes all there are at once, so that it seldom meets those who push.
type eventQueue struct {
	mu       sync.Mutex
	items    []queuedEvent
	begun    bool // somebody pops
	sleeping bool // and waits for filled
	closed   bool
	filled   chan struct{} // buffered

	left  atomic.Int64  // events of batch to come; after close none
	batch []queuedEvent // of who pops, as is next
	next  int
}

// keptEvents is for how many events a queue keeps the memory.
const keptEvents = 1024

func (q *eventQueue) init() { q.filled = make(chan struct{}, 1) }

// pushed is what became of an event.
type pushed uint8

const (
	queued      pushed = iota
	queuedFirst        // somebody has to begin to pop
	notQueued          // the queue is closed
)

// push adds an event.
func (q *eventQueue) push(e queuedEvent) pushed {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return notQueued
	}
	q.items = append(q.items, e)
	first, wake := !q.begun, q.sleeping
	q.begun, q.sleeping = true, false
	q.mu.Unlock()
	if wake {
		q.filled <- struct{}{}
	}
	if first {
		return queuedFirst
	}
	return queued
}

// pop waits for an event and returns it, or false once the queue is closed.
func (q *eventQueue) pop() (e queuedEvent, ok bool) {
	if q.next == len(q.batch) && !q.take() {
		return e, false
	}
	if q.left.Add(-1) < 0 {
		return e, false // closed
	}
	e = q.batch[q.next]
	q.batch[q.next] = queuedEvent{}
	q.next++
	return e, true
}

// take makes all that wait the batch, and waits for something.
func (q *eventQueue) take() bool {
	used := q.batch[:0]
	if cap(used) > keptEvents {
		used = nil
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.sleeping = true
		q.mu.Unlock()
		<-q.filled
		q.mu.Lock()
	}
	if q.closed {
		return false
	}
	q.batch, q.items, q.next = q.items, used, 0
	q.left.Store(int64(len(q.batch)))
	return true
}

// close ends all popping and returns the number of events that nobody gets.
func (q *eventQueue) close() (dropped int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return 0
	}
	q.closed = true
	dropped = len(q.items) + int(q.left.Swap(0))
	q.items = nil
	if q.sleeping {
		q.sleeping = false
		q.filled <- struct{}{}
	}
	return dropped
}

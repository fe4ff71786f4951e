package runtime

import "sync"

// eventQueue holds the events that wait, in order, for one goroutine to pop them.
type eventQueue struct {
	mu     sync.Mutex
	filled sync.Cond // on mu
	items  []*queuedEvent
	head   int // of items: those before are gone
	popped bool
	closed bool
}

func (q *eventQueue) init() { q.filled.L = &q.mu }

// push adds an event and reports whether it is the first: then somebody has to
// begin to pop.
func (q *eventQueue) push(e *queuedEvent) (first bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return false
	}
	q.items = append(q.items, e)
	q.filled.Signal()
	first = !q.popped
	q.popped = true
	return first
}

// pop waits for an event and returns it, or nil once the queue is closed.
func (q *eventQueue) pop() *queuedEvent {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.head == len(q.items) && !q.closed {
		q.filled.Wait()
	}
	if q.closed {
		return nil
	}
	e := q.items[q.head]
	q.items[q.head] = nil
	q.head++
	if q.head == len(q.items) {
		q.items, q.head = q.items[:0], 0
	}
	return e
}

// close ends all popping and returns the number of events that nobody gets.
func (q *eventQueue) close() (dropped int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	dropped = len(q.items) - q.head
	q.closed, q.items, q.head = true, nil, 0
	q.filled.Broadcast()
	return dropped
}

package runtime

import (
	"sync"
	"sync/atomic"
)

// messageOverhead is what a waiting message counts beyond its payload, so that
// empty ones count too.
const messageOverhead = 128

// backlog counts the bytes of the messages that wait in a session. What waits of
// progressive calls (see inflow) is counted on its own: only who sends more of that
// has to slow down for it.
type backlog struct {
	bytes   atomic.Int64
	inflow  atomic.Int64
	watched atomic.Bool // waiters is not empty

	mu      sync.Mutex
	closed  bool
	waiters []drainWaiter
}

type drainWaiter struct {
	bytes   int64
	drained chan struct{}
}

// size returns the bytes that wait, without those of progressive calls; total,
// with them.
func (b *backlog) size() int    { return int(b.bytes.Load()) }
func (b *backlog) inflows() int { return int(b.inflow.Load()) }
func (b *backlog) total() int   { return b.size() + b.inflows() }

// add returns the new size.
func (b *backlog) add(n int) int { return int(b.bytes.Add(int64(n))) }

func (b *backlog) remove(n int) {
	b.bytes.Add(-int64(n))
	b.wake()
}

func (b *backlog) addInflow(n int) { b.inflow.Add(int64(n)) }

func (b *backlog) removeInflow(n int) {
	b.inflow.Add(-int64(n))
	b.wake()
}

func (b *backlog) wake() {
	if b.watched.Load() {
		b.mu.Lock()
		b.wakeLocked()
		b.mu.Unlock()
	}
}

// drained returns a channel that is closed once at most n bytes wait.
func (b *backlog) drained(n int) <-chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	w := drainWaiter{bytes: int64(n), drained: make(chan struct{})}
	b.waiters = append(b.waiters, w)
	b.watched.Store(true) // before the look at bytes: a remove in between sees it
	b.wakeLocked()
	return w.drained
}

// close ends all waiting, now and later.
func (b *backlog) close() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	b.wakeLocked()
}

func (b *backlog) wakeLocked() {
	left := int64(b.total())
	kept := b.waiters[:0]
	for _, w := range b.waiters {
		if b.closed || left <= w.bytes {
			close(w.drained)
		} else {
			kept = append(kept, w)
		}
	}
	clear(b.waiters[len(kept):])
	b.waiters = kept
	b.watched.Store(len(kept) > 0)
}

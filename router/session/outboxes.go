package session

import (
	"math"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Outboxes bound what waits for many sessions together. Above the limit sessions
// end until it holds: of those whose peers have stopped reading the ones for whom
// most waits, then of the others. Outboxes below 16 KiB are not counted, so that
// sessions whose peers read have nothing to do with one another.
type Outboxes struct {
	limit atomic.Int64
	ended atomic.Int64 // sessions
	grown atomic.Int64 // bytes, since the outboxes were counted last

	mu    sync.Mutex
	large map[*remote]struct{}
}

const (
	// countedFrom is the size of the smallest outbox that is counted.
	countedFrom = 16 << 10
	// countedEvery is the part of the limit by which outboxes may grow until they
	// are counted again.
	countedEvery = 64
	// notReading is how long a peer that has stopped reading has taken nothing.
	notReading = 100 * time.Millisecond
)

// NewOutboxes returns a bound of so many bytes; 0 is the default, 1 GiB or half of
// what the process may use (GOMEMLIMIT), whichever is less.
func NewOutboxes(limit int64) *Outboxes {
	o := &Outboxes{large: make(map[*remote]struct{})}
	o.SetLimit(limit)
	return o
}

// SetLimit sets another bound, for what comes from now on.
func (o *Outboxes) SetLimit(limit int64) {
	if limit <= 0 {
		limit = 1 << 30
		if process := debug.SetMemoryLimit(-1); process < math.MaxInt64 {
			limit = min(limit, process/2)
		}
	}
	o.limit.Store(limit)
}

// Ended returns the number of sessions that the bound has ended.
func (o *Outboxes) Ended() int64 { return o.ended.Load() }

// grow is told that so many bytes were put into a large outbox.
func (o *Outboxes) grow(p *remote, size int) {
	if o == nil {
		return
	}
	if p.counted.CompareAndSwap(false, true) {
		o.mu.Lock()
		o.large[p] = struct{}{}
		o.mu.Unlock()
	}
	limit := o.limit.Load()
	if o.grown.Add(int64(size)) < limit/countedEvery || !o.mu.TryLock() {
		return
	}
	o.grown.Store(0)
	victims := o.victims(limit)
	o.mu.Unlock()
	for _, p := range victims {
		o.ended.Add(1)
		p.stop(tooSlow(limitOutboxesBytes, "all outboxes together are full"))
	}
}

// victims counts what waits, forgets outboxes that are empty, and returns who has to go
// so that the rest is within the limit. The caller holds mu.
func (o *Outboxes) victims(limit int64) (victims []*remote) {
	type size struct {
		bytes   int64
		stopped bool
	}
	sizes := make(map[*remote]size, len(o.large))
	var total int64
	for p := range o.large {
		n := int64(p.conn.Queued())
		if n == 0 || p.state.Load() == ended {
			delete(o.large, p)
			p.counted.Store(false)
			continue
		}
		total += n
		sizes[p] = size{n, p.conn.Stalled() >= notReading}
	}
	for total > limit && len(sizes) > 0 {
		var worst *remote
		for p, s := range sizes {
			if w := sizes[worst]; worst == nil || s.stopped && !w.stopped || s.stopped == w.stopped && s.bytes > w.bytes {
				worst = p
			}
		}
		total -= sizes[worst].bytes
		delete(sizes, worst)
		victims = append(victims, worst)
	}
	return victims
}

// forget is told that a session has ended.
func (o *Outboxes) forget(p *remote) {
	if o != nil && p.counted.Load() {
		o.mu.Lock()
		defer o.mu.Unlock()
		delete(o.large, p)
	}
}

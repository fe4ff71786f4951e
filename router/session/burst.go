package session

import "time"

// Burst is whom the messages of one reader's burst were sent to. The zero Burst
// is empty. It belongs to one goroutine.
type Burst struct {
	dirty   []*remote
	pressed []outbox
}

// outbox is a peer's that is under High pressure.
type outbox interface {
	// fill returns how full the outbox is, between 0 where pressure begins and 1
	// at its limit.
	fill() float64
	// await returns when the pressure has gone, the peer has ended or takes
	// nothing, or at the deadline.
	await(deadline time.Time)
}

// Flush writes what the burst has put into outboxes, with one attempt for each
// peer that does not block; what its socket does not take is left to the peer's
// writer. While peers are under High pressure it pauses, bounded in time.
func (b *Burst) Flush() {
	b.write()
	if len(b.pressed) == 0 {
		return
	}
	fill := 0.0
	for _, o := range b.pressed {
		fill = max(fill, o.fill())
	}
	if fill > 0 {
		deadline := time.Now().Add(shortestPause + time.Duration(fill*float64(longestPause-shortestPause)))
		for _, o := range b.pressed {
			o.await(deadline)
		}
	}
	clear(b.pressed)
	b.pressed = b.pressed[:0]
}

// write is Flush without the pause.
func (b *Burst) write() {
	if len(b.dirty) == 0 {
		return
	}
	for _, p := range b.dirty {
		p.burst.CompareAndSwap(b, nil) // what comes now needs another flush
		p.flusher.Flush()
	}
	clear(b.dirty)
	b.dirty = b.dirty[:0]
	if cap(b.dirty) > 1024 {
		b.dirty = nil // one large event must not cost the session memory for ever
	}
}

// add notes that p has something to flush.
func (b *Burst) add(p *remote) {
	if p.burst.Load() != b {
		p.burst.Store(b)
		b.dirty = append(b.dirty, p)
	}
}

// press notes that somebody should pause for o.
func (b *Burst) press(o outbox) { b.pressed = append(b.pressed, o) }

// underPressure reports whether the burst should be flushed before it ends.
func (b *Burst) underPressure() bool { return len(b.pressed) > 0 }

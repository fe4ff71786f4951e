package dealer

import (
	"slices"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// A registration with a concurrency has that many places for invocations. One is taken
// from an INVOCATION to its answer, or until the callee is told that no answer is
// wanted. The callee's lock guards them.

// occupy takes a place of the registration.
func (e *callee) occupy(id wamp.ID, r *registration) {
	if e.places == nil {
		e.places = make(map[wamp.ID]*registration)
	}
	e.places[id] = r
	r.running++
}

// vacate gives the place of an invocation back, and returns the registration for whose
// waiting calls it is, or nil.
func (e *callee) vacate(id wamp.ID) *Entry {
	if len(e.places) == 0 {
		return nil
	}
	r := e.places[id]
	if r == nil {
		return nil
	}
	delete(e.places, id)
	r.running--
	return r.entry
}

// crowd notes a registration whose calls wait because the callee has too many
// invocations, of whatever registration. The callee's lock is held.
func (e *callee) crowd(r *Entry) {
	if r.queue.length.Load() > 0 && !slices.Contains(e.crowded, r) {
		e.crowded = append(e.crowded, r)
		e.waited.Store(true)
	}
}

// free is called when an invocation has ended: it hands the place that has become free,
// if one has, to a call that waits for it, and lets those try again for which the callee
// had too many.
func (e *callee) free(place *Entry, burst *session.Burst) {
	if place != nil {
		e.dealer.drain(place, burst)
	}
	if !e.waited.Load() {
		return
	}
	e.mu.Lock()
	crowded := e.crowded
	e.crowded = nil
	e.waited.Store(false)
	e.mu.Unlock()
	for _, r := range crowded {
		e.dealer.drain(r, burst)
	}
}

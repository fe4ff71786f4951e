package dealer

import (
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

// free hands a place that has become free to a call that waits for it.
func (d *Dealer) free(e *Entry, burst *session.Burst) {
	if e != nil {
		d.drain(e, burst)
	}
}

package dealer

import (
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Revoke removes a session from a registration, and tells it why if it understands
// that (section "Registration Revocation"). The calls that it has not answered it still
// answers. The result is false if the session is no callee of the registration.
func (d *Dealer) Revoke(id, registration wamp.ID, reason string, burst *session.Burst) bool {
	e, ok := d.cfg.Directory.Entry(registration)
	if !ok {
		return false
	}
	for _, route := range e.Routes() {
		if c := route.Claim; c != nil && c.Callee.Session == id {
			d.cfg.Directory.Release(c)
			c.registration.revoke(reason, burst)
			d.notify(burst)
			return true
		}
	}
	return false
}

// revoke ends a registration that the directory has given up. No INVOCATION follows
// UNREGISTERED.
func (r *registration) revoke(reason string, burst *session.Burst) {
	r.end(reason, burst)
	r.callee.dealer.drain(r.entry, burst)
}

func (r *registration) end(reason string, burst *session.Burst) {
	e := r.callee
	e.mu.Lock()
	defer e.mu.Unlock()
	r.ended = true
	if e.registrations[r.id] != r {
		return // it is unregistering, or leaving
	}
	delete(e.registrations, r.id)
	if e.features.revocation {
		e.peer.Send(&wamp.Unregistered{Details: wamp.UnregisteredDetails{Registration: r.id, Reason: reason}}, burst)
	}
}

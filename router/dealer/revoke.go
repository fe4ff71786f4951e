package dealer

import (
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
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

// Revoke removes the session from all registrations whose pattern is not to be kept.
func (s *Session) Revoke(keep func(urimatch.Pattern) bool, reason string, burst *session.Burst) {
	e := &s.callee
	e.mu.Lock()
	registrations := make([]*registration, 0, len(e.registrations))
	for _, r := range e.registrations {
		registrations = append(registrations, r)
	}
	e.mu.Unlock()
	for _, r := range registrations {
		if !keep(r.pattern) {
			s.dealer.cfg.Directory.Release(r.claim)
			r.revoke(reason, burst)
		}
	}
	s.dealer.notify(burst)
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

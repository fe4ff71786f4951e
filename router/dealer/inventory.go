package dealer

import (
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Registrations returns all registrations, in no order.
func (d *Dealer) Registrations() []Registration {
	entries := d.cfg.Directory.Entries()
	found := make([]Registration, len(entries))
	for i, e := range entries {
		found[i] = e.Registration
	}
	return found
}

// Matching returns the registration that calls of the procedure go to.
func (d *Dealer) Matching(procedure wamp.URI) (Registration, bool) {
	return describe(d.cfg.Directory.Lookup(procedure))
}

// Lookup returns the registration of the pattern itself.
func (d *Dealer) Lookup(p urimatch.Pattern) (Registration, bool) {
	return describe(d.cfg.Directory.Get(p))
}

// Registration returns the registration with the ID.
func (d *Dealer) Registration(id wamp.ID) (Registration, bool) {
	return describe(d.cfg.Directory.Entry(id))
}

// Callees returns the IDs of the sessions of this node that answer the calls of a
// registration, in the order of registration; there are none if there is no such
// registration.
func (d *Dealer) Callees(registration wamp.ID) (sessions []wamp.ID) {
	e, ok := d.cfg.Directory.Entry(registration)
	if !ok {
		return nil
	}
	for _, r := range e.Routes() {
		if r.Claim != nil {
			sessions = append(sessions, r.Claim.Callee.Session)
		}
	}
	return sessions
}

func describe(e *Entry, ok bool) (Registration, bool) {
	if !ok {
		return Registration{}, false
	}
	return e.Registration, true
}

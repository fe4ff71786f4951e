package dealer

import (
	"errors"
	"fmt"
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Register handles REGISTER. displaceAny permits force_reregister to displace callees
// of other principals. REGISTERED or ERROR is sent when the directory has answered. The
// error is a *wamp.Error for ERROR.
func (s *Session) Register(m *wamp.Register, displaceAny bool, burst *session.Burst) error {
	e := &s.callee
	if ok, err := e.claim(); !ok {
		return err
	}
	r := &registration{
		pattern:        urimatch.Pattern{URI: m.Procedure, Match: m.Options.Match},
		callee:         e,
		discloseCaller: m.Options.DiscloseCaller,
		forwardTimeout: m.Options.ForwardTimeout,
		concurrency:    m.Options.Concurrency,
	}
	r.claim = &Claim{
		Pattern:      r.pattern,
		Invoke:       m.Options.Invoke,
		Callee:       s.caller.identity,
		Hosted:       e.peer.Principal().Hosted,
		Force:        m.Options.ForceReregister,
		DisplaceAny:  displaceAny,
		registration: r,
	}

	// An answer that comes within Claim belongs to the burst and is returned; one
	// that comes later does neither.
	var mu sync.Mutex
	within := true
	var refusal error
	request := m.Request
	s.dealer.cfg.Directory.Claim(r.claim, func(g Grant, err error) {
		mu.Lock()
		defer mu.Unlock()
		if within {
			refusal = e.registered(r, request, g, err, burst)
			return
		}
		var refused *wamp.Error
		if errors.As(e.registered(r, request, g, err, nil), &refused) {
			e.peer.Send(&wamp.ErrorMessage{RequestType: wamp.TypeRegister, Request: request, Error: refused.URI, Payload: session.Explanation(refused.Message)}, nil)
		}
		s.dealer.notify(nil)
	})
	s.dealer.notify(burst)
	mu.Lock()
	defer mu.Unlock()
	within = false
	return refusal
}

// claim counts a REGISTER against the callee's limit.
func (e *callee) claim() (ok bool, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.left {
		return false, nil
	}
	if len(e.registrations)+e.claims >= e.dealer.cfg.RegistrationsPerSession {
		e.dealer.cfg.Tally.Limited(tally.Registrations)
		return false, &wamp.Error{URI: wamp.ErrUnavailable, Message: "the session has too many registrations"}
	}
	e.claims++
	return true, nil
}

// registered takes the directory's answer to a claim. The error is a *wamp.Error.
func (e *callee) registered(r *registration, request wamp.ID, g Grant, err error, burst *session.Burst) error {
	accepted, err := e.accept(r, request, g, err, burst)
	if !accepted {
		return err
	}
	for _, c := range g.Displaced {
		c.registration.revoke("the procedure was registered anew", burst)
	}
	e.dealer.drain(g.Entry, burst) // calls that wait for other callees
	return nil
}

// accept takes a grant and sends REGISTERED. Calls that find the callee by then wait for
// its lock: no INVOCATION comes first.
func (e *callee) accept(r *registration, request wamp.ID, g Grant, err error, burst *session.Burst) (accepted bool, _ error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.claims--
	if err != nil {
		var refused *wamp.Error
		if !errors.As(err, &refused) {
			refused = &wamp.Error{URI: wamp.ErrNetworkFailure, Message: "the nodes of the realm can not be reached"}
		}
		return false, refused
	}
	if e.left {
		return false, nil
	}
	if e.registrations == nil {
		e.registrations = make(map[wamp.ID]*registration)
	}
	r.id, r.entry = g.Entry.ID, g.Entry
	e.registrations[r.id] = r
	g.Accept()
	e.peer.Send(&wamp.Registered{Request: request, Registration: r.id}, burst)
	return true, nil
}

// Unregister handles UNREGISTER. Calls that the session has not answered it still
// answers. The error is a *wamp.Error for ERROR.
func (s *Session) Unregister(m *wamp.Unregister, burst *session.Burst) error {
	e := &s.callee
	e.mu.Lock()
	r := e.registrations[m.Registration]
	delete(e.registrations, m.Registration)
	e.mu.Unlock()
	if r == nil {
		return &wamp.Error{URI: wamp.ErrNoSuchRegistration, Message: fmt.Sprintf("the session has no registration %d", m.Registration)}
	}
	// Calls that have found the registration before are invoked until it has ended;
	// those that come to it later look again.
	s.dealer.cfg.Directory.Release(r.claim)
	e.mu.Lock()
	r.ended = true
	e.mu.Unlock()
	e.peer.Send(&wamp.Unregistered{Request: m.Request}, burst)
	s.dealer.notify(burst)
	s.dealer.drain(r.entry, burst)
	return nil
}

package dealer

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// callee is a session as the one who answers calls.
type callee struct {
	dealer   *Dealer
	peer     session.Peer
	features features
	waited   atomic.Bool // crowded is not empty

	mu            sync.Mutex
	registrations map[wamp.ID]*registration
	claims        int                       // REGISTERs without an answer
	invocations   wamp.IDTable[*pending]    // without an answer
	places        map[wamp.ID]*registration // whose concurrency an invocation counts against, by its ID
	crowded       []*Entry                  // whose queues wait until an invocation ends
	last          wamp.ID                   // of the invocations: 2^53 take 285 years at a million a second
	message       *wamp.Invocation          // the last one; borrowed by Send, nil before the first
	left          bool                      // no REGISTER any more
	gone          bool                      // no INVOCATION any more
}

// registration is one pattern whose calls a callee answers. Its callee's lock
// guards it.
type registration struct {
	id             wamp.ID
	pattern        urimatch.Pattern
	callee         *callee
	claim          *Claim
	entry          *Entry
	discloseCaller bool
	forwardTimeout bool // the callee asks to mind the timeouts itself
	concurrency    int  // of invocations; 0: any
	running        int  // of those that count against it
	ended          bool // no INVOCATION any more
}

// outcome is what became of an invocation.
type outcome uint8

// The outcomes; of what hinders several callees the last one counts.
const (
	invoked outcome = iota
	nobody          // there is no callee
	ended           // the registration is no more
	lost            // the callee takes no messages
	tooBig          // the callee takes no message of that size
	unable          // the callee does not read payloads in passthru mode, or takes no input
	busy            // the callee has too many invocations
	full            // the callee has as many invocations of the registration as it wants
)

// invoke sends the callee an INVOCATION, unless the call has ended meanwhile.
func (e *callee) invoke(r *registration, p *pending, c *Call, burst *session.Burst) outcome {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch {
	case r.ended || e.gone:
		return ended
	case e.invocations.Len() >= e.dealer.cfg.PendingCallsPerCallee:
		e.crowd(r.entry)
		return busy
	case c.Payload.Passthru != nil && !e.features.passthru, c.Progress && !e.features.invocations:
		return unable
	case r.concurrency > 0 && r.running >= r.concurrency:
		return full
	}
	parts, wanted := p.assign(r, e.last+1, c)
	if !wanted {
		return invoked
	}
	e.last++
	e.invocations.Put(e.last, p)
	if e.message == nil {
		e.message = new(wamp.Invocation)
	}
	m := e.message
	m.Request, m.Registration, m.Payload = e.last, r.id, c.Payload
	e.details(&m.Details, r, p, c)
	if c.Progress {
		p.begin(m)
	}
	pressure := e.peer.Send(m, burst)
	m.Payload, m.Details.Custom = wamp.Payload{}, nil
	switch pressure {
	case session.Closed:
		e.invocations.Delete(e.last)
		return lost
	case session.TooBig:
		e.invocations.Delete(e.last)
		e.last-- // the callee has not seen it
		return tooBig
	}
	if r.concurrency > 0 {
		e.occupy(e.last, r)
	}
	for _, m := range parts {
		if e.sendPart(p, e.last, m, burst) == session.TooBig {
			e.withdraw(e.last, wamp.CancelKillNoWait, wamp.ErrPayloadSizeExceeded, burst)
			return tooBig
		}
	}
	return invoked
}

// details fills in INVOCATION.Details.
func (e *callee) details(d *wamp.InvocationDetails, r *registration, p *pending, c *Call) {
	*d = wamp.InvocationDetails{
		ReceiveProgress: c.ReceiveProgress && e.features.progress,
		Progress:        c.Progress,
		TrustLevel:      c.Trust,
		Custom:          c.Custom,
	}
	if r.pattern.Match != wamp.MatchExact {
		d.Procedure = c.Procedure
	}
	if c.Disclosed || r.discloseCaller {
		who := p.caller.Identity()
		d.Caller, d.CallerAuthID, d.CallerAuthRole = who.Session, who.AuthID, who.AuthRole
	}
	if e.mindsTimeoutOf(r) {
		d.Timeout = c.Timeout
	}
}

// mindsTimeoutOf reports whether the callee minds the timeouts of the
// registration's calls itself (section "Call Timeouts").
func (e *callee) mindsTimeoutOf(r *registration) bool {
	return r.forwardTimeout && e.features.timeout
}

// answered returns the call of an invocation that the callee answers: nil if the
// call has ended. freed has a place for another call, if it is not nil. The error is a
// protocol violation.
func (e *callee) answered(id wamp.ID, progress bool) (p *pending, freed *Entry, err error) {
	e.mu.Lock()
	known := id != 0 && id <= e.last
	switch {
	case !known:
	case progress:
		p = e.invocations.Get(id)
	default:
		p, freed = e.invocations.Take(id), e.vacate(id)
	}
	e.mu.Unlock()
	if !known {
		return nil, nil, fmt.Errorf("there was no INVOCATION %d", id)
	}
	return p, freed, nil
}

// refuse answers a YIELD in payload passthru mode for a caller that does not read
// it, and ends the invocation (section "Payload Passthru Mode", "Feature
// Announcement").
func (e *callee) refuse(id wamp.ID, freed *Entry, burst *session.Burst) *Entry {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.invocations.Delete(id)
	if freed == nil {
		freed = e.vacate(id)
	}
	e.peer.Send(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: id, Error: wamp.ErrFeatureNotSupported,
		Payload: session.Explanation("the caller has not announced payload_passthru_mode")}, burst)
	return freed
}

// interruptible reports whether the callee understands INTERRUPT.
func (e *callee) interruptible() bool { return e.features.canceling }

// cancel gives up an invocation: the callee is told so unless the mode is skip,
// and its answer is discarded unless the mode is kill.
func (e *callee) cancel(p *pending, id wamp.ID, mode wamp.CancelMode, reason wamp.URI, burst *session.Burst) {
	e.mu.Lock()
	var freed *Entry
	if e.invocations.Get(id) == p { // else it is answered
		freed = e.withdraw(id, mode, reason, burst)
	}
	e.mu.Unlock()
	e.free(freed, burst)
}

// withdraw is cancel without handing on the place that becomes free: at once after
// killnowait, to which there is no answer; else with the answer. e.mu is held.
func (e *callee) withdraw(id wamp.ID, mode wamp.CancelMode, reason wamp.URI, burst *session.Burst) (freed *Entry) {
	if mode != wamp.CancelKill {
		e.invocations.Delete(id)
	}
	if mode == wamp.CancelKillNoWait {
		freed = e.vacate(id)
	}
	if mode != wamp.CancelSkip {
		e.peer.Send(&wamp.Interrupt{Request: id, Options: wamp.InterruptOptions{Mode: mode, Reason: reason}}, burst)
	}
	return freed
}

// leave ends all registrations and answers all open calls (section "Callee
// Leaving During an RPC Invocation").
func (e *callee) leave(burst *session.Burst) {
	e.mu.Lock()
	registrations := e.registrations
	e.registrations, e.left = nil, true
	e.mu.Unlock()
	for _, r := range registrations {
		e.dealer.cfg.Directory.Release(r.claim)
	}
	e.dealer.notify(burst)
	e.mu.Lock()
	invocations := e.invocations
	e.invocations, e.places, e.crowded, e.gone = wamp.IDTable[*pending]{}, nil, nil, true
	e.mu.Unlock()
	for _, p := range invocations.All() {
		p.refuse(wamp.ErrCanceled, calleeLeft, burst)
	}
	for _, r := range registrations {
		e.dealer.drain(r.entry, burst)
	}
}

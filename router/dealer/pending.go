package dealer

import (
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// pending is one call from CALL to its answer.
type pending struct {
	dealer    *Dealer
	caller    Caller
	request   wamp.ID
	procedure wamp.URI
	passthru  bool // the caller reads payloads in passthru mode
	progress  bool // the caller takes progressive results
	streaming bool // the caller may continue the call: it has an input
	checked   bool // by Config.CheckInput: the input

	mu          sync.Mutex
	done        bool
	interrupted bool     // canceled with kill: the callee still answers
	id          wamp.ID  // of the call at at
	at          answerer // who answers; nil: nobody yet
	extra       *extra   // nil: nothing of it
}

// extra is what few calls have. The call's lock guards it.
type extra struct {
	timeout timeout
	input   *input // nil: the call has none
	kept    *kept  // nil: nothing is
}

// extras returns p.extra. p.mu is held.
func (p *pending) extras() *extra {
	if p.extra == nil {
		p.extra = new(extra)
	}
	return p.extra
}

// answerer is where a call is answered: a callee, or another node.
type answerer interface {
	interruptible() bool
	cancel(p *pending, id wamp.ID, mode wamp.CancelMode, reason wamp.URI, burst *session.Burst)
	// more hands over a part of the call's input, unless the call is not here any more.
	more(p *pending, id wamp.ID, m part, burst *session.Burst)
}

// bind says who answers. It reports whether an answer is still wanted.
func (p *pending) bind(at answerer, id wamp.ID) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return false
	}
	p.at, p.id = at, id
	return true
}

// finish ends the call, once. p.mu is held.
func (p *pending) finish() bool {
	if p.done {
		return false
	}
	p.done = true
	if p.extra != nil && p.extra.timeout.stop() {
		p.dealer.timers.Done()
	}
	p.drop()
	return true
}

func (p *pending) end() (ended bool) {
	p.mu.Lock()
	ended = p.finish()
	p.mu.Unlock()
	return ended
}

// result passes a result on to the caller, unless the call has ended.
func (p *pending) result(progress bool, payload *wamp.Payload, burst *session.Burst) {
	if check := p.dealer.cfg.CheckResult; check != nil {
		if err := check(p.procedure, progress, *payload); err != nil {
			p.refuse(wamp.ErrInvalidArgument, "the callee's result is not valid: "+err.Error(), burst)
			return
		}
	}
	if progress {
		if !p.progressive(*payload, burst) && p.cancel(wamp.CancelKillNoWait, wamp.ErrPayloadSizeExceeded, burst) {
			p.answer(wamp.ErrPayloadSizeExceeded, resultTooLarge, burst)
		}
		return
	}
	if p.end() && !p.caller.Result(p.request, false, *payload, burst) {
		p.answer(wamp.ErrPayloadSizeExceeded, resultTooLarge, burst)
	}
}

// progressive passes a progressive result on, unless the caller takes no message of
// that size. The timeout of a call is the time
// to its first and between its further results (section "Progressive Call
// Results", "Timeouts").
func (p *pending) progressive(payload wamp.Payload, burst *session.Burst) (fits bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done || !p.progress {
		return true
	}
	if p.extra != nil {
		p.extra.timeout.restart()
		p.drop() // no other callee could go on from here
	}
	return p.caller.Result(p.request, true, payload, burst)
}

// refuse answers the caller for the router itself, unless the call has ended.
func (p *pending) refuse(uri wamp.URI, text string, burst *session.Burst) {
	if p.end() {
		p.answer(uri, text, burst)
	}
}

// answer answers the caller of a call that has ended, for the router itself.
func (p *pending) answer(uri wamp.URI, text string, burst *session.Burst) {
	p.dealer.cfg.Tally.Refused(wamp.TypeCall, uri)
	p.caller.Error(p.request, uri, session.Explanation(text), burst)
}

// error passes an error of the callee on, unless the call has ended.
func (p *pending) error(uri wamp.URI, payload wamp.Payload, burst *session.Burst) {
	if p.end() {
		p.caller.Error(p.request, uri, payload, burst)
	}
}

// giveUp ends the call with an error and tells its callee that no answer is wanted. It
// reports whether the call was open.
func (p *pending) giveUp(reason wamp.URI, text string, burst *session.Burst) bool {
	if !p.cancel(wamp.CancelKillNoWait, reason, burst) {
		return false
	}
	p.answer(reason, text, burst)
	return true
}

// cancel gives the call up and reports whether it ended by that and the caller is
// to be answered. Who does not understand INTERRUPT is not interrupted: the mode
// is then skip (section "Call Canceling").
func (p *pending) cancel(mode wamp.CancelMode, reason wamp.URI, burst *session.Burst) bool {
	p.mu.Lock()
	at, id := p.at, p.id
	if at == nil || !at.interruptible() {
		mode = wamp.CancelSkip
	}
	if p.done || mode == wamp.CancelKill && p.interrupted {
		p.mu.Unlock()
		return false
	}
	if mode == wamp.CancelKill {
		p.interrupted = true
	} else {
		p.finish()
	}
	p.mu.Unlock()
	if at != nil {
		at.cancel(p, id, mode, reason, burst)
	}
	return mode != wamp.CancelKill
}

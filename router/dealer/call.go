package dealer

import (
	"fmt"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Terms are what a realm says of a call. The zero Terms are those of a call without
// anything special.
type Terms struct {
	Disclose   bool   // the callee is told who calls, asked for or not
	CheckInput bool   // what the caller adds to the call goes through Config.CheckInput
	Trust      *int64 // the trust level (section "Call Trust Levels"); nil: none
}

// Call handles CALL that continues none. The error is a protocol violation; all others
// are the caller's ERROR.
func (s *Session) Call(m *wamp.Call, terms Terms, burst *session.Burst) error {
	p := &pending{
		dealer:    s.dealer,
		caller:    &s.caller,
		request:   m.Request,
		procedure: m.Procedure,
		progress:  m.Options.ReceiveProgress,
		passthru:  s.caller.passthru,
		streaming: m.Options.Progress,
		checked:   terms.CheckInput && m.Passthru == nil,
	}
	refusal, text, err := s.caller.open(p)
	if err != nil {
		return err
	}
	if refusal != "" {
		if p.streaming {
			s.caller.discard(m.Request)
		}
		s.dealer.cfg.Tally.Refused(wamp.TypeCall, refusal)
		s.caller.refuse(m.Request, refusal, session.Explanation(text), burst)
		return nil
	}
	s.dealer.dispatch(p, &Call{
		Procedure:       m.Procedure,
		Disclosed:       terms.Disclose || m.Options.DiscloseMe,
		ReceiveProgress: m.Options.ReceiveProgress,
		Progress:        m.Options.Progress,
		Timeout:         m.Options.Timeout,
		Passthru:        s.caller.passthru,
		Custom:          m.Options.Custom,
		Trust:           terms.Trust,
		Payload:         m.Payload,
	}, nil, burst)
	return nil
}

// dispatch hands the call to who answers it: nobody of those who have been tried, if
// it was given back. It borrows c.
func (d *Dealer) dispatch(p *pending, c *Call, tried []*registration, burst *session.Burst) {
	for {
		e, ok := d.cfg.Directory.Lookup(c.Procedure)
		if !ok || !untried(e, tried) {
			p.hindered(nobody, c, tried, burst)
			return
		}
		outcome := full
		if e.queue.length.Load() == 0 {
			outcome = d.try(e, p, c, tried, burst)
		}
		switch outcome {
		case invoked:
			return
		case full:
			d.wait(e, p, c, burst)
			return
		case nobody, ended: // since Lookup: what is there now?
		case lost:
			p.refuse(wamp.ErrCanceled, calleeLeft, burst)
			return
		default:
			if outcome == busy {
				d.cfg.Tally.Limited(tally.PendingCallsPerCallee)
			}
			p.hindered(outcome, c, tried, burst)
			return
		}
	}
}

// Cancel handles CANCEL. A call that is not open any more has its answer on the
// way. Without a mode it is killnowait.
func (s *Session) Cancel(m *wamp.Cancel, burst *session.Burst) {
	p := s.caller.find(m.Request)
	if p == nil {
		return
	}
	mode := m.Options.Mode
	if mode == wamp.CancelUnset {
		mode = wamp.CancelKillNoWait
	}
	if p.cancel(mode, wamp.ErrCanceled, burst) {
		p.caller.Error(p.request, wamp.ErrCanceled, session.Explanation(canceled), burst)
	}
}

// Yield handles YIELD. The error is a protocol violation.
func (s *Session) Yield(m *wamp.Yield, burst *session.Burst) error {
	p, freed, err := s.callee.answered(m.Request, m.Options.Progress)
	if err != nil {
		return fmt.Errorf("receive YIELD: %w", err)
	}
	switch {
	case p == nil:
	case m.Passthru != nil && !p.passthru:
		freed = s.callee.refuse(m.Request, freed, burst)
		p.refuse(wamp.ErrFeatureNotSupported, "the caller has not announced payload_passthru_mode, in which the result is", burst)
	default:
		p.result(m.Options.Progress, &m.Payload, burst)
	}
	s.callee.free(freed, burst)
	return nil
}

// Error handles ERROR for an INVOCATION. The error is a protocol violation.
func (s *Session) Error(m *wamp.ErrorMessage, burst *session.Burst) error {
	p, freed, err := s.callee.answered(m.Request, false)
	if err != nil {
		return fmt.Errorf("receive ERROR: %w", err)
	}
	switch {
	case p == nil:
	case m.Error == wamp.ErrUnavailable && s.callee.features.reroute:
		s.dealer.reroute(p, burst)
	case m.Passthru != nil && !p.passthru:
		p.error(m.Error, wamp.Payload{}, burst)
	default:
		p.error(m.Error, m.Payload, burst)
	}
	s.callee.free(freed, burst)
	return nil
}

package dealer

import (
	"fmt"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Call handles CALL that continues none. The caller is disclosed if it asks
// for it, or if disclose is set. The error is a protocol violation; all others are the caller's ERROR.
func (s *Session) Call(m *wamp.Call, disclose bool, burst *session.Burst) error {
	p := &pending{
		dealer:    s.dealer,
		caller:    &s.caller,
		request:   m.Request,
		procedure: m.Procedure,
		progress:  m.Options.ReceiveProgress,
		passthru:  s.caller.passthru,
		streaming: m.Options.Progress,
	}
	refusal, err := s.caller.open(p)
	if err != nil {
		return err
	}
	if refusal != "" {
		if p.streaming {
			s.caller.discard(m.Request)
		}
		s.caller.refuse(m.Request, refusal, wamp.Payload{}, burst)
		return nil
	}
	s.dealer.dispatch(p, &Call{
		Procedure:       m.Procedure,
		Disclosed:       disclose || m.Options.DiscloseMe,
		ReceiveProgress: m.Options.ReceiveProgress,
		Progress:        m.Options.Progress,
		Timeout:         m.Options.Timeout,
		Passthru:        s.caller.passthru,
		Custom:          m.Options.Custom,
		Payload:         m.Payload,
	}, burst)
	return nil
}

// dispatch hands the call to who answers it. It borrows c.
func (d *Dealer) dispatch(p *pending, c *Call, burst *session.Burst) {
	for {
		route, ok := d.cfg.Directory.Lookup(c.Procedure)
		if !ok {
			p.error(wamp.ErrNoSuchProcedure, wamp.Payload{}, burst)
			return
		}
		if route.Claim == nil {
			d.elsewhere.invoke(route.Node, p, c, burst)
			return
		}
		r := route.Claim.registration
		switch r.callee.invoke(r, p, c, burst) {
		case invoked:
			if !r.callee.mindsTimeoutOf(r) {
				p.arm(c.Timeout)
			}
			return
		case ended: // since Lookup: what is there now?
		case absent:
			p.error(wamp.ErrNoSuchProcedure, wamp.Payload{}, burst)
			return
		case busy:
			p.error(wamp.ErrUnavailable, wamp.Payload{}, burst)
			return
		case unable:
			p.error(wamp.ErrFeatureNotSupported, wamp.Payload{}, burst)
			return
		case tooBig:
			p.error(wamp.ErrPayloadSizeExceeded, wamp.Payload{}, burst)
			return
		case lost:
			p.error(wamp.ErrCanceled, calleeLeft, burst)
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
		p.caller.Error(p.request, wamp.ErrCanceled, wamp.Payload{}, burst)
	}
}

// Yield handles YIELD. The error is a protocol violation.
func (s *Session) Yield(m *wamp.Yield, burst *session.Burst) error {
	p, err := s.callee.answered(m.Request, m.Options.Progress)
	if err != nil {
		return fmt.Errorf("receive YIELD: %w", err)
	}
	switch {
	case p == nil:
	case m.Passthru != nil && !p.passthru:
		s.callee.refuse(m.Request, burst)
		p.error(wamp.ErrFeatureNotSupported, wamp.Payload{}, burst)
	default:
		p.result(m.Options.Progress, m.Payload, burst)
	}
	return nil
}

// Error handles ERROR for an INVOCATION. The error is a protocol violation.
func (s *Session) Error(m *wamp.ErrorMessage, burst *session.Burst) error {
	p, err := s.callee.answered(m.Request, false)
	if err != nil {
		return fmt.Errorf("receive ERROR: %w", err)
	}
	if p != nil {
		payload := m.Payload
		if m.Passthru != nil && !p.passthru {
			payload = wamp.Payload{}
		}
		p.error(m.Error, payload, burst)
	}
	return nil
}

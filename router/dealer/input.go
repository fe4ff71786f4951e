package dealer

import (
	"errors"
	"fmt"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// input is what the caller adds to a call by further CALLs with the same request
// (section "Progressive Call Invocations"). Its call's lock guards it.
type input struct {
	ended        bool                   // the last part has come
	registration wamp.ID                // of the callee
	details      wamp.InvocationDetails // of every part but for Progress
	passthru     *wamp.Passthru         // of every part
}

// part is one further CALL.
type part struct {
	payload  wamp.Payload // borrowed
	progress bool         // more follow
}

// Continues reports whether a CALL continues a call, or one that has ended not long
// ago. Who numbers its requests in sequence knows that itself.
func (s *Session) Continues(request wamp.ID) bool {
	return s.caller.streamed.Load() && s.caller.continues(request)
}

// MayContinue reports whether the session has announced that it continues calls.
func (s *Session) MayContinue() bool { return s.caller.streams }

// Discard has what continues a CALL discarded that was refused before it came to the
// dealer.
func (s *Session) Discard(request wamp.ID) { s.caller.discard(request) }

// Continue handles a CALL that continues a call; one that has ended has its answer on
// the way, so that the CALL is discarded. Of its options only progress counts. The
// error is a protocol violation.
func (s *Session) Continue(m *wamp.Call, burst *session.Burst) error {
	p := s.caller.find(m.Request)
	if p == nil || p.procedure != m.Procedure {
		return nil
	}
	return p.more(part{m.Payload, m.Options.Progress}, burst)
}

// more hands a part of the input to who answers the call.
func (p *pending) more(m part, burst *session.Burst) error {
	var refusal *wamp.Error
	if check := p.dealer.cfg.CheckInput; check != nil && p.checked {
		refusal = check(p.procedure, m.progress, m.payload)
	}
	if refusal != nil {
		m.payload = wamp.Payload{}
	}
	at, id, err := p.take(m)
	switch {
	case err == nil && refusal != nil:
		if p.cancel(wamp.CancelKillNoWait, refusal.URI, burst) {
			p.answer(refusal.URI, refusal.Message, burst)
		}
		return nil
	case err == errNoRoom:
		p.giveUp(wamp.ErrUnavailable, noRoom, burst)
		return nil
	case at != nil:
		at.more(p, id, m, burst)
	}
	return err
}

// errNoRoom says that a part can not be kept for the callee that is to be found.
var errNoRoom = errors.New("no room")

// take notes a part of the input, and keeps it with a call that is kept. It returns who
// is to have it, if somebody is; if the call goes to another meanwhile, that one gets
// what is kept.
func (p *pending) take(m part) (answerer, wamp.ID, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.done:
		return nil, 0, nil
	case !p.streaming || p.stream().ended:
		return nil, 0, fmt.Errorf("receive CALL: the request %d is open and takes no more", p.request)
	}
	p.extra.input.ended = !m.progress
	if k := p.extra.kept; k != nil && !p.keepPart(m) {
		if k.last == nil {
			return nil, 0, errNoRoom
		}
		p.drop() // the callee can not give it back any more
	}
	return p.at, p.id, nil
}

// stream returns the call's input. p.mu is held.
func (p *pending) stream() *input {
	x := p.extras()
	if x.input == nil {
		x.input = new(input)
	}
	return x.input
}

// begin notes what the callee was told first, and is told again with each part.
func (p *pending) begin(m *wamp.Invocation) {
	p.mu.Lock()
	defer p.mu.Unlock()
	in := p.stream()
	in.registration, in.details, in.passthru = m.Registration, m.Details, m.Passthru
	in.details.Custom = m.Details.Custom.Clone()
}

// more sends the callee a further INVOCATION with the same id.
func (e *callee) more(p *pending, id wamp.ID, m part, burst *session.Burst) {
	e.mu.Lock()
	pressure := session.Ok
	if e.invocations.Get(id) == p { // else it has answered
		pressure = e.sendPart(p, id, m, burst)
	}
	e.mu.Unlock()
	if pressure == session.TooBig {
		p.giveUp(wamp.ErrPayloadSizeExceeded, callTooLarge, burst)
	}
}

// sendPart sends one part of what an INVOCATION has begun. e.mu is held.
func (e *callee) sendPart(p *pending, id wamp.ID, m part, burst *session.Burst) session.Pressure {
	p.mu.Lock()
	in := p.extra.input
	m.payload.Passthru = in.passthru
	*e.message = wamp.Invocation{Request: id, Registration: in.registration, Details: in.details, Payload: m.payload}
	p.mu.Unlock()
	e.message.Details.Progress = m.progress
	pressure := e.peer.Send(e.message, burst)
	e.message.Payload, e.message.Details.Custom = wamp.Payload{}, nil
	return pressure
}

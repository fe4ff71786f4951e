package dealer

import (
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
	at, id, err := p.take(m)
	for err == nil && at != nil && !at.more(p, id, m, burst) {
		at, id = p.where()
	}
	return err
}

// take notes a part of the input and returns who is to have it: nil if the call has
// ended.
func (p *pending) take(m part) (answerer, wamp.ID, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.done:
		return nil, 0, nil
	case !p.streaming || p.extras().input.ended:
		return nil, 0, fmt.Errorf("receive CALL: the request %d is open and takes no more", p.request)
	}
	p.extra.input.ended = !m.progress
	return p.at, p.id, nil
}

// begin notes what the callee was told first, and is told again with each part.
func (p *pending) begin(m *wamp.Invocation) {
	p.mu.Lock()
	defer p.mu.Unlock()
	in := &p.extras().input
	in.registration, in.details, in.passthru = m.Registration, m.Details, m.Passthru
	in.details.Custom = m.Details.Custom.Clone()
}

// where returns who answers the call: nil if it has ended.
func (p *pending) where() (answerer, wamp.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return nil, 0
	}
	return p.at, p.id
}

// more sends the callee a further INVOCATION with the same id.
func (e *callee) more(p *pending, id wamp.ID, m part, burst *session.Burst) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.invocations.Get(id) != p {
		return true // the callee has answered
	}
	p.mu.Lock()
	in := &p.extra.input
	m.payload.Passthru = in.passthru
	e.message = wamp.Invocation{Request: id, Registration: in.registration, Details: in.details, Payload: m.payload}
	p.mu.Unlock()
	e.message.Details.Progress = m.progress
	e.peer.Send(&e.message, burst)
	e.message.Payload, e.message.Details.Custom = wamp.Payload{}, nil
	return true
}

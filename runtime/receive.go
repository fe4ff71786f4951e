package runtime

import (
	"fmt"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// inbox is the Sink of a session's link.
type inbox Session

var _ Sink = (*inbox)(nil)

// Receive implements Sink.
func (in *inbox) Receive(m wamp.Message) (backlog int) {
	s := (*Session)(in)
	switch m := m.(type) {
	case *wamp.Result:
		if m.Details.Progress {
			s.receiveProgress(m)
			return s.backlog.total()
		}
		s.receiveAnswer(m, m.Request, wamp.TypeCall, func(r *request) { r.keep(&m.Payload) })
	case *wamp.Invocation:
		if m.Request <= s.lastInvocation {
			s.receiveInput(m)
			return s.backlog.total()
		}
		s.receiveInvocation(m)
	case *wamp.Event:
		return s.receiveEvent(m)
	case *wamp.ErrorMessage:
		s.receiveError(m)
	case *wamp.Published:
		s.receiveAnswer(m, m.Request, wamp.TypePublish, func(r *request) { r.publication = m.Publication })
	case *wamp.Subscribed:
		s.receiveAnswer(m, m.Request, wamp.TypeSubscribe, func(r *request) { s.attach(r.subscription, m.Subscription) })
	case *wamp.Unsubscribed:
		if m.Request == 0 {
			s.revokeSubscription(m.Details.Subscription, m.Details.Reason)
			break
		}
		s.receiveAnswer(m, m.Request, wamp.TypeUnsubscribe, func(*request) {})
	case *wamp.Registered:
		s.receiveAnswer(m, m.Request, wamp.TypeRegister, func(r *request) { s.install(r.registration, m.Registration) })
	case *wamp.Unregistered:
		if m.Request == 0 {
			s.revokeRegistration(m.Details.Registration, m.Details.Reason)
			break
		}
		s.receiveAnswer(m, m.Request, wamp.TypeUnregister, func(r *request) { s.uninstall(r.registration) })
	case *wamp.Interrupt:
		s.receiveInterrupt(m)
	case *wamp.Welcome:
		s.receiveWelcome(m)
	case *wamp.Challenge:
		s.receiveChallenge(m)
	case *wamp.Abort:
		s.end(refused("ABORT", m.Reason, m.Details, m.Payload), nil)
	case *wamp.Goodbye:
		s.end(refused("GOODBYE", m.Reason, m.Details, wamp.Payload{}), &wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseGoodbyeAndOut})
	default:
		s.violate(m, "is not for clients")
	}
	return s.backlog.size()
}

// Drained implements Sink.
func (in *inbox) Drained(backlog int) <-chan struct{} { return in.backlog.drained(backlog) }

// Closed implements Sink.
func (in *inbox) Closed(err error) {
	if err == nil {
		err = ErrSessionClosed
	}
	(*Session)(in).end(ending{err: fmt.Errorf("%w: %w", ErrConnectionLost, err), reason: wamp.ErrNetworkFailure}, nil)
}

// receiveAnswer settles the request that m answers.
func (s *Session) receiveAnswer(m wamp.Message, id wamp.ID, kind wamp.MessageType, settle func(*request)) {
	s.mu.Lock()
	r := s.pending.Take(id)
	switch {
	case r != nil && r.kind == kind:
		s.mu.Unlock()
		settle(r)
		r.replied <- struct{}{}
		return
	case r != nil:
		s.pending.Put(id, r)
	case id <= s.lastRequest:
		s.mu.Unlock() // abandoned
		return
	}
	s.mu.Unlock()
	s.violate(m, fmt.Sprintf("answers a %s that was not sent", kind))
}

// receiveProgress keeps a progressive result, if the call is open and asks for it.
func (s *Session) receiveProgress(m *wamp.Result) {
	s.mu.Lock()
	var progress *inflow
	if r := s.pending.Get(m.Request); r != nil && r.kind == wamp.TypeCall {
		progress = r.progress
	}
	s.mu.Unlock()
	if progress != nil {
		progress.put(m.Payload)
	}
}

// receiveError takes the answer to a request. One for an invocation says that its
// caller can not read the YIELD (section "Payload Passthru Mode"): the call is over.
func (s *Session) receiveError(m *wamp.ErrorMessage) {
	if m.RequestType == wamp.TypeInvocation {
		return
	}
	s.receiveAnswer(m, m.Request, m.RequestType, func(r *request) {
		r.failure = m.Error
		r.keep(&m.Payload)
	})
}

func (s *Session) receiveWelcome(m *wamp.Welcome) {
	s.mu.Lock()
	was := s.state
	first := was == joining || was == rejoining
	if first {
		s.state = established
		if was == rejoining {
			s.state = restoring
		}
		s.id, s.since = m.Session, time.Now()
		s.welcome = cloneDict(m.Details)
		s.cancels.Store(announces(s.welcome, "dealer", "call_canceling"))
	}
	s.mu.Unlock()
	if !first {
		s.violate(m, "came twice")
		return
	}
	s.passHandshake(m)
}

func (s *Session) receiveChallenge(m *wamp.Challenge) {
	s.mu.Lock()
	expected := s.state == joining || s.state == rejoining
	s.mu.Unlock()
	if !expected {
		s.violate(m, "came after WELCOME")
		return
	}
	s.passHandshake(&wamp.Challenge{AuthMethod: m.AuthMethod, Extra: cloneDict(m.Extra)})
}

// passHandshake wakes join.
func (s *Session) passHandshake(m wamp.Message) {
	select {
	case s.handshake <- m:
	default:
		s.violate(m, "came before the last one was answered")
	}
}

// refused returns the ending that the router has caused by a message.
func refused(message string, reason wamp.URI, details wamp.Dict, p wamp.Payload) ending {
	text, _ := details["message"].(string)
	if text == "" {
		text = firstString(p)
	}
	e := &wamp.Error{URI: reason, Message: text, Payload: p.Clone()}
	return ending{err: fmt.Errorf("%s from the router: %w", message, e), reason: reason, message: text}
}

// violate ends the session because the router has broken the protocol (section
// "Protocol errors").
func (s *Session) violate(m wamp.Message, how string) {
	text := fmt.Sprintf("%s %s", m.Type(), how)
	s.end(
		ending{err: fmt.Errorf("%w: %s", ErrRouterViolation, text), reason: wamp.ErrProtocolViolation},
		&wamp.Abort{Details: wamp.Dict{"message": text}, Reason: wamp.ErrProtocolViolation},
	)
}

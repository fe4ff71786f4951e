package realm

import (
	"errors"
	"fmt"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/meta"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Route handles a message of p. The error is a protocol violation (section
// "Protocol Errors"). Messages of a peer that has left are ignored.
func (r *Realm) Route(p session.Peer, message wamp.Message, b *session.Burst) error {
	m := r.member(p)
	if m == nil {
		return nil
	}
	switch msg := message.(type) {
	case *wamp.Call:
		return r.call(m, msg, b)
	case *wamp.Yield:
		if err := m.use(msg.Type(), msg.Passthru, m.passthru.callee); err != nil {
			return err
		}
		return m.dealer.Yield(msg, b)
	case *wamp.Publish:
		if err := m.use(msg.Type(), msg.Passthru, m.passthru.publisher); err != nil {
			return err
		}
		err := r.publish(m, msg, b)
		if msg.Options.Acknowledge {
			r.answer(m, msg, msg.Request, err, b)
		} else if err != nil {
			r.cfg.Tally.Refused(msg.Type(), refusal(err).URI)
		}
		return nil
	case *wamp.Subscribe:
		r.answer(m, msg, msg.Request, r.subscribe(m, msg, b), b)
		return nil
	case *wamp.Unsubscribe:
		r.answer(m, msg, msg.Request, m.broker.Unsubscribe(msg, b), b)
		return nil
	case *wamp.Register:
		r.answer(m, msg, msg.Request, r.register(m, msg, b), b)
		return nil
	case *wamp.Unregister:
		r.answer(m, msg, msg.Request, m.dealer.Unregister(msg, b), b)
		return nil
	case *wamp.Cancel:
		m.dealer.Cancel(msg, b)
		return nil
	case *wamp.ErrorMessage:
		return r.invocationError(m, msg, b)
	default:
		return fmt.Errorf("receive %s: clients do not send it", message.Type())
	}
}

// answer sends ERROR for a request that err refuses, if it does.
func (r *Realm) answer(m *member, request wamp.Message, id wamp.ID, err error, b *session.Burst) {
	if err == nil {
		return
	}
	refused := refusal(err)
	r.cfg.Tally.Refused(request.Type(), refused.URI)
	m.peer.Send(&wamp.ErrorMessage{RequestType: request.Type(), Request: id, Error: refused.URI, Payload: explanation(refused)}, b)
}

// refusal is what a peer is told of err: of what is not a *wamp.Error nothing.
func refusal(err error) *wamp.Error {
	refused := &wamp.Error{URI: wamp.ErrRuntimeError}
	errors.As(err, &refused)
	return refused
}

// explanation returns the payload of the ERROR that tells a peer of err.
func explanation(err *wamp.Error) wamp.Payload {
	if err.Payload.Args != nil || err.Payload.Kwargs != nil {
		return err.Payload
	}
	return session.Explanation(err.Message)
}

// permit checks a URI and asks the policy, and an authorizer where that says so. What the
// policy allows for messages that come often is remembered. The error is a *wamp.Error.
func (r *Realm) permit(m *member, action authz.Action, uri wamp.URI, match wamp.Match, b *session.Burst) (*authz.Decision, error) {
	policy := r.policy.Load()
	often := match == wamp.MatchExact && (action == authz.Call || action == authz.Publish)
	if often {
		if decision := r.permits.find(policy, m.role, action, uri); decision != nil {
			return decision, nil
		}
	}
	if err := r.check(action, uri, match); err != nil {
		return nil, err
	}
	decision := policy.Authorize(m.role, action, uri, match)
	if often && decision.Allowed {
		r.permits.keep(permit{policy, m.role, action, uri, decision})
	}
	if decision.Authorizer != "" {
		var err error
		if decision, err = r.authorize(m, question{action, uri, match}, b); err != nil {
			r.cfg.Logger.Warn("authorizer failed", "role", m.role, "action", action, "uri", uri, "error", err)
			return nil, &wamp.Error{URI: wamp.ErrAuthorizationFailed, Message: fmt.Sprintf("whether the role %q may %s %q could not be found out", m.role, action, uri)}
		}
	}
	if !decision.Allowed {
		return nil, &wamp.Error{URI: wamp.ErrNotAuthorized, Message: fmt.Sprintf("the role %q may not %s %q", m.role, action, uri)}
	}
	return &decision, nil
}

// check refuses what is no URI by the realm's rules, and what only the router
// itself may register or publish (section "Reserved URIs").
func (r *Realm) check(action authz.Action, uri wamp.URI, match wamp.Match) error {
	reason := ""
	switch {
	case !uri.ValidPattern(match), r.cfg.URICheck == Strict && !uri.Strict():
		reason = "is no URI"
	case len(uri) >= r.cfg.Limits.URIComponents && uri.Components() > r.cfg.Limits.URIComponents:
		r.cfg.Tally.Limited(tally.URIComponents)
		reason = "has too many components"
	case uri.Reserved() && (action == authz.Register || action == authz.Publish):
		reason = "is reserved for the protocol"
	default:
		return nil
	}
	return &wamp.Error{URI: wamp.ErrInvalidURI, Message: fmt.Sprintf("%q %s", uri, reason)}
}

func (r *Realm) publish(m *member, msg *wamp.Publish, b *session.Burst) error {
	decision, err := r.permit(m, authz.Publish, msg.Topic, wamp.MatchExact, b)
	if err != nil {
		return err
	}
	if decision.Validate {
		if err := r.validate(KindEvent, msg.Topic, msg.Payload); err != nil {
			return err
		}
	}
	return m.broker.Publish(msg, decision.Disclose, decision.TrustLevel, b)
}

func (r *Realm) subscribe(m *member, msg *wamp.Subscribe, b *session.Burst) error {
	if _, err := r.permit(m, authz.Subscribe, msg.Topic, msg.Options.Match, b); err != nil {
		return err
	}
	return m.broker.Subscribe(msg, b)
}

func (r *Realm) register(m *member, msg *wamp.Register, b *session.Burst) error {
	decision, err := r.permit(m, authz.Register, msg.Procedure, msg.Options.Match, b)
	if err != nil {
		return err
	}
	return m.dealer.Register(msg, decision.Displace, b)
}

// Continue handles a CALL that continues one. Its permission is that of the first:
// of the options of a CALL that continues another only progress counts (section
// "Progressive Call Invocations", "Freezing of Options").
func (r *Realm) Continue(p session.Peer, msg *wamp.Call, b *session.Burst) error {
	m := r.member(p)
	if m == nil {
		return nil
	}
	if err := m.use(msg.Type(), msg.Passthru, m.passthru.caller); err != nil {
		return err
	}
	return m.dealer.Continue(msg, b)
}

// call routes a call: to the router itself where the URI is reserved, so that no
// pattern of a callee covers those, else to the dealer. A progressive one is a
// violation where the caller has not announced the feature (section "Progressive
// Call Invocations", "Feature Announcement").
func (r *Realm) call(m *member, msg *wamp.Call, b *session.Burst) error {
	if m.dealer.Continues(msg.Request) {
		return r.Continue(m.peer, msg, b)
	}
	if msg.Options.Progress && !m.dealer.MayContinue() {
		return errors.New("receive CALL: the caller has not announced progressive_call_invocations")
	}
	if err := m.use(msg.Type(), msg.Passthru, m.passthru.caller); err != nil {
		return err
	}
	decision, err := r.permit(m, authz.Call, msg.Procedure, wamp.MatchExact, b)
	if err == nil && decision.Validate {
		err = r.validate(KindCall, msg.Procedure, msg.Payload)
	}
	if err == nil && msg.Procedure.Reserved() {
		err = r.callMeta(m, msg, b)
	} else if err == nil {
		return m.dealer.Call(msg, dealer.Terms{Disclose: decision.Disclose, CheckInput: decision.Validate, Trust: decision.TrustLevel}, b)
	}
	if msg.Options.Progress {
		m.dealer.Discard(msg.Request)
	}
	r.answer(m, msg, msg.Request, err, b)
	return nil
}

func (r *Realm) callMeta(m *member, msg *wamp.Call, b *session.Burst) error {
	if r.meta == nil {
		return &wamp.Error{URI: wamp.ErrNoSuchProcedure, Message: "the realm has no meta API"}
	}
	switch {
	case msg.Passthru != nil:
		return &wamp.Error{URI: wamp.ErrFeatureNotSupported, Message: "the router reads no payload in passthru mode"}
	case msg.Options.Progress:
		return &wamp.Error{URI: wamp.ErrFeatureNotSupported, Message: "the procedures of the router take no input"}
	}
	result, err := r.meta.Call(m.caller(), msg.Procedure, msg.Payload, b)
	if err == nil {
		m.peer.Send(&wamp.Result{Request: msg.Request, Payload: result}, b)
	}
	return err
}

// caller returns who calls a procedure of the router.
func (m *member) caller() meta.Caller {
	principal := m.peer.Principal()
	return meta.Caller{ID: m.peer.ID(), AuthID: principal.AuthID, AuthRole: principal.AuthRole}
}

// invocationError passes ERROR of a callee on. A caller does not get a URI that
// is none (section "Incorrect URIs").
func (r *Realm) invocationError(m *member, msg *wamp.ErrorMessage, b *session.Burst) error {
	if msg.RequestType != wamp.TypeInvocation {
		return fmt.Errorf("receive ERROR: clients do not answer %s", msg.RequestType)
	}
	if err := m.use(msg.Type(), msg.Passthru, m.passthru.callee); err != nil {
		return err
	}
	if !msg.Error.Valid() {
		return m.dealer.Error(&wamp.ErrorMessage{RequestType: msg.RequestType, Request: msg.Request, Error: wamp.ErrInvalidURI,
			Payload: session.Explanation("the error of the callee is no URI")}, b)
	}
	return m.dealer.Error(msg, b)
}

package runtime

import (
	"context"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// answer is the result of a call, borrowed until free.
type answer struct {
	payload wamp.Payload
	request *request
	more    []*request // of interceptors that have tried again
}

func (s *Session) freeAnswer(a answer) {
	if a.request != nil {
		s.free(a.request)
	}
	for _, r := range a.more {
		s.free(r)
	}
}

// interceptCall makes a call through the interceptors. exchange sends CALL and returns
// the answered request. The answer is to be freed also if there is an error.
func (s *Session) interceptCall(ctx context.Context, call *InterceptedCall, exchange func(context.Context, *InterceptedCall) (*request, error)) (a answer, err error) {
	a.payload, err = s.chain.call(ctx, call, func(ctx context.Context, c *InterceptedCall) (wamp.Payload, error) {
		r, err := exchange(ctx, c)
		if err != nil {
			return wamp.Payload{}, err
		}
		a.more = append(a.more, r)
		return r.payload, nil
	})
	return a, err
}

// interceptedCall returns what the interceptors see first of a call.
func interceptedCall(procedure wamp.URI, options callOptions, args wamp.Payload) *InterceptedCall {
	return &InterceptedCall{Procedure: procedure, Options: options.wire, Cancel: options.cancel, Args: args}
}

// sendIntercepted sends the CALL that the interceptors have left.
func (s *Session) sendIntercepted(ctx context.Context, c *InterceptedCall) (*request, error) {
	return s.sendComplete(ctx, c.Procedure, callOptions{wire: c.Options, cancel: c.Cancel}, c.Args)
}

// exchangeIntercepted is the exchange of a call that is not progressive.
func (s *Session) exchangeIntercepted(declared []ErrorType) func(context.Context, *InterceptedCall) (*request, error) {
	return func(ctx context.Context, c *InterceptedCall) (*request, error) {
		r, err := s.sendIntercepted(ctx, c)
		if err != nil {
			return nil, err
		}
		if err := s.awaitResult(ctx, r, declared); err != nil {
			s.free(r)
			return nil, err
		}
		return r, nil
	}
}

// intercepted is a typed call through the interceptors.
func (x *exchange[A, R]) intercepted(ctx context.Context, s *Session, p *Procedure[A, R], uri wamp.URI, opts []CallOption, exchange func(context.Context, *InterceptedCall) (*request, error)) error {
	w := codec.NewWriter(s.linkFormat())
	defer w.Free()
	args, err := p.Args.write(&x.args, w)
	if err != nil {
		return err
	}
	a, err := s.interceptCall(ctx, interceptedCall(uri, newCallOptions(p.Timeout, opts), args), exchange)
	defer s.freeAnswer(a)
	if err != nil {
		return err
	}
	return resultError(p.Result.read(&x.result, a.payload))
}

// interceptPublish publishes through the interceptors.
func (s *Session) interceptPublish(ctx context.Context, p *publication) error {
	first := &InterceptedPublication{Topic: p.message.Topic, Options: p.options.wire, Payload: p.message.Payload}
	return s.chain.publish(ctx, first, func(ctx context.Context, left *InterceptedPublication) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.message.Topic, p.options.wire, p.message.Payload = left.Topic, left.Options, left.Payload
		return s.sendPublish(ctx, p)
	})
}

// interceptInvocation runs a handler through the interceptors.
func (s *Session) interceptInvocation(i *invocation) (err error) {
	came := i.payload
	in := &InterceptedInvocation{Invocation: i.ctx.invocation(), Args: came}
	i.yield.Payload, err = s.chain.invocation(i.ctx, in, func(ctx context.Context, in *InterceptedInvocation) (wamp.Payload, error) {
		i.writer.Reset() // of what an earlier try has written
		i.payload, i.yield.Payload = in.Args, wamp.Payload{}
		err := i.registration.handler(ctx, i)
		i.payload = came
		return i.yield.Payload, err
	})
	return err
}

// intercept runs a handler through the interceptors.
func (h *handling) intercept(ctx context.Context, sub *Subscription) error {
	event, _ := EventFrom(ctx)
	own, shared := h.own, h.shared
	e := &InterceptedEvent{Event: event, Payload: h.payload()}
	was := e.Payload
	return h.session.chain.event(ctx, e, func(ctx context.Context, e *InterceptedEvent) error {
		if sameBytes(e.Payload.Args, was.Args) && sameBytes(e.Payload.Kwargs, was.Kwargs) {
			return sub.handler(ctx, h)
		}
		defer func() { h.own, h.shared = own, shared }()
		h.own, h.shared = &e.Payload, nil
		return sub.handler(ctx, h)
	})
}

// sameBytes reports whether both are the same memory.
func sameBytes(a, b []byte) bool {
	return len(a) == len(b) && (a == nil) == (b == nil) && (len(a) == 0 || &a[0] == &b[0])
}

// With returns the class with interceptors around all sessions of its components. They
// stand outside of those that it has.
func (c Class) With(interceptors ...Interceptor) Class {
	c.Interceptors = append(append([]Interceptor{}, interceptors...), c.Interceptors...)
	return c
}

// With returns the classes, each with interceptors: Classes().With(logging).
func (c Classes) With(interceptors ...Interceptor) Classes {
	with := make(Classes, len(c))
	for name, class := range c {
		with[name] = class.With(interceptors...)
	}
	return with
}

package runtime

import (
	"context"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Interceptor stands between a session and who uses it: around what it calls and
// publishes, and around the handlers of what it is called for and receives. Each
// function may look, change what it is given, do without next or call it more than
// once (a retry), and replace what it returns; one that is nil sees nothing and costs
// nothing. JoinConfig.Interceptors installs them in a session, Class.With in a class of
// components, Classes.With in all classes of an application.
//
// Of several the first is outermost: it sees calls and invocations first, and results
// and errors last. The context that next is given is that of the handler or request,
// and may be derived from the one that the interceptor got.
//
// Errors are what user code sees: of a call a declared error or a *wamp.Error, of an
// invocation what its handler has returned, panics excepted, which no interceptor
// sees. An error that an invocation's interceptor returns goes to the caller as if the
// handler had returned it.
//
// Payloads are undecoded: DecodeValues reads them, where that is needed. They are
// borrowed, valid until the interceptor returns, and must not be changed; to put
// another in their place, see Values.Payload. Progressive inputs and results pass by:
// the first arguments and the final result are seen.
type Interceptor struct {
	Call       func(ctx context.Context, call *InterceptedCall, next CallFunc) (wamp.Payload, error)
	Publish    func(ctx context.Context, publication *InterceptedPublication, next PublishFunc) error
	Invocation func(ctx context.Context, invocation *InterceptedInvocation, next InvocationFunc) (wamp.Payload, error)
	Event      func(ctx context.Context, event *InterceptedEvent, next EventFunc) error
}

// What interceptors pass on to: the next one, and at the end the router or the handler.
type (
	CallFunc       func(context.Context, *InterceptedCall) (wamp.Payload, error)
	PublishFunc    func(context.Context, *InterceptedPublication) error
	InvocationFunc func(context.Context, *InterceptedInvocation) (wamp.Payload, error)
	EventFunc      func(context.Context, *InterceptedEvent) error
)

// InterceptedCall is a call before it is sent.
type InterceptedCall struct {
	Procedure wamp.URI
	Options   wamp.CallOptions // Timeout: of the call, without what the context's deadline says
	Cancel    wamp.CancelMode  // if the context ends; CancelUnset is killnowait
	Args      wamp.Payload
}

// InterceptedPublication is a publication before it is sent.
type InterceptedPublication struct {
	Topic   wamp.URI
	Options wamp.PublishOptions
	Payload wamp.Payload
}

// InterceptedInvocation is an invocation before its handler decodes it. What is
// changed of the Invocation the handler does not see; InvocationFrom tells it what
// came.
type InterceptedInvocation struct {
	Invocation
	Args wamp.Payload
}

// InterceptedEvent is an event before its handler decodes it. What is changed of the
// Event the handler does not see; EventFrom tells it what came.
type InterceptedEvent struct {
	Event
	Payload wamp.Payload
}

// chain is interceptors as one. A function is nil if none of them has it.
type chain struct {
	call       func(context.Context, *InterceptedCall, CallFunc) (wamp.Payload, error)
	publish    func(context.Context, *InterceptedPublication, PublishFunc) error
	invocation func(context.Context, *InterceptedInvocation, InvocationFunc) (wamp.Payload, error)
	event      func(context.Context, *InterceptedEvent, EventFunc) error
}

func newChain(interceptors []Interceptor) chain {
	var c chain
	for i := len(interceptors) - 1; i >= 0; i-- {
		outer := interceptors[i]
		c.call = around(outer.Call, c.call)
		c.publish = aroundError(outer.Publish, c.publish)
		c.invocation = around(outer.Invocation, c.invocation)
		c.event = aroundError(outer.Event, c.event)
	}
	return c
}

// around returns two interceptors as one; both may be nil.
func around[T any, F ~func(context.Context, T) (wamp.Payload, error)](outer, inner func(context.Context, T, F) (wamp.Payload, error)) func(context.Context, T, F) (wamp.Payload, error) {
	switch {
	case outer == nil:
		return inner
	case inner == nil:
		return outer
	}
	return func(ctx context.Context, x T, next F) (wamp.Payload, error) {
		return outer(ctx, x, func(ctx context.Context, x T) (wamp.Payload, error) { return inner(ctx, x, next) })
	}
}

// aroundError is around where there is no result.
func aroundError[T any, F ~func(context.Context, T) error](outer, inner func(context.Context, T, F) error) func(context.Context, T, F) error {
	switch {
	case outer == nil:
		return inner
	case inner == nil:
		return outer
	}
	return func(ctx context.Context, x T, next F) error {
		return outer(ctx, x, func(ctx context.Context, x T) error { return inner(ctx, x, next) })
	}
}

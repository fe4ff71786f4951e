package runtime

import (
	"context"
	"errors"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Binding is a registration or subscription that a component makes when it starts.
type Binding struct {
	// send asks the router for it; the function it returns waits for the answer. The
	// turn, if it is not nil, is the handler's to take.
	send func(context.Context, *Session, turn) (await func(context.Context) error, err error)
	turn turn
}

// Bindings are all registrations and subscriptions of a component.
type Bindings []Binding

// Bind makes registrations and subscriptions of a session that belongs to no
// component, and returns when each is acknowledged: the generated Handle and On
// functions make the bindings. They last as long as the session. The error names all
// that were refused; the others hold.
func Bind(ctx context.Context, s *Session, bindings ...Binding) error {
	return Bindings(bindings).bind(ctx, s)
}

// Handle binds a handler to a procedure; see Register.
func Handle[A, R any](p *Procedure[A, R], handler func(context.Context, A) (R, error)) Binding {
	return registered(p.URI, p.Register, typedProcedureHandler(p, handler))
}

func registered(procedure wamp.URI, opts wamp.RegisterOptions, handler procedureHandler) Binding {
	return Binding{send: func(ctx context.Context, s *Session, t turn) (func(context.Context) error, error) {
		r, err := s.sendRegister(ctx, procedure, opts, t.procedure(handler))
		return func(ctx context.Context) error {
			_, err := s.awaitRegistered(ctx, r)
			return err
		}, err
	}}
}

// OnEvent binds a handler to a topic; see Subscribe.
func OnEvent[E any](t *Topic[E], handler func(context.Context, E) error) Binding {
	return Binding{send: func(ctx context.Context, s *Session, turn turn) (func(context.Context) error, error) {
		r, err := s.sendSubscribe(ctx, t.URI, t.Subscribe, turn.event(typedEventHandler(t, handler)))
		return func(ctx context.Context) error {
			_, err := s.awaitSubscribed(ctx, r)
			return err
		}, err
	}}
}

// bind makes all registrations and subscriptions and returns when each is
// acknowledged. The error names all that were not.
func (b Bindings) bind(ctx context.Context, s *Session) error {
	var errs []error
	awaits := make([]func(context.Context) error, 0, len(b))
	for _, binding := range b {
		await, err := binding.send(ctx, s, binding.turn)
		if err != nil {
			errs = append(errs, err)
			break // the session or the time is over
		}
		awaits = append(awaits, await)
	}
	for _, await := range awaits {
		if err := await(ctx); err != nil {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

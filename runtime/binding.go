package runtime

import (
	"context"
	"errors"
)

// Binding is a registration or subscription that a component makes when it starts.
type Binding struct {
	// send asks the router for it; the function it returns waits for the answer.
	send func(context.Context, *Session) (await func(context.Context) error, err error)
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
	return Binding{func(ctx context.Context, s *Session) (func(context.Context) error, error) {
		r, err := s.sendRegister(ctx, p.URI, p.Register, typedProcedureHandler(p, handler))
		return func(ctx context.Context) error {
			_, err := s.awaitRegistered(ctx, r)
			return err
		}, err
	}}
}

// OnEvent binds a handler to a topic; see Subscribe.
func OnEvent[E any](t *Topic[E], handler func(context.Context, E) error) Binding {
	return Binding{func(ctx context.Context, s *Session) (func(context.Context) error, error) {
		r, err := s.sendSubscribe(ctx, t.URI, t.Subscribe, typedEventHandler(t, handler))
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
		await, err := binding.send(ctx, s)
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

package runtime

import (
	"context"
)

// turn is what handlers of which only one runs at a time take, one after the other;
// nil is for handlers that do not mind one another.
type turn chan struct{}

// Serial returns the bindings with handlers of which only one runs at a time, whatever
// of the component is invoked or published; the others wait. Such a component must not
// call itself. An invocation that has been given up does not wait for its turn.
func (b Bindings) Serial() Bindings {
	t := make(turn, 1)
	serial := make(Bindings, len(b))
	for i, binding := range b {
		serial[i] = Binding{send: binding.send, turn: t}
	}
	return serial
}

func (t turn) take(ctx context.Context) error {
	select {
	case t <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t turn) procedure(handler procedureHandler) procedureHandler {
	if t == nil {
		return handler
	}
	return func(ctx context.Context, i *invocation) error {
		if err := t.take(ctx); err != nil {
			return err
		}
		defer func() { <-t }()
		return handler(ctx, i)
	}
}

func (t turn) event(handler eventHandler) eventHandler {
	if t == nil {
		return handler
	}
	return func(ctx context.Context, h *handling) error {
		if err := t.take(ctx); err != nil {
			return err
		}
		defer func() { <-t }()
		return handler(ctx, h)
	}
}

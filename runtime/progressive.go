package runtime

import (
	"context"
	"iter"
)

// Progressive describes a procedure with progressive results, progressive
// invocations, or both (sections "Progressive Call Results" and "Progressive Call
// Invocations"). On the wire the first CALL carries A, each further one an I, and the
// final one, which is not progressive, one more I or nothing; progressive RESULTs
// carry a P, the final one R.
type Progressive[A, I, P, R any] struct {
	Procedure[A, R]
	Input    Codec[I]
	Progress Codec[P]
}

// Progress sends progressive results from a procedure's handler. It may be used from
// several goroutines, until the handler returns.
type Progress[P any] struct{ send func(P) error }

// ProgressTo returns a Progress that passes its values to send, for tests of
// handlers.
func ProgressTo[P any](send func(P) error) Progress[P] { return Progress[P]{send} }

// Wanted reports whether the caller takes progressive results.
func (p Progress[P]) Wanted() bool { return p.send != nil }

// Send sends one progressive result; it waits, bounded in time, while the router
// takes nothing. Where the caller takes none, it does nothing. The error is that of
// the handler's context once that has ended, because the caller has canceled or the
// handler returned, or one of encoding.
func (p Progress[P]) Send(result P) error {
	if p.send == nil {
		return nil
	}
	return p.send(result)
}

// Input is what a caller sends progressively, for a procedure's handler.
type Input[I any] struct{ all iter.Seq2[I, error] }

// InputOf returns an Input of what all yields, for tests of handlers.
func InputOf[I any](all iter.Seq2[I, error]) Input[I] { return Input[I]{all} }

// All returns the inputs in their order, for one goroutine to take. It ends after
// the caller's last one. An error is the last thing it yields: the end of the
// handler's context, an input that is not of its type (which, returned, goes to the
// caller as wamp.error.invalid_argument), or ErrTooSlow. What has not been taken
// when a loop ends early, another one gets; when the handler returns, the rest is
// dropped.
//
// Until they are taken inputs wait in memory, and the caller is slowed down. A
// handler that takes none for a while fails its call, and no other.
func (in Input[I]) All() iter.Seq2[I, error] {
	if in.all == nil {
		return func(func(I, error) bool) {}
	}
	return in.all
}

// HandleProgressive binds a handler to a procedure; see RegisterProgressive.
func HandleProgressive[A, I, P, R any](p *Progressive[A, I, P, R], handler func(context.Context, A, Input[I], Progress[P]) (R, error)) Binding {
	return registered(p.URI, p.Register, progressiveHandler(p, handler))
}

// RegisterProgressive registers p; see Register. A call that has no progressive
// inputs is one whose input is at its end, and progressive results that the caller
// does not take are not sent.
func RegisterProgressive[A, I, P, R any](ctx context.Context, s *Session, p *Progressive[A, I, P, R], handler func(context.Context, A, Input[I], Progress[P]) (R, error)) (*Registration, error) {
	return s.register(ctx, p.URI, p.Register, progressiveHandler(p, handler))
}

// Inputs returns values as the input of a call, where making them can not fail:
// Inputs(slices.Values(list)).
func Inputs[I any](values iter.Seq[I]) iter.Seq2[I, error] {
	return func(yield func(I, error) bool) {
		for v := range values {
			if !yield(v, nil) {
				return
			}
		}
	}
}

func progressiveHandler[A, I, P, R any](p *Progressive[A, I, P, R], handler func(context.Context, A, Input[I], Progress[P]) (R, error)) procedureHandler {
	return func(ctx context.Context, i *invocation) (err error) {
		var x exchange[A, R]
		if err := x.decode(&p.Args, i); err != nil {
			return err
		}
		if x.result, err = handler(ctx, x.args, inputOf(ctx, &p.Input), progressOf(ctx, &p.Progress)); err != nil {
			return err
		}
		return x.encode(&p.Result, i)
	}
}

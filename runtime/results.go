package runtime

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// ErrCanceled is the error of a call whose progressive results were not read to the
// end.
var ErrCanceled = errors.New("call canceled: not all of its results were wanted")

// Results are the results of a call with progressive results, for one goroutine:
//
//	results := client.Export(ctx, since)
//	for chunk, err := range results.All() { ... }
//	total, err := results.Final()
//
// The call is made when All or Final first asks for a result, and ends with them:
// there is nothing to close.
type Results[P, R any] struct {
	ctx     context.Context
	session *Session
	uri     wamp.URI
	values  *Codec[P]
	final   *Codec[R]
	errors  []ErrorType
	err     error // before the call is made: of its URI
	made    bool
	result  R

	// write writes the arguments, and options returns those of the first CALL, which
	// asks for progressive results, or not.
	write   func(*codec.Writer) (wamp.Payload, error)
	options func(progress bool) callOptions
	// input sends the inputs of the call and returns when there are no more; nil:
	// the call has none.
	input func(ctx context.Context, link Link, r wamp.ID) error
}

// All makes the call and returns its progressive results in their order. A loop that
// ends early cancels the call. That the call has failed is the last thing All
// yields, and what Final returns from then on: an error as that of Call, ErrTooSlow, or
// one about a result that is not of its type, which cancels the call, too.
//
// Results that have not been taken wait in memory, and the callee is slowed down.
// The timeout of the call bounds the time to its first result and between results,
// as the specification has it (section "Progressive Call Results", "Timeouts"); a
// deadline of the context bounds all of it.
func (x *Results[P, R]) All() iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		going := true
		if !x.made {
			x.run(func(value P) bool {
				going = yield(value, nil)
				return going
			})
		}
		if going && x.err != nil {
			var none P
			yield(none, x.err)
		}
	}
}

// Final returns the final result. Where All has not been called, it makes the call
// without progressive results.
func (x *Results[P, R]) Final() (R, error) {
	if !x.made {
		x.run(nil)
	}
	return x.result, x.err
}

// Err is Final of a call without a final result.
func (x *Results[P, R]) Err() error {
	_, err := x.Final()
	return err
}

// run makes the call, passes progressive results to each, if that is not nil, and
// keeps the final one.
func (x *Results[P, R]) run(each func(P) bool) {
	x.made = true
	if x.err == nil {
		x.err = x.call(each)
	}
	if x.err != nil {
		x.err = fmt.Errorf("call %s: %w", x.uri, x.err)
	}
}

func (x *Results[P, R]) call(each func(P) bool) error {
	if x.session == nil {
		return ErrNotJoined
	}
	s := x.session
	w := codec.NewWriter(s.linkFormat())
	args, err := x.write(w)
	if err != nil {
		w.Free()
		return err
	}
	options := x.options(each != nil)
	if s.chain.call == nil {
		r, err := s.sendComplete(x.ctx, x.uri, options, args)
		w.Free()
		if err == nil {
			err = x.exchange(x.ctx, r, each)
		}
		if err != nil {
			return err
		}
		defer s.free(r)
		return resultError(x.final.read(&x.result, r.payload))
	}
	defer w.Free()
	a, err := s.interceptCall(x.ctx, interceptedCall(x.uri, options, args), func(ctx context.Context, c *InterceptedCall) (*request, error) {
		r, err := s.sendIntercepted(ctx, c)
		if err != nil {
			return nil, err
		}
		return r, x.exchange(ctx, r, each)
	})
	defer s.freeAnswer(a)
	if err != nil {
		return err
	}
	return resultError(x.final.read(&x.result, a.payload))
}

// exchange sends the inputs and passes on the progressive results. With an error r is
// gone; without, it is answered and the caller's to free.
func (x *Results[P, R]) exchange(ctx context.Context, r *request, each func(P) bool) (err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan error, 1) // of the input
	if x.input != nil {
		link, id := r.link, r.id
		x.session.tasks.start(func() {
			if err := x.input(ctx, link, id); err != nil && ctx.Err() == nil {
				failed <- err
			}
		})
	}
	answered := false
	defer func() { // also if the loop around All panics
		if !answered {
			x.session.giveUp(r)
		}
	}()
	answered, err = x.receive(ctx, r, each, failed)
	if !answered {
		return err
	}
	switch {
	case r.err != nil:
		err = r.err
	case r.failure != "":
		err = remoteError(r.failure, r.payload, x.errors)
	default:
		return nil
	}
	x.session.free(r)
	return err
}

// receive passes on progressive results until the call is answered or has failed.
func (x *Results[P, R]) receive(ctx context.Context, r *request, each func(P) bool, failed <-chan error) (answered bool, err error) {
	timeout := r.options.wire.Timeout
	var (
		timer   *time.Timer
		expired <-chan time.Time
		ready   <-chan struct{}
	)
	if timeout > 0 {
		timer = time.NewTimer(timeout)
		defer timer.Stop()
		expired = timer.C
	}
	if r.progress != nil {
		ready = r.progress.ready
	}
	for {
		if err := x.pass(ctx, r, each); err != nil {
			return false, err
		}
		if answered {
			return true, nil
		}
		if timer != nil {
			timer.Reset(timeout)
		}
		select {
		case <-ready:
		case <-r.replied:
			answered = true // what came before the answer is still to be passed on
		case err := <-failed:
			return false, err
		case <-ctx.Done():
			return false, ctx.Err()
		case <-expired:
			return false, context.DeadlineExceeded
		}
	}
}

// pass passes on the progressive results that wait.
func (x *Results[P, R]) pass(ctx context.Context, r *request, each func(P) bool) error {
	for r.progress != nil {
		if err := ctx.Err(); err != nil {
			return err
		}
		var value P
		taken, _, err := r.progress.take(func(p wamp.Payload) error { return x.values.read(&value, p) })
		switch {
		case errors.Is(err, ErrTooSlow):
			return err
		case err != nil:
			return fmt.Errorf("progressive result: %w", err)
		case !taken:
			return nil
		case !each(value):
			return ErrCanceled
		}
	}
	return nil
}

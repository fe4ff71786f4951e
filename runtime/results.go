package runtime

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

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

	// send sends the first CALL. It asks for progressive results, or not.
	send func(ctx context.Context, progress bool) (*request, error)
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
	ctx, cancel := context.WithCancel(x.ctx)
	defer cancel()
	r, err := x.send(ctx, each != nil)
	if err != nil {
		return err
	}
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
	answered, err = x.receive(r, each, failed)
	if !answered {
		return err
	}
	return x.settle(r)
}

// receive passes on progressive results until the call is answered or has failed.
func (x *Results[P, R]) receive(r *request, each func(P) bool, failed <-chan error) (answered bool, err error) {
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
		if err := x.pass(r, each); err != nil {
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
		case <-x.ctx.Done():
			return false, x.ctx.Err()
		case <-expired:
			return false, context.DeadlineExceeded
		}
	}
}

// pass passes on the progressive results that wait.
func (x *Results[P, R]) pass(r *request, each func(P) bool) error {
	for r.progress != nil {
		if err := x.ctx.Err(); err != nil {
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

// settle reads the answer, and frees r.
func (x *Results[P, R]) settle(r *request) error {
	defer x.session.free(r)
	switch {
	case r.err != nil:
		return r.err
	case r.failure != "":
		return remoteError(r.failure, r.payload, x.errors)
	}
	if err := x.final.read(&x.result, r.payload); err != nil {
		return fmt.Errorf("result: %w", err)
	}
	return nil
}

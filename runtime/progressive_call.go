package runtime

import (
	"context"
	"fmt"
	"iter"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// CallProgressive returns the results of a call of p with progressive results; the
// call is made when they are asked for. The input, if it is not nil, is sent while
// results come in: it is ranged over in a goroutine of the session, which ends at
// its next value once the call is over, so it must not wait for longer than ctx
// lives. An error that it yields cancels the call, which fails with that error.
func CallProgressive[A, I, P, R any](ctx context.Context, s *Session, p *Progressive[A, I, P, R], args A, input iter.Seq2[I, error], opts ...CallOption) *Results[P, R] {
	return CallProgressiveAt(ctx, s, p, Target{uri: p.URI}, args, input, opts...)
}

// CallProgressiveAt calls p, whose URI has parts, at one URI; see CallProgressive.
func CallProgressiveAt[A, I, P, R any](ctx context.Context, s *Session, p *Progressive[A, I, P, R], at Target, args A, input iter.Seq2[I, error], opts ...CallOption) *Results[P, R] {
	x := &Results[P, R]{
		ctx: ctx, session: s, uri: at.uri, values: &p.Progress, final: &p.Result, errors: p.Errors, err: at.err,
		write: func(w *codec.Writer) (wamp.Payload, error) { return p.Args.write(&args, w) },
		options: func(progress bool) callOptions {
			o := newCallOptions(p.Timeout, opts)
			o.wire.ReceiveProgress, o.wire.Progress = progress, input != nil
			return o
		},
	}
	if at.err != nil {
		x.uri = p.URI
	}
	if input != nil {
		x.input = func(ctx context.Context, link Link, id wamp.ID) error {
			return sendInput(ctx, link, id, at.uri, &p.Input, input, func() bool { return false })
		}
	}
	return x
}

// CallInput calls p with progressive inputs and returns its result; see Call. The
// inputs are taken from input, in the caller's goroutine, and sent as they come,
// until there are no more or the call is answered. An error that input yields cancels
// the call and is returned, wrapped. A callee that does not keep up slows the call
// down.
func CallInput[A, I, P, R any](ctx context.Context, s *Session, p *Progressive[A, I, P, R], args A, input iter.Seq2[I, error], opts ...CallOption) (R, error) {
	return CallInputAt(ctx, s, p, Target{uri: p.URI}, args, input, opts...)
}

// CallInputAt calls p, whose URI has parts, at one URI; see CallInput.
func CallInputAt[A, I, P, R any](ctx context.Context, s *Session, p *Progressive[A, I, P, R], at Target, args A, input iter.Seq2[I, error], opts ...CallOption) (R, error) {
	var none R
	if at.err != nil {
		return none, fmt.Errorf("call %s: %w", p.URI, at.err)
	}
	if input == nil {
		return CallAt(ctx, s, &p.Procedure, at, args, opts...)
	}
	opts = append([]CallOption{callOption(func(o *callOptions) { o.wire.Progress = true })}, opts...)
	x := &exchange[A, R]{args: args}
	if err := x.callInput(ctx, s, &p.Procedure, at.uri, opts, func(ctx context.Context, r *request) error {
		return sendInput(ctx, r.link, r.id, at.uri, &p.Input, input, func() bool { return len(r.replied) > 0 })
	}); err != nil {
		return none, fmt.Errorf("call %s: %w", at.uri, err)
	}
	return x.result, nil
}

func (x *exchange[A, R]) callInput(ctx context.Context, s *Session, p *Procedure[A, R], uri wamp.URI, opts []CallOption, input func(context.Context, *request) error) (err error) {
	if s == nil {
		return ErrNotJoined
	}
	if s.chain.call != nil {
		return x.intercepted(ctx, s, p, uri, opts, func(ctx context.Context, c *InterceptedCall) (*request, error) {
			r, err := s.sendIntercepted(ctx, c)
			if err != nil {
				return nil, err
			}
			return r, s.finishInput(ctx, r, p.Errors, input)
		})
	}
	r := s.newCall(uri, p.Timeout, opts)
	if err := x.send(ctx, s, p, r); err != nil {
		s.free(r)
		return err
	}
	if err := s.finishInput(ctx, r, p.Errors, input); err != nil {
		return err
	}
	err = x.readResult(p, r)
	s.free(r)
	return err
}

// finishInput sends the inputs of a call and waits for its result; see awaitResult. With
// an error r is gone.
func (s *Session) finishInput(ctx context.Context, r *request, declared []ErrorType, input func(context.Context, *request) error) error {
	sent := false
	defer func() { // also if input panics
		if !sent {
			s.giveUp(r)
		}
	}()
	start, timeout := time.Now(), r.options.wire.Timeout
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	id, link, mode := r.id, r.link, r.options.cancel
	stop := context.AfterFunc(ctx, func() { s.cancelCall(link, id, mode) }) // input may wait for long
	defer stop()
	if err := input(ctx, r); err != nil {
		return err
	}
	sent = true
	if timeout > 0 {
		r.options.wire.Timeout = max(timeout-time.Since(start), 1)
	}
	err := s.awaitResult(ctx, r, declared)
	if err != nil {
		s.free(r)
	}
	return err
}

// sendInput sends what input yields as further CALLs of a request, over the link that
// the first went by, and the final one, which carries nothing. It ends without an error when the call is answered.
func sendInput[I any](ctx context.Context, link Link, id wamp.ID, uri wamp.URI, values *Codec[I], input iter.Seq2[I, error], answered func() bool) error {
	m := &wamp.Call{Request: id, Procedure: uri, Options: wamp.CallOptions{Progress: true}}
	for value, err := range input {
		switch {
		case answered():
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			return fmt.Errorf("progressive input: %w", err)
		}
		if err := sendValue(link, m, func(w *codec.Writer) (wamp.Payload, error) { return values.write(&value, w) }); err != nil {
			return fmt.Errorf("progressive input: %w", err)
		}
	}
	if answered() {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	m.Options.Progress, m.Payload = false, wamp.Payload{}
	return link.Send(m)
}

func sendValue(link Link, m *wamp.Call, write func(*codec.Writer) (wamp.Payload, error)) (err error) {
	w := codec.NewWriter(link.Format())
	defer w.Free()
	if m.Payload, err = write(w); err != nil {
		return err
	}
	return link.Send(m)
}

// giveUp ends a call that nobody waits for any more, and frees r.
func (s *Session) giveUp(r *request) {
	if s.abandon(r) {
		s.sendCancel(r)
	} else {
		<-r.replied
	}
	s.free(r)
}

// cancelCall sends CANCEL for a call of which the request may be gone.
func (s *Session) cancelCall(link Link, id wamp.ID, mode wamp.CancelMode) {
	r := new(request)
	r.id, r.link, r.options.cancel = id, link, mode
	s.sendCancel(r)
}

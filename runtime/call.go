package runtime

import (
	"context"
	"fmt"
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Call calls p and returns its result.
//
// When ctx ends or a timeout passes, CANCEL is sent and the error wraps ctx.Err()
// or context.DeadlineExceeded. An ERROR whose URI is in p.Errors is that typed
// error, any other a *wamp.Error; wamp.error.timeout is a
// context.DeadlineExceeded too. If the session ends, the error is an
// ErrSessionClosed.
func Call[A, R any](ctx context.Context, s *Session, p *Procedure[A, R], args A, opts ...CallOption) (R, error) {
	return call(ctx, s, p, p.URI, args, opts)
}

// CallAt calls p, whose URI has parts, at one URI; see Call.
func CallAt[A, R any](ctx context.Context, s *Session, p *Procedure[A, R], at Target, args A, opts ...CallOption) (R, error) {
	if at.err != nil {
		var none R
		return none, fmt.Errorf("call %s: %w", p.URI, at.err)
	}
	return call(ctx, s, p, at.uri, args, opts)
}

func call[A, R any](ctx context.Context, s *Session, p *Procedure[A, R], uri wamp.URI, args A, opts []CallOption) (result R, err error) {
	switch {
	case s == nil:
		err = ErrNotJoined
	case s.chain.call != nil:
		x := &exchange[A, R]{args: args}
		err = x.intercepted(ctx, s, p, uri, opts, s.exchangeIntercepted(p.Errors))
		result = x.result
	default:
		r := s.newCall(uri, p.Timeout, opts)
		x := exchangeOf[A, R](r)
		x.args = args
		if err = x.send(ctx, s, p, r); err == nil {
			if err = s.awaitResult(ctx, r, p.Errors); err == nil {
				err = x.readResult(p, r)
			}
		}
		result = x.result
		*x = exchange[A, R]{}
		s.free(r)
	}
	if err != nil {
		var none R
		return none, fmt.Errorf("call %s: %w", uri, err)
	}
	return result, nil
}

// exchange holds what goes one way and what comes back.
type exchange[A, R any] struct {
	args   A
	result R
}

// exchangeOf returns an empty exchange that is the request's: mostly that of the last call
// with it, which was one of the same types.
func exchangeOf[A, R any](r *request) *exchange[A, R] {
	x, ok := r.exchange.(*exchange[A, R])
	if !ok {
		x = new(exchange[A, R])
		r.exchange = x
	}
	return x
}

// send sends CALL.
func (x *exchange[A, R]) send(ctx context.Context, s *Session, p *Procedure[A, R], r *request) error {
	r.writer.Begin(s.linkFormat())
	if err := p.Args.writeTo(&x.args, &r.writer, &r.call.Payload); err != nil {
		return err
	}
	return s.sendCall(ctx, r)
}

// readResult decodes the result that answers r.
func (x *exchange[A, R]) readResult(p *Procedure[A, R], r *request) error {
	r.reader.Reset(r.payload)
	return resultError(p.Result.readFrom(&x.result, &r.reader, &r.validator))
}

// resultError says of an error of decoding that it is one of the result.
func resultError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("result: %w", err)
}

// Call calls a procedure without a schema; see the function Call.
func (s *Session) Call(ctx context.Context, procedure wamp.URI, args Values, opts ...CallOption) (Values, error) {
	result, err := s.callValues(ctx, procedure, args, opts)
	if err != nil {
		return Values{}, fmt.Errorf("call %s: %w", procedure, err)
	}
	return result, nil
}

func (s *Session) callValues(ctx context.Context, procedure wamp.URI, args Values, opts []CallOption) (Values, error) {
	if s == nil {
		return Values{}, ErrNotJoined
	}
	w := codec.NewWriter(s.linkFormat())
	defer w.Free()
	payload, err := args.write(w)
	if err != nil {
		return Values{}, err
	}
	a, err := s.callPayload(ctx, procedure, payload, opts)
	defer s.freeAnswer(a)
	if err != nil {
		return Values{}, err
	}
	values, err := decodeValues(a.payload)
	if err != nil {
		return Values{}, fmt.Errorf("result: %w", err)
	}
	return values, nil
}

// CallRaw calls a procedure with an undecoded payload of any serialization; see
// the function Call. The result owns its memory.
func (s *Session) CallRaw(ctx context.Context, procedure wamp.URI, args wamp.Payload, opts ...CallOption) (wamp.Payload, error) {
	if s == nil {
		return wamp.Payload{}, fmt.Errorf("call %s: %w", procedure, ErrNotJoined)
	}
	a, err := s.callPayload(ctx, procedure, args, opts)
	defer s.freeAnswer(a)
	if err != nil {
		return wamp.Payload{}, fmt.Errorf("call %s: %w", procedure, err)
	}
	return a.payload.Clone(), nil
}

// callPayload returns an answer that is to be freed also if there is an error.
func (s *Session) callPayload(ctx context.Context, procedure wamp.URI, args wamp.Payload, opts []CallOption) (answer, error) {
	if s.chain.call != nil {
		return s.interceptCall(ctx, interceptedCall(procedure, newCallOptions(0, opts), args), s.exchangeIntercepted(nil))
	}
	r := s.newCall(procedure, 0, opts)
	r.call.Payload = args
	err := s.sendCall(ctx, r)
	if err == nil {
		err = s.awaitResult(ctx, r, nil)
	}
	return answer{payload: r.payload, request: r}, err
}

// newCallOptions returns the options of a call whose procedure has a timeout.
func newCallOptions(timeout time.Duration, opts []CallOption) callOptions {
	o := callOptions{wire: wamp.CallOptions{Timeout: timeout}}
	for _, opt := range opts {
		opt.applyCall(&o)
	}
	return o
}

// newCall returns a request for CALL that lacks its payload.
func (s *Session) newCall(procedure wamp.URI, timeout time.Duration, opts []CallOption) *request {
	r := s.newRequest(wamp.TypeCall)
	r.call.Procedure = procedure
	r.options.wire.Timeout = timeout
	for _, opt := range opts {
		opt.applyCall(&r.options)
	}
	return r
}

// sendCall sends the CALL of a request.
func (s *Session) sendCall(ctx context.Context, r *request) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	r.call.Options = r.options.wire
	r.call.Options.Timeout = wireTimeout(ctx, r.options.wire.Timeout)
	if r.options.wire.ReceiveProgress {
		r.progress = newInflow(&s.backlog)
	}
	if r.options.wire.Progress && !announces(s.Details(), "dealer", "progressive_call_invocations") {
		return &wamp.Error{URI: wamp.ErrFeatureNotSupported, Message: "the router does not take progressive invocations"}
	}
	return s.send(ctx, &r.call, &r.call.Request, r)
}

// sendComplete sends CALL with options that are complete. Without an error the request
// is the caller's.
func (s *Session) sendComplete(ctx context.Context, procedure wamp.URI, options callOptions, args wamp.Payload) (*request, error) {
	r := s.newCall(procedure, 0, nil)
	r.options, r.call.Payload = options, args
	if err := s.sendCall(ctx, r); err != nil {
		s.free(r)
		return nil, err
	}
	return r, nil
}

// awaitResult waits for RESULT or ERROR, or cancels the call. It is one step where
// nothing can end the wait: that is what the goroutine returns from, when the answer
// wakes it, before it has anything to do.
func (s *Session) awaitResult(ctx context.Context, r *request, declared []ErrorType) error {
	if timeout := r.options.wire.Timeout; timeout == 0 && ctx.Done() == nil {
		<-r.replied
	} else if answered, err := s.awaitOrAbandon(ctx, r, timeout); !answered {
		s.sendCancel(r)
		return err
	}
	switch {
	case r.err != nil:
		return r.err
	case r.failure != "":
		return remoteError(r.failure, r.payload, declared)
	}
	return nil
}

// wireTimeout returns the time left for a call in whole milliseconds, rounded up,
// or 0 if there is no bound.
func wireTimeout(ctx context.Context, timeout time.Duration) time.Duration {
	if deadline, ok := ctx.Deadline(); ok {
		if left := max(time.Until(deadline), time.Millisecond); timeout == 0 || left < timeout {
			timeout = left
		}
	}
	if timeout == 0 {
		return 0
	}
	return (timeout + time.Millisecond - 1).Truncate(time.Millisecond)
}

// sendCancel tells the router that nobody waits for r any more (section "Call
// Canceling").
func (s *Session) sendCancel(r *request) {
	if !s.cancels.Load() {
		return
	}
	mode := r.options.cancel
	if mode == wamp.CancelUnset {
		mode = wamp.CancelKillNoWait
	}
	r.cancel = wamp.Cancel{Request: r.id, Options: wamp.CancelOptions{Mode: mode}}
	if err := r.link.Send(&r.cancel); err != nil {
		s.logger.Debug("cancel call", "procedure", r.call.Procedure, "error", err)
	}
}

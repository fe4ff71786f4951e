package runtime

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// idleWorkers is how many worker goroutines of a session wait for the next
// invocation; those beyond end when they have nothing to do.
const idleWorkers = 8

// procedureHandler decodes a payload, which it borrows, handles the invocation,
// and returns the payload of the result, written by w or not.
type procedureHandler func(ctx context.Context, p wamp.Payload, w *codec.Writer) (wamp.Payload, error)

// inputError is a payload that is not what the procedure takes.
type inputError struct{ cause error }

func (e *inputError) Error() string { return "arguments: " + e.cause.Error() }
func (e *inputError) Unwrap() error { return e.cause }

// InvalidArgument returns an error that the caller of a procedure gets as
// wamp.error.invalid_argument with the text of cause and, if that is a
// *codec.ValueError, its path and rule.
func InvalidArgument(cause error) error { return &inputError{cause} }

// errBroken is what a handler returns that has panicked or ended its goroutine; it
// is logged already.
var errBroken = errors.New("handler did not return")

func typedProcedureHandler[A, R any](p *Procedure[A, R], handler func(context.Context, A) (R, error)) procedureHandler {
	pool := sync.Pool{New: func() any { return new(exchange[A, R]) }}
	return func(ctx context.Context, in wamp.Payload, w *codec.Writer) (wamp.Payload, error) {
		x := pool.Get().(*exchange[A, R])
		defer func() {
			*x = exchange[A, R]{}
			pool.Put(x)
		}()
		if err := p.Args.read(&x.args, in); err != nil {
			return wamp.Payload{}, &inputError{err}
		}
		var err error
		if x.result, err = handler(ctx, x.args); err != nil {
			return wamp.Payload{}, err
		}
		return x.encode(&p.Result, w)
	}
}

func (x *exchange[A, R]) encode(result *Codec[R], w *codec.Writer) (wamp.Payload, error) {
	out, err := result.write(&x.result, w)
	if err != nil {
		return wamp.Payload{}, fmt.Errorf("encode result: %w", err)
	}
	return out, nil
}

func valuesProcedureHandler(handler func(context.Context, Values) (Values, error)) procedureHandler {
	return func(ctx context.Context, in wamp.Payload, w *codec.Writer) (wamp.Payload, error) {
		args, err := decodeValues(in)
		if err != nil {
			return wamp.Payload{}, &inputError{err}
		}
		result, err := handler(ctx, args)
		if err != nil {
			return wamp.Payload{}, err
		}
		out, err := result.write(w)
		if err != nil {
			return wamp.Payload{}, fmt.Errorf("encode result: %w", err)
		}
		return out, nil
	}
}

func rawProcedureHandler(handler func(context.Context, wamp.Payload) (wamp.Payload, error)) procedureHandler {
	return func(ctx context.Context, in wamp.Payload, _ *codec.Writer) (wamp.Payload, error) {
		return handler(ctx, in)
	}
}

// worker is a goroutine that serves one invocation after the other.
type worker struct {
	next chan *invocation // buffered; to who waits in Session.idle, nil to end it
}

// idleWorkerLocked returns the worker that has waited least, or nil. It is the
// caller's to give one invocation.
func (s *Session) idleWorkerLocked() *worker {
	last := len(s.idle) - 1
	if last < 0 {
		return nil
	}
	w := s.idle[last]
	s.idle[last] = nil
	s.idle = s.idle[:last]
	return w
}

// dispatch hands an invocation to a worker that waits or, if w is nil, to a new one.
func (s *Session) dispatch(w *worker, i *invocation) {
	if w != nil {
		w.next <- i
		return
	}
	s.tasks.start(func() { s.serveInvocations(&worker{next: make(chan *invocation, 1)}, i) })
}

// serveInvocations is what a worker does: it begins with i and goes on while there
// is work.
func (s *Session) serveInvocations(w *worker, i *invocation) {
	defer func() {
		if i == nil {
			return
		}
		// The handler has ended the goroutine by runtime.Goexit.
		s.logger.Error("procedure handler ended its goroutine", "procedure", i.ctx.procedure())
		next := s.finish(i)
		s.answer(i, wamp.Payload{}, errBroken)
		if next != nil {
			s.dispatch(nil, next)
		}
	}()
	for i != nil {
		i = s.serve(i)
		if i == nil {
			i = s.awaitInvocation(w)
		}
	}
}

// awaitInvocation returns nil when the worker has to end.
func (s *Session) awaitInvocation(w *worker) *invocation {
	s.mu.Lock()
	ends := len(s.idle) >= idleWorkers || s.state == closed
	if !ends {
		s.idle = append(s.idle, w)
	}
	s.mu.Unlock()
	if ends {
		return nil
	}
	return <-w.next
}

// serve runs one invocation, answers it, and returns the one that waited for it.
func (s *Session) serve(i *invocation) (next *invocation) {
	w := codec.NewWriter(s.answerFormat(i))
	defer w.Free()
	result, err := s.runProcedureHandler(i, w)
	next = s.finish(i)
	s.answer(i, result, err)
	i.free()
	return next
}

func (s *Session) runProcedureHandler(i *invocation, w *codec.Writer) (result wamp.Payload, err error) {
	if i.registration == nil {
		return wamp.Payload{}, &wamp.Error{URI: wamp.ErrNoSuchRegistration}
	}
	if err := i.ctx.Err(); err != nil {
		return wamp.Payload{}, err // while it waited
	}
	s.stats.invocations.Add(1)
	defer func() {
		if cause := recover(); cause != nil {
			s.stats.panics.Add(1)
			s.logger.Error("procedure handler panicked", "procedure", i.ctx.procedure(),
				"panic", cause, "stack", string(debug.Stack()))
			err = errBroken
		}
	}()
	if s.chain.invocation != nil {
		return s.interceptInvocation(i, w)
	}
	return i.registration.handler(i.ctx, i.payload, w)
}

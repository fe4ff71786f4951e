package runtime

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// idleWorkers is how many worker goroutines of a session wait for the next
// invocation; those beyond end when they have nothing to do.
const idleWorkers = 8

// procedureHandler decodes the payload of an invocation, handles it, and makes the
// result the payload of its yield.
type procedureHandler func(ctx context.Context, i *invocation) error

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
	return func(ctx context.Context, i *invocation) error {
		x := pool.Get().(*exchange[A, R])
		err := x.handle(ctx, p, handler, i)
		*x = exchange[A, R]{}
		pool.Put(x)
		return err
	}
}

func (x *exchange[A, R]) handle(ctx context.Context, p *Procedure[A, R], handler func(context.Context, A) (R, error), i *invocation) (err error) {
	if err := x.decode(&p.Args, i); err != nil {
		return err
	}
	if x.result, err = handler(ctx, x.args); err != nil {
		return err
	}
	return x.encode(&p.Result, i)
}

func (x *exchange[A, R]) decode(args *Codec[A], i *invocation) error {
	i.reader.Reset(i.payload)
	if err := args.readFrom(&x.args, &i.reader, &i.validator); err != nil {
		return &inputError{err}
	}
	return nil
}

func (x *exchange[A, R]) encode(result *Codec[R], i *invocation) error {
	return encodingError(result.writeTo(&x.result, &i.writer, &i.yield.Payload))
}

// encodingError says of an error of encoding that it is one of the result.
func encodingError(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("encode result: %w", err)
}

func valuesProcedureHandler(handler func(context.Context, Values) (Values, error)) procedureHandler {
	return func(ctx context.Context, i *invocation) error {
		args, err := decodeValues(i.payload)
		if err != nil {
			return &inputError{err}
		}
		result, err := handler(ctx, args)
		if err != nil {
			return err
		}
		i.yield.Payload, err = result.write(&i.writer)
		return encodingError(err)
	}
}

func rawProcedureHandler(handler func(context.Context, wamp.Payload) (wamp.Payload, error)) procedureHandler {
	return func(ctx context.Context, i *invocation) (err error) {
		i.yield.Payload, err = handler(ctx, i.payload)
		return err
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
		next := s.vacate(i)
		s.answer(i, errBroken)
		s.mu.Lock()
		s.forgetLocked(i)
		s.mu.Unlock()
		if next != nil {
			s.dispatch(nil, next)
		}
	}()
	for i != nil {
		err := s.runProcedureHandler(i)
		next := s.vacate(i)
		s.answer(i, err)
		if s.release(w, i, next == nil) {
			next = <-w.next
		}
		i = next
	}
}

// release is done with an invocation that is answered. It reports whether the worker, if
// it is free, waits for another: there is to be one then, or nil. Else it ends.
func (s *Session) release(w *worker, done *invocation, free bool) (waits bool) {
	s.mu.Lock()
	s.forgetLocked(done)
	waits = free && len(s.idle) < idleWorkers && s.state != closed
	if waits {
		s.idle = append(s.idle, w)
	}
	s.mu.Unlock()
	done.free()
	return waits
}

// runProcedureHandler runs the handler of one invocation.
func (s *Session) runProcedureHandler(i *invocation) (err error) {
	if i.registration == nil {
		return &wamp.Error{URI: wamp.ErrNoSuchRegistration}
	}
	if err := i.ctx.Err(); err != nil {
		return err // while it waited
	}
	defer func() {
		if cause := recover(); cause != nil {
			s.stats.panics.Add(1)
			s.logger.Error("procedure handler panicked", "procedure", i.ctx.procedure(),
				"panic", cause, "stack", string(debug.Stack()))
			err = errBroken
		}
	}()
	i.writer.Begin(s.answerFormat(i))
	if s.chain.invocation != nil {
		return s.interceptInvocation(i)
	}
	return i.registration.handler(i.ctx, i)
}

package runtime

import (
	"context"
	"fmt"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Registration is one registered procedure.
type Registration struct {
	session   *Session
	procedure wamp.URI
	handler   procedureHandler
	options   wamp.RegisterOptions
	id        atomic.Uint64
	ended     atomic.Bool
	over      chan struct{}
	err       error // why, if it was not Unregister; set before over is closed

	// Guarded by session.mu.
	revoked bool          // UNREGISTER is sent
	running int           // invocations in workers, where there is a limit
	waiting []*invocation // beyond the limit, in order
}

// Done is closed when the registration has ended: by Unregister, or because the router
// has revoked it (section "Registration Revocation"), for another callee that was
// registered by force perhaps; Err tells which. The end of the session is Session.Done.
func (r *Registration) Done() <-chan struct{} { return r.over }

// Err returns nil until Done is closed, and after Unregister; else an ErrRevoked with
// the router's reason.
func (r *Registration) Err() error {
	select {
	case <-r.over:
		return r.err
	default:
		return nil
	}
}

// Procedure returns the URI or pattern of the registered procedure.
func (r *Registration) Procedure() wamp.URI { return r.procedure }

// Register registers p and returns when the router has acknowledged it. The
// handler is called concurrently, at most p.Register.Concurrency times at once.
// What it returns as error goes to the caller: a DeclaredError or *wamp.Error as
// it is, context.Canceled as wamp.error.canceled, context.DeadlineExceeded as
// wamp.error.timeout, each also wrapped; anything else is logged and goes as
// wamp.error.runtime_error without its text, as does a panic, and as does an error
// of the protocol's own ("wamp.") that answered a call which the handler made: that
// nobody provides what it needs is not the caller's mistake. Arguments that are
// not of p's type never reach the handler; the caller gets
// wamp.error.invalid_argument.
func Register[A, R any](ctx context.Context, s *Session, p *Procedure[A, R], handler func(context.Context, A) (R, error)) (*Registration, error) {
	return s.register(ctx, p.URI, p.Register, typedProcedureHandler(p, handler))
}

// Register registers a procedure without a schema; see the function Register.
func (s *Session) Register(ctx context.Context, procedure wamp.URI, opts wamp.RegisterOptions, handler func(context.Context, Values) (Values, error)) (*Registration, error) {
	return s.register(ctx, procedure, opts, valuesProcedureHandler(handler))
}

// RegisterRaw registers a procedure with undecoded payloads of any serialization;
// see the function Register. The handler borrows what it gets; what it returns is
// used until it is sent.
func (s *Session) RegisterRaw(ctx context.Context, procedure wamp.URI, opts wamp.RegisterOptions, handler func(context.Context, wamp.Payload) (wamp.Payload, error)) (*Registration, error) {
	return s.register(ctx, procedure, opts, rawProcedureHandler(handler))
}

func (s *Session) register(ctx context.Context, procedure wamp.URI, opts wamp.RegisterOptions, handler procedureHandler) (*Registration, error) {
	r, err := s.sendRegister(ctx, procedure, opts, handler)
	if err != nil {
		return nil, err
	}
	return s.awaitRegistered(ctx, r)
}

// sendRegister is the first half of register, so that a component can ask for all
// of its registrations before it waits for any.
func (s *Session) sendRegister(ctx context.Context, procedure wamp.URI, opts wamp.RegisterOptions, handler procedureHandler) (*request, error) {
	if s == nil {
		return nil, fmt.Errorf("register %s: %w", procedure, ErrNotJoined)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("register %s: %w", procedure, err)
	}
	r := s.newRequest(wamp.TypeRegister)
	r.registration = &Registration{session: s, procedure: procedure, handler: handler, options: opts, over: make(chan struct{})}
	m := &wamp.Register{Options: opts, Procedure: procedure}
	if err := s.send(ctx, m, &m.Request, r); err != nil {
		s.free(r)
		return nil, fmt.Errorf("register %s: %w", procedure, err)
	}
	return r, nil
}

func (s *Session) awaitRegistered(ctx context.Context, r *request) (*Registration, error) {
	reg := r.registration
	answered, err := s.await(ctx, r, 0)
	if !answered {
		s.tasks.start(func() { s.takeBackRegister(r) })
		return nil, fmt.Errorf("register %s: %w", reg.procedure, err)
	}
	defer s.free(r)
	if err == nil {
		err = r.refusal()
	}
	if err != nil {
		return nil, fmt.Errorf("register %s: %w", reg.procedure, err)
	}
	return reg, nil
}

// takeBackRegister ends the registration that nobody waits for any more, once the
// router has granted it.
func (s *Session) takeBackRegister(r *request) {
	<-r.replied
	defer s.free(r)
	if r.err == nil && r.failure == "" {
		_ = r.registration.Unregister(s.ctx) // fails only if the session ends
	}
}

// Unregister ends the registration. Invocations that have arrived are still
// answered. To unregister twice is no error.
func (r *Registration) Unregister(ctx context.Context) error {
	if r.ended.Swap(true) {
		return nil
	}
	close(r.over)
	if err := r.unregister(ctx); err != nil {
		return fmt.Errorf("unregister %s: %w", r.procedure, err)
	}
	return nil
}

func (r *Registration) unregister(ctx context.Context) error {
	s := r.session
	if !s.revoke(r) {
		return nil
	}
	request := s.newRequest(wamp.TypeUnregister)
	request.registration, request.urgent = r, true
	m := &wamp.Unregister{Registration: wamp.ID(r.id.Load())}
	if err := s.trySend(m, &m.Request, request); err != nil {
		s.free(request)
		if err == errRejoining {
			return nil // it went with the connection
		}
		return err
	}
	answered, err := s.await(ctx, request, 0)
	if !answered {
		return err // it stays pending, for UNREGISTERED to end the registration
	}
	defer s.free(request)
	if err != nil {
		return err
	}
	return request.refusal()
}

// install gives r its invocations.
func (s *Session) install(r *Registration, id wamp.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r.id.Store(uint64(id))
	s.registrations[id] = r
}

// revoke reports whether the caller is the one to send UNREGISTER. If nobody is, the
// router has no such registration: the connection is lost, and what has ended is not
// made again.
func (s *Session) revoke(r *Registration) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if r.revoked || s.registrations[wamp.ID(r.id.Load())] != r {
		return false
	}
	r.revoked = true
	return true
}

// revokeRegistration ends the registration that the router has ended.
func (s *Session) revokeRegistration(id wamp.ID, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r := s.registrations[id]
	delete(s.registrations, id)
	if r == nil || r.ended.Swap(true) {
		return // Unregister is under way
	}
	r.err = ErrRevoked
	if reason != "" {
		r.err = fmt.Errorf("%w: %s", ErrRevoked, reason)
	}
	close(r.over)
	s.logger.Warn("registration revoked", "procedure", r.procedure, "reason", reason)
}

// uninstall takes them from r.
func (s *Session) uninstall(r *Registration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.registrations, wamp.ID(r.id.Load()))
}

package runtime

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// endTime bounds each step of a component's end that nobody else bounds: GOODBYE,
// running handlers, OnLeave, OnDisconnect.
const endTime = 5 * time.Second

// Instance is a component that has started.
type Instance struct {
	class     string
	id        string
	component Component
	session   *Session
	done      chan struct{}

	mu  sync.Mutex
	err error
}

// Start runs a component until it is ready: constructed, connected (OnConnect),
// joined (OnChallenge where the router asks), OnJoin, and every registration and
// subscription acknowledged. The context bounds all of it. Where anything fails or
// panics, what was done is undone (GOODBYE, OnLeave, OnDisconnect) and the error
// names the component, its class and what failed.
//
// With cfg.Reconnect the component stays what it is while its session joins again, and
// OnRejoin tells it.
//
// env.Realm and env.Logger stand in for those of cfg where cfg has none, and the
// component's OnChallenge for cfg.OnChallenge.
func Start(ctx context.Context, class Class, env Env, connect Connect, cfg JoinConfig) (*Instance, error) {
	if env.Class == "" {
		env.Class = class.Name
	}
	if cfg.Realm == "" {
		cfg.Realm = env.Realm
	}
	if cfg.Logger == nil {
		cfg.Logger = env.Logger
	}
	cfg.Interceptors = slices.Concat(cfg.Interceptors, class.Interceptors)
	i := &Instance{class: class.Name, id: env.ID, done: make(chan struct{})}
	bindings, err := i.construct(ctx, class, env)
	if err == nil {
		err = i.start(ctx, bindings, connect, cfg)
	}
	if err != nil {
		return nil, i.describe("start", err)
	}
	go i.run()
	return i, nil
}

func (i *Instance) describe(verb string, err error) error {
	return fmt.Errorf("%s component %q of class %s: %w", verb, i.id, i.class, err)
}

func (i *Instance) construct(ctx context.Context, class Class, env Env) (Bindings, error) {
	if class.New == nil {
		return nil, errors.New("the class has no constructor")
	}
	var bindings Bindings
	err := guard(ctx, func(context.Context) (err error) {
		i.component, bindings, err = class.New(env)
		return err
	})
	switch {
	case err != nil:
		return nil, fmt.Errorf("construct: %w", err)
	case !keepsStub(i.component):
		return nil, errors.New("construct: the constructor returned nil or did not keep the stub it was given")
	}
	return bindings, nil
}

// keepsStub reports whether c has a handle; c may be a nil pointer.
func keepsStub(c Component) (keeps bool) {
	defer func() { _ = recover() }()
	return c.handle() != nil
}

// start does what comes after construction, and undoes it if a step fails.
func (i *Instance) start(ctx context.Context, bindings Bindings, connect Connect, cfg JoinConfig) (err error) {
	c := i.component
	if cfg.OnChallenge == nil {
		cfg.OnChallenge = c.OnChallenge
	}
	cfg.Reconnect = i.rejoining(cfg.Reconnect)
	s, err := open(ctx, connect, cfg)
	if err != nil {
		return err
	}
	i.session = s
	err = guard(ctx, c.OnConnect)
	if err != nil {
		s.close(ending{err: err}, nil)
		i.disconnect()
		return fmt.Errorf("OnConnect: %w", err)
	}
	if err := s.join(ctx); err != nil {
		i.disconnect()
		return fmt.Errorf("join realm %q: %w", cfg.Realm, err)
	}
	c.handle().session.Store(s)
	err = guard(ctx, func(ctx context.Context) error { return c.OnJoin(ctx, s.joinDetails()) })
	if err != nil {
		err = fmt.Errorf("OnJoin: %w", err)
	} else {
		err = bindings.bind(ctx, s)
	}
	if err != nil {
		leave, cancel := context.WithTimeout(context.WithoutCancel(ctx), endTime)
		defer cancel()
		_ = s.Leave(leave, wamp.CloseNormal) // what counts is why it did not start
		i.leave()
		i.disconnect()
	}
	return err
}

// run ends the component when its session is over.
func (i *Instance) run() {
	defer close(i.done)
	<-i.session.Done()
	i.leave()
	i.disconnect()
	if err := i.session.Err(); err != nil {
		i.mu.Lock()
		i.err = i.describe("run", err)
		i.mu.Unlock()
	}
}

func (i *Instance) leave() {
	details := i.session.leaveDetails()
	i.hook("OnLeave", func(ctx context.Context) error {
		i.component.OnLeave(ctx, details)
		return nil
	})
}

// disconnect waits for the handlers and the link, and says so.
func (i *Instance) disconnect() {
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	if err := i.session.Wait(ctx); err != nil {
		i.session.logger.Error("component left goroutines behind", "error", err)
	}
	i.hook("OnDisconnect", func(ctx context.Context) error {
		i.component.OnDisconnect(ctx)
		return nil
	})
}

// hook runs a hook that nobody waits for: its faults are logged.
func (i *Instance) hook(name string, f func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), endTime)
	defer cancel()
	if err := guard(ctx, f); err != nil {
		logFailedHook(i.session.logger, name, err)
	}
}

// Session returns the component's session.
func (i *Instance) Session() *Session { return i.session }

// Done is closed when the component has ended: its session is over, OnLeave and
// OnDisconnect have returned, and so have its handlers, as far as they did within
// a bounded time.
func (i *Instance) Done() <-chan struct{} { return i.done }

// Err returns nil until the component has ended, and if it left; otherwise why it
// ended.
func (i *Instance) Err() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.err
}

// Stop has the component leave, with the reason in GOODBYE, and waits until it has
// ended. When the context ends before, the rest goes on by itself. To stop twice
// is no error.
func (i *Instance) Stop(ctx context.Context, reason wamp.URI) error {
	err := i.session.Leave(ctx, reason)
	select {
	case <-i.done:
	case <-ctx.Done():
		err = ctx.Err()
	}
	if err != nil {
		return i.describe("stop", err)
	}
	return nil
}

package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Spec is what a component is made of: a class that joins a realm, or a program.
type Spec struct {
	ID           string
	Class        runtime.Class
	Realm        wamp.URI
	Role         string // for the log; the link has the principal
	Extra        []byte // JSON; nil: absent
	Connect      runtime.Connect
	Join         runtime.JoinConfig // of who joins a router that asks who it is
	Program      *Program           // stands in for the class and all that concerns it
	StartTimeout time.Duration      // to be ready
	Restart      Restart
	// Reconnects has the component stay what it is when its connection is lost: its session
	// joins again, without end, with the pauses of Restart. The policy is about what has
	// ended for good. Without it a connection that is lost is an end.
	Reconnects bool
	Logger     *slog.Logger // nil: nothing is logged
	// Changed is told of each change of the component's state, in order, and if one that
	// has failed is given up only then. It must not block. nil: nobody is.
	Changed func(Status)
}

// Instance is what has started: a component that has joined, or a process.
type Instance interface {
	// Done is closed when it has ended.
	Done() <-chan struct{}
	// Err returns why it has ended, nil if it left by itself.
	Err() error
	// Stop has it end, and waits until it has or ctx ends.
	Stop(ctx context.Context, reason wamp.URI) error
}

var (
	_ Instance = (*runtime.Instance)(nil)
	_ Instance = (*process)(nil)
)

// Component is a hosted component. All methods may be called from any goroutine.
type Component struct {
	spec   Spec
	logger *slog.Logger

	// operation is held by Start, Retry and Stop, one at a time. It guards run.
	operation chan struct{}
	run       *run // nil: nothing is running

	mu     sync.Mutex
	status Status
	lost   error // why the component that runs has no connection; nil: it has
}

// ErrRunning is the error of starting what has been started.
var ErrRunning = errors.New("it is running")

// New returns a component that is stopped.
func New(spec Spec) *Component {
	if spec.Logger == nil {
		spec.Logger = slog.New(slog.DiscardHandler)
	}
	spec.Restart = spec.Restart.orDefault()
	c := &Component{
		spec:      spec,
		operation: make(chan struct{}, 1),
		status:    Status{ID: spec.ID, Class: spec.Class.Name, Role: spec.Role, Realm: spec.Realm, Since: time.Now()},
	}
	c.logger = spec.Logger.With("component", spec.ID)
	if spec.Program != nil {
		c.status.Class = spec.Program.Path
		c.logger = c.logger.With("program", spec.Program.Path)
	} else {
		c.logger = c.logger.With("class", spec.Class.Name, "realm", spec.Realm)
	}
	return c
}

// Status returns the state of the component.
func (c *Component) Status() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.status
}

// Start starts the component and returns when it is ready, or why it is not. From
// then on it is watched and started again as its policy says.
func (c *Component) Start(ctx context.Context) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	defer c.end()
	if c.active() {
		return fmt.Errorf("start component %q: %w", c.spec.ID, ErrRunning)
	}
	instance, err := c.launch(ctx)
	if err != nil {
		c.enter(Failed, 0, err)
		return err
	}
	c.supervise(instance, nil)
	return nil
}

// Retry has a component that could not be started tried again in the background,
// as its policy says, or given up.
func (c *Component) Retry(ctx context.Context) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	defer c.end()
	status := c.Status()
	switch {
	case c.active() || status.State != Failed:
	case c.spec.Restart.Policy == Never:
		c.left(Failed, 0, status.Err)
	default:
		c.supervise(nil, status.Err)
	}
	return nil
}

// Stop has the component leave, with OnLeave and OnDisconnect, and returns when it
// is gone. What does not stop before ctx ends is left behind with an error.
func (c *Component) Stop(ctx context.Context, reason wamp.URI) error {
	if err := c.begin(ctx); err != nil {
		return err
	}
	defer c.end()
	if c.run == nil {
		c.enter(Stopped, 0, nil)
		return nil
	}
	c.run.cancel()
	select {
	case <-c.run.done:
	case <-ctx.Done():
		return fmt.Errorf("stop component %q: %w", c.spec.ID, ctx.Err())
	}
	instance := c.run.instance
	c.run = nil
	if instance != nil {
		if err := instance.Stop(ctx, reason); err != nil {
			c.enter(Failed, 0, err)
			return err
		}
	}
	c.enter(Stopped, 0, nil)
	c.logger.Info(c.kind() + " stopped")
	return nil
}

// Active reports whether the component runs or is going to by itself.
func (c *Component) Active() bool {
	switch c.Status().State {
	case Starting, Ready, Reconnecting, Backoff:
		return true
	default:
		return false
	}
}

// begin waits for the operation that is going on.
func (c *Component) begin(ctx context.Context) error {
	select {
	case c.operation <- struct{}{}:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for component %q: %w", c.spec.ID, ctx.Err())
	}
}

func (c *Component) end() { <-c.operation }

// active reports whether the component runs or is going to. A run that has given
// up is forgotten.
func (c *Component) active() bool {
	if c.run == nil {
		return false
	}
	select {
	case <-c.run.done:
		c.run = nil
		return false
	default:
		return true
	}
}

// launch starts an instance.
func (c *Component) launch(ctx context.Context) (Instance, error) {
	c.enter(Starting, c.Status().Restarts, nil)
	if c.spec.Program != nil {
		p, err := c.spec.Program.start(c.logger)
		if err != nil {
			return nil, fmt.Errorf("start program %q: %w", c.spec.ID, err)
		}
		c.ready(p.pid())
		c.logger.Info("program running", "pid", p.pid())
		return p, nil
	}
	instance, err := c.join(ctx)
	if err != nil {
		return nil, err
	}
	c.ready(0)
	c.logger.Info("component ready", "role", c.spec.Role, "session", instance.Session().ID())
	return instance, nil
}

// join starts an instance of the class within the start timeout.
func (c *Component) join(ctx context.Context) (*runtime.Instance, error) {
	ctx, cancel := context.WithTimeout(ctx, c.spec.StartTimeout)
	defer cancel()
	env := runtime.Env{
		ID:     c.spec.ID,
		Class:  c.spec.Class.Name,
		Realm:  c.spec.Realm,
		Extra:  c.spec.Extra,
		Logger: c.logger,
	}
	cfg := c.spec.Join
	cfg.Realm, cfg.Logger = c.spec.Realm, c.logger
	if c.spec.Reconnects {
		cfg.Reconnect = c.reconnect()
	}
	instance, err := runtime.Start(ctx, c.spec.Class, env, c.spec.Connect, cfg)
	var panicked *runtime.PanicError
	if errors.As(err, &panicked) {
		c.logger.Error("component panicked", "error", err, "stack", string(panicked.Stack)) // the error has no stack
	}
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		err = fmt.Errorf("%w: not ready after %s", err, c.spec.StartTimeout)
	}
	return instance, err
}

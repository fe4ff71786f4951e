package client

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// stopTime bounds the end of a component: GOODBYE, its handlers and hooks.
const stopTime = 15 * time.Second

// Start starts a component of class next to the router at url and returns when it is
// ready, as runtime.Start does; the context bounds that, and so do 30 seconds. From
// then on its session joins again whenever the connection is lost, by the policy of
// WithReconnect or else the default one, and the component stays what it is, told by
// OnRejoin. It ends by Stop, or when the policy gives up.
func Start(ctx context.Context, url string, realm wamp.URI, class runtime.Class, opts ...Option) (*runtime.Instance, error) {
	ctx, cancel := context.WithTimeout(ctx, joinTime)
	defer cancel()
	return newConfig(opts).start(ctx, url, realm, class)
}

// Run is Start for a program that does nothing else: it tries until the component has
// started, with the pauses, the limit and the judgement of the same policy, and
// returns nil when ctx has ended and the component with it, or why the component
// has ended by itself. What is wrong with the component, and not with the way to
// the router, ends Run at once: its extra, its constructor, a hook.
func Run(ctx context.Context, url string, realm wamp.URI, class runtime.Class, opts ...Option) error {
	c := newConfig(opts)
	instance, err := c.startPatiently(ctx, url, realm, class)
	if err != nil {
		return err
	}
	select {
	case <-instance.Done():
		return instance.Err()
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	return instance.Stop(stop, wamp.CloseNormal)
}

// startPatiently tries until the component has started or the policy gives up.
func (c *config) startPatiently(ctx context.Context, url string, realm wamp.URI, class runtime.Class) (*runtime.Instance, error) {
	policy, logger := c.policy(), c.logger()
	for attempt := 1; ; attempt++ {
		once, cancel := context.WithTimeout(ctx, joinTime)
		instance, err := c.start(once, url, realm, class)
		cancel()
		switch {
		case err == nil:
			return instance, nil
		case ctx.Err() != nil:
			return nil, fmt.Errorf("%w: %w", err, ctx.Err())
		case !outside(err) || !policy.Retry(err) || policy.Limit > 0 && attempt > policy.Limit:
			return nil, err
		}
		pause := policy.Pause(attempt)
		logger.Warn("component not started", "error", err, "attempt", attempt, "pause", pause)
		timer := time.NewTimer(pause)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, fmt.Errorf("%w: %w", err, ctx.Err())
		}
	}
}

// outside reports whether the router, or the way to it, is why a component did not
// start.
func outside(err error) bool {
	var refused *wamp.Error
	return errors.Is(err, runtime.ErrNoConnection) || errors.Is(err, runtime.ErrConnectionLost) ||
		errors.Is(err, context.DeadlineExceeded) || errors.As(err, &refused)
}

func (c *config) start(ctx context.Context, url string, realm wamp.URI, class runtime.Class) (*runtime.Instance, error) {
	env := c.env
	env.Class, env.Realm, env.Logger = class.Name, realm, c.logger()
	if env.ID == "" {
		env.ID = class.Name
	}
	if env.Extra != nil && class.CheckExtra == nil {
		return nil, fmt.Errorf("start component %q of class %s: the class takes no extra", env.ID, class.Name)
	}
	policy := c.policy()
	cfg := c.join
	cfg.Realm, cfg.Reconnect = realm, &policy
	return runtime.Start(ctx, class, env, c.connect(url), cfg)
}

// policy returns the policy of components: that of WithReconnect, or all defaults.
func (c *config) policy() runtime.Reconnect {
	var policy runtime.Reconnect
	if c.join.Reconnect != nil {
		policy = *c.join.Reconnect
	}
	if policy.Retry == nil {
		policy.Retry = runtime.Retryable
	}
	return policy
}

func (c *config) logger() *slog.Logger {
	if c.join.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.join.Logger
}

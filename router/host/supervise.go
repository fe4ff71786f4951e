package host

import (
	"context"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/watch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// run is a component under supervision, from its start until it is stopped or
// given up.
type run struct {
	cancel   context.CancelFunc
	done     chan struct{}
	instance Instance // once done: what is left to be stopped, or nil
}

// supervise watches an instance in a goroutine of its own, which Stop waits for. Without an
// instance it begins with a restart because of err.
func (c *Component) supervise(instance Instance, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	r := &run{cancel: cancel, done: make(chan struct{})}
	c.run = r
	go func() {
		defer close(r.done)
		defer cancel()
		changes, wait := c.changes(ctx)
		r.instance = c.watch(ctx, instance, err, changes)
		cancel()
		wait()
	}()
}

// settle is how long files have to be left alone before a program is restarted for them.
const settle = 200 * time.Millisecond

// changes tells of changes of the files that the component is restarted for, until ctx
// ends; then wait returns.
func (c *Component) changes(ctx context.Context) (changes <-chan struct{}, wait func()) {
	if c.spec.Program == nil || len(c.spec.Program.Watch) == 0 {
		return nil, func() {}
	}
	changed := make(chan struct{}, 1)
	var watching sync.WaitGroup
	watching.Go(func() {
		err := watch.Directories(ctx, c.spec.Program.Watch, settle, nil, func() {
			select {
			case changed <- struct{}{}:
			default:
			}
		})
		if err != nil {
			c.logger.Error("files not watched", "error", err)
		}
	})
	return changed, watching.Wait
}

// watch keeps the component going and returns the instance that is alive when
// ctx ends, or nil when there is none and there will be none.
func (c *Component) watch(ctx context.Context, instance Instance, err error, changes <-chan struct{}) Instance {
	restarts := 0
	for {
		what := c.kind() + " not started"
		if instance != nil {
			what = c.kind() + " left"
			ready := time.Now()
			select {
			case <-ctx.Done():
				return instance
			case <-instance.Done():
				err = instance.Err()
			case <-changes:
				instance, err = c.renew(ctx, instance)
				if ctx.Err() != nil {
					return instance
				}
				if err == nil {
					restarts = 0
					continue
				}
			}
			if time.Since(ready) >= c.spec.Restart.Healthy {
				restarts = 0
			}
			if !c.spec.Restart.wanted(err) {
				c.gone(what, err)
				return nil
			}
		}
		if restarts++; restarts > c.spec.Restart.Limit {
			c.left(Failed, restarts-1, err)
			c.logger.Error(what+": its restarts are used up", "restarts", restarts-1, "error", err)
			return nil
		}
		pause := c.spec.Restart.pause(restarts)
		c.enter(Backoff, restarts, err)
		c.logger.Warn(what+": it is started again", "error", err, "pause", pause, "restart", restarts)
		if !wait(ctx, pause) {
			return nil
		}
		instance, err = c.launch(ctx)
		if ctx.Err() != nil {
			return instance
		}
	}
}

// wait reports whether d has passed before ctx ended.
func wait(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// renew starts the component again because its files have changed.
func (c *Component) renew(ctx context.Context, instance Instance) (Instance, error) {
	c.logger.Info("files have changed: the " + c.kind() + " is started again")
	if err := instance.Stop(ctx, wamp.CloseNormal); err != nil {
		return nil, err
	}
	return c.launch(ctx)
}

// gone notes that the component has ended and is not started again.
func (c *Component) gone(what string, err error) {
	if err != nil {
		c.left(Failed, 0, err)
		c.logger.Error(what, "error", err)
		return
	}
	c.left(Stopped, 0, nil)
	c.logger.Warn(what)
}

// kind is what the log calls the component.
func (c *Component) kind() string {
	if c.spec.Program != nil {
		return "program"
	}
	return "component"
}

package host

import (
	"context"
	"time"

	"github.com/wampgen/wampgen/runtime"
)

// run is a component under supervision, from its start until it is stopped or
// given up.
type run struct {
	cancel   context.CancelFunc
	done     chan struct{}
	instance *runtime.Instance // once done: what is left to be stopped, or nil
}

// supervise watches an instance in a goroutine of its own, which Stop waits for. Without an
// instance it begins with a restart because of err.
func (c *Component) supervise(instance *runtime.Instance, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	r := &run{cancel: cancel, done: make(chan struct{})}
	c.run = r
	go func() {
		defer close(r.done)
		defer cancel()
		r.instance = c.watch(ctx, instance, err)
	}()
}

// watch keeps the component going and returns the instance that is alive when
// ctx ends, or nil when there is none and there will be none.
func (c *Component) watch(ctx context.Context, instance *runtime.Instance, err error) *runtime.Instance {
	restarts := 0
	for {
		what := "component not started"
		if instance != nil {
			what = "component left"
			ready := time.Now()
			select {
			case <-ctx.Done():
				return instance
			case <-instance.Done():
			}
			if time.Since(ready) >= c.spec.Restart.Healthy {
				restarts = 0
			}
			err = instance.Err()
			if !c.spec.Restart.wanted(err) {
				c.enter(Stopped, 0, err)
				c.logger.Warn(what, "error", err)
				return nil
			}
		}
		if restarts++; restarts > c.spec.Restart.Limit {
			c.enter(Failed, restarts-1, err)
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

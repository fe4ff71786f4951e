package host

import "github.com/wampgen/wampgen/runtime"

// reconnect is how the session of a component that runs joins again. A loss that joining
// again can not mend ends the component, and then its restart policy decides.
func (c *Component) reconnect() *runtime.Reconnect {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lost = nil
	return &runtime.Reconnect{
		First:    c.spec.Restart.First,
		Longest:  c.spec.Restart.Longest,
		Timeout:  c.spec.StartTimeout,
		OnChange: c.connection,
	}
}

// connection notes that the connection of the component is lost or stands again. What
// starts, stops or has ended is not concerned.
func (c *Component) connection(change runtime.Change) {
	if change.State == runtime.Ended {
		return // the supervision sees its end
	}
	c.update(func(s *Status) {
		c.lost = change.Err // nil if it stands
		if s.State == Ready || s.State == Reconnecting {
			s.State, s.Err = connected(c.lost), c.lost
		}
	})
	if change.Attempt > 1 { // the session tells of the loss, and of its end
		c.logger.Warn("component not joined again", "error", change.Err, "attempt", change.Attempt, "pause", change.Pause)
	}
}

package host

import "time"

// enter notes a state, and tells of it if it is another one.
func (c *Component) enter(state State, restarts int, err error) {
	c.update(func(s *Status) { s.State, s.Restarts, s.Err, s.PID, s.Left = state, restarts, err, 0, false })
}

// left notes a state in which the component stays that has ended by itself.
func (c *Component) left(state State, restarts int, err error) {
	c.update(func(s *Status) { s.State, s.Restarts, s.Err, s.PID, s.Left = state, restarts, err, 0, true })
}

// ready notes that the component is ready, and by which process. One that has lost its
// connection meanwhile is not.
func (c *Component) ready(pid int) {
	c.update(func(s *Status) { s.State, s.Err, s.PID = connected(c.lost), c.lost, pid })
}

// connected is the state of a component that runs.
func connected(lost error) State {
	if lost != nil {
		return Reconnecting
	}
	return Ready
}

// update changes the status while c.mu is held.
func (c *Component) update(change func(*Status)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	was, left := c.status.State, c.status.Left
	change(&c.status)
	if c.status.State != was || c.status.State != Reconnecting {
		c.status.Since = time.Now() // each attempt to reconnect is a part of one absence
	}
	if c.spec.Changed != nil && (c.status.State != was || c.status.Left && !left) {
		c.spec.Changed(c.status)
	}
}

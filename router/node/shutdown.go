package node

import (
	"slices"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
)

// leavesLast has the node stop if a guest has ended by itself and the shutdown modes of the
// plan say so.
func (n *Node) leavesLast(s ComponentStatus) {
	if !s.Left || n.operator == nil || !n.begins() {
		return
	}
	go func() { // other components are looked at
		defer n.tasks.Done()
		plan := n.Plan()
		if isGuest(plan, s.Worker) && shutsDown(plan, s.State, n.List()) {
			n.logger.Warn("a guest has ended: the node stops", "worker", s.Worker, "modes", plan.Shutdown)
			n.operator.Shutdown()
		}
	}()
}

// shutsDown reports whether the node is to stop because a guest has come to a state.
func shutsDown(plan *Plan, state host.State, components []ComponentStatus) bool {
	switch {
	case slices.Contains(plan.Shutdown, config.ShutdownOnExit):
		return true
	case slices.Contains(plan.Shutdown, config.ShutdownOnFailure) && state == host.Failed:
		return true
	case slices.Contains(plan.Shutdown, config.ShutdownOnLastWorker):
		guests := !slices.ContainsFunc(plan.Workers, func(w Worker) bool { return w.Type != config.GuestWorker })
		return guests && !slices.ContainsFunc(components, func(c ComponentStatus) bool { return c.State != host.Stopped && c.State != host.Failed })
	}
	return false
}

func isGuest(plan *Plan, worker string) bool {
	return slices.ContainsFunc(plan.Workers, func(w Worker) bool { return w.ID == worker && w.Type == config.GuestWorker })
}

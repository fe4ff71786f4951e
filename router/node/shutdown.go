package node

import (
	"slices"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
)

// leavesLast has a worker end, and perhaps the node, if a component has ended by itself for
// good and the shutdown modes of the plan say so.
func (n *Node) leavesLast(s ComponentStatus) {
	if !s.Left || !n.begins() {
		return
	}
	go func() { // other components are looked at
		defer n.tasks.Done()
		plan := n.Plan()
		w := plan.worker(s.Worker)
		if w == nil || !n.ends(w, s) || n.operator == nil || !shutsDown(plan, s.State, n.List()) {
			return
		}
		n.logger.Warn("a worker has ended: the node stops", "worker", s.Worker, "modes", plan.Shutdown)
		n.operator.Shutdown()
	}()
}

// worker returns a worker of the plan, or nil.
func (p *Plan) worker(id string) *Worker {
	at := slices.IndexFunc(p.Workers, func(w Worker) bool { return w.ID == id })
	if at < 0 {
		return nil
	}
	return &p.Workers[at]
}

// ends reports whether a worker has ended because a component of it has. A guest always has. A
// container may be told to end then: its other components leave.
func (n *Node) ends(w *Worker, s ComponentStatus) bool {
	switch {
	case w.Type == config.GuestWorker:
		return true
	case w.Shutdown == config.ContainerOnAnyStopped:
	case w.Shutdown == config.ContainerOnAnyFailed && s.State == host.Failed:
	case w.Shutdown == config.ContainerOnLastStopped && !slices.ContainsFunc(n.List(), func(c ComponentStatus) bool { return c.Worker == w.ID && active(c) }):
	default:
		return false
	}
	n.logger.Warn("a component has ended: its worker ends", "worker", w.ID, "component", s.ID, "mode", w.Shutdown)
	for _, c := range slices.Backward(w.Components) {
		other := n.component(componentKey(w.ID, c.ID))
		if other == nil || !other.Active() {
			continue
		}
		if err := n.Controller().Stop(n.life, w.ID, c.ID); err != nil {
			n.logger.Error("component of a worker that ends not stopped", "worker", w.ID, "component", c.ID, "error", err)
		}
	}
	return true
}

// shutsDown reports whether the node is to stop because a worker has ended by a component
// in that state.
func shutsDown(plan *Plan, state host.State, components []ComponentStatus) bool {
	switch {
	case slices.Contains(plan.Shutdown, config.ShutdownOnExit):
		return true
	case slices.Contains(plan.Shutdown, config.ShutdownOnFailure) && state == host.Failed:
		return true
	case slices.Contains(plan.Shutdown, config.ShutdownOnLastWorker):
		return !slices.ContainsFunc(plan.Workers, stays) && !slices.ContainsFunc(components, active)
	}
	return false
}

// stays reports whether a worker never ends by itself.
func stays(w Worker) bool { return w.Type != config.GuestWorker && w.Shutdown == "" }

// active reports whether a component runs, or is going to by itself.
func active(c ComponentStatus) bool { return c.State != host.Stopped && c.State != host.Failed }

package node

import (
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/web"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// lacks says why the node is not ready for clients: it drains, or a required component
// is not ready.
func (n *Node) lacks() []string {
	var missing []string
	if n.draining.Load() {
		missing = append(missing, "the node is stopping")
	}
	plan := n.Plan()
	for _, s := range n.List() {
		if s.State != host.Ready && plan.requires(s.Worker, s.ID) {
			missing = append(missing, fmt.Sprintf("component %s/%s is %s", s.Worker, s.ID, s.State))
		}
	}
	return missing
}

// requires reports whether a component is required.
func (p *Plan) requires(worker, id string) bool {
	for i := range p.Workers {
		w := &p.Workers[i]
		if w.ID == worker && slices.ContainsFunc(w.Components, func(c Component) bool { return c.ID == id && c.Required }) {
			return true
		}
	}
	return false
}

// gauges are what metrics tell of the node as it is.
func (n *Node) gauges() web.Gauges {
	g := web.Gauges{Ready: len(n.lacks()) == 0, Calls: map[wamp.URI]int{}, Realms: map[wamp.URI]tally.Counts{}, Components: n.info().Components}
	for _, s := range n.List() {
		g.Restarts = append(g.Restarts, s.Restarts)
	}
	g.Restarts = append(g.Restarts, make([]int, max(0, len(g.Components)-len(g.Restarts)))...) // one may have come
	n.mu.RLock()
	defer n.mu.RUnlock()
	for k, r := range n.realms {
		g.Calls[wamp.URI(k.name)] += r.Pending()
	}
	for name, t := range n.tallies {
		g.Realms[name] = t.Counts()
	}
	return g
}

// observer counts for the plan's metrics; without any only what is rare, for operators.
func (n *Node) observer(plan *Plan) session.Observer {
	for i := range plan.Workers {
		for j := range plan.Workers[i].Transports {
			if measured(plan.Workers[i].Transports[j].Paths) {
				return &n.metrics
			}
		}
	}
	return n.metrics.Rare()
}

// measured reports whether there are metrics among paths.
func measured(paths []Path) bool {
	return slices.ContainsFunc(paths, func(p Path) bool { return p.Type == Metrics || measured(p.Paths) })
}

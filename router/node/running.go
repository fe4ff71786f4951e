package node

import (
	"github.com/wampgen/wampgen/router/authn"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// What runs, by its key. Those who get nil find nothing there.

func (n *Node) realm(k key) *openRealm {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.realms[k]
}

func (n *Node) component(k key) *host.Component {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.components[k]
}

func (n *Node) transport(k key) *transport {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.transports[k]
}

// The setters put a thing in the place of another, which they return; nil
// takes it away.

func (n *Node) setRealm(k key, r *openRealm) (was *openRealm) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return swap(n.realms, k, r)
}

func (n *Node) setComponent(k key, c *host.Component) (was *host.Component) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return swap(n.components, k, c)
}

func (n *Node) setTransport(k key, t *transport) (was *transport) {
	n.mu.Lock()
	defer n.mu.Unlock()
	return swap(n.transports, k, t)
}

func swap[T any](places map[key]*T, k key, value *T) (was *T) {
	was = places[k]
	if value == nil {
		delete(places, k)
	} else {
		places[k] = value
	}
	return was
}

// tally returns what counts for a realm. It outlives the realm, which a reload may replace.
func (n *Node) tally(realm wamp.URI) *tally.Tally {
	n.mu.Lock()
	defer n.mu.Unlock()
	t := n.tallies[realm]
	if t == nil {
		t = new(tally.Tally)
		n.tallies[realm] = t
	}
	return t
}

// workerOutboxes returns the bound of what waits for the sessions of a router worker,
// set to the limit.
func (n *Node) workerOutboxes(worker string, limit int64) *session.Outboxes {
	n.mu.Lock()
	defer n.mu.Unlock()
	o := n.outboxes[worker]
	if o == nil {
		o = session.NewOutboxes(limit)
		n.outboxes[worker] = o
	}
	o.SetLimit(limit)
	return o
}

// workerBrake returns the brake on failed logins of a router worker, set to its limits.
func (n *Node) workerBrake(worker string, limits authn.BrakeLimits) *authn.Brake {
	n.mu.Lock()
	defer n.mu.Unlock()
	b := n.brakes[worker]
	if b == nil {
		b = authn.NewBrake(limits)
		n.brakes[worker] = b
	}
	b.SetLimits(limits)
	return b
}

package node

import (
	"context"
	"net"
	"slices"
)

// bind opens the ports of new transports that no running one is in the way of. Those who
// connect wait until the transport is served. A node that starts opens no port
// before its components are ready.
func (c *changing) bind(context.Context) error {
	if c.from.registry == nil {
		return nil
	}
	for _, d := range c.coming() {
		if len(c.inTheWay(d.updated)) > 0 {
			continue
		}
		if err := c.open(d.updated); err != nil {
			return err
		}
	}
	return nil
}

// changeTransports serves new transports, closes those that are in their way, and gives
// adjusted ones their new paths and certificates.
func (c *changing) changeTransports(ctx context.Context) error {
	for _, d := range c.of(TransportPart) {
		switch d.Kind {
		case Removed:
			c.removeTransport(d.old)
		case Adjusted:
			if err := c.adjustTransport(d); err != nil {
				return err
			}
		}
	}
	for _, d := range c.coming() {
		for _, p := range c.inTheWay(d.updated) {
			c.closeTransport(ctx, p)
		}
		if err := c.serve(d.updated); err != nil {
			return err
		}
	}
	return nil
}

// coming returns the differences that need a socket of their own.
func (c *changing) coming() []difference {
	return slices.DeleteFunc(c.of(TransportPart), func(d difference) bool {
		return d.Kind != Added && d.Kind != Changed
	})
}

// inTheWay returns the running transports that go and have the port that p wants.
func (c *changing) inTheWay(p part) []part {
	var list []part
	for _, d := range c.of(TransportPart) {
		if (d.Kind == Removed || d.Kind == Changed) && c.node.transport(d.old.key) != nil && overlap(d.old.transport, p.transport) {
			list = append(list, d.old)
		}
	}
	return list
}

func overlap(a, b *Transport) bool {
	if a.Network == unixNetwork || b.Network == unixNetwork {
		return a.Network == b.Network && a.Address == b.Address
	}
	hostA, portA, _ := net.SplitHostPort(a.Address)
	hostB, portB, _ := net.SplitHostPort(b.Address)
	return portA != "0" && portA == portB && (hostA == hostB || everywhere(hostA) || everywhere(hostB))
}

// open binds the port of a transport.
func (c *changing) open(p part) error {
	t, err := c.node.listen(c.to, p)
	if err != nil {
		return err
	}
	c.bound[p.key] = t
	c.undoing(func(ctx context.Context) { c.node.endTransport(ctx, t) })
	return nil
}

func (c *changing) serve(p part) error {
	if c.bound[p.key] == nil {
		if err := c.open(p); err != nil {
			return err
		}
	}
	t := c.bound[p.key]
	was := c.node.setTransport(p.key, t) // one of any port is replaced while it listens
	c.undoing(func(context.Context) { c.node.setTransport(p.key, was) })
	if was != nil {
		c.last = append(c.last, func(ctx context.Context) { c.node.endTransport(ctx, was) })
	}
	t.serve()
	return nil
}

// removeTransport takes a transport away, which is closed last.
func (c *changing) removeTransport(p part) {
	if len(c.wanting(p)) > 0 {
		return // it is closed for the one that wants its port
	}
	t := c.node.setTransport(p.key, nil)
	c.undoing(func(context.Context) { c.node.setTransport(p.key, t) })
	c.last = append(c.last, func(ctx context.Context) { c.node.endTransport(ctx, t) })
}

// wanting returns the new transports that a running one is in the way of.
func (c *changing) wanting(p part) []difference {
	return slices.DeleteFunc(c.coming(), func(d difference) bool { return !overlap(p.transport, d.updated.transport) })
}

// closeTransport closes a transport now: its sessions end whatever comes of the change.
func (c *changing) closeTransport(ctx context.Context, p part) {
	c.node.endTransport(ctx, c.node.setTransport(p.key, nil))
	c.undoing(func(context.Context) {
		t, err := c.node.listen(c.from, p)
		if err != nil {
			c.node.logger.Error("transport not opened again", "transport", p.id, "error", err)
			return
		}
		c.node.setTransport(p.key, t)
		t.serve()
	})
}

func (c *changing) adjustTransport(d difference) error {
	t := c.node.transport(d.updated.key)
	was := t.state.Load()
	if err := c.node.prepare(c.to, d.updated, t); err != nil {
		return err
	}
	c.undoing(func(context.Context) { t.state.Store(was) })
	return nil
}

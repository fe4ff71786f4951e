package node

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/wampgen/wampgen/router/host"
)

// leaveTimeout bounds how long a component or a transport has to end that a new plan
// does not have, or that is undone.
const leaveTimeout = 5 * time.Second

// change brings the node from its plan to another one. n.operation is held.
//
// It goes by phases that keep what can not be undone for the end: new ports are
// bound, so that one that is taken disturbs nobody; components that go leave, in
// reverse; realms change; components that come start, in order; transports change;
// containers and guests start, which may join by them; and only then are the sockets and the realms closed that are no longer wanted, with
// the sessions in them.
func (n *Node) change(ctx context.Context, to *Plan) ([]Change, error) {
	to = adopt(n.plan, to)
	c := &changing{
		node:        n,
		from:        n.plan,
		to:          to,
		differences: differences(n.plan, to),
		bound:       map[key]*transport{},
	}
	for _, phase := range []func(context.Context) error{
		c.bind, c.stopComponents, c.changeRealms, c.startComponents, c.changeTransports, c.startLate,
	} {
		err := phase(ctx)
		if err == nil {
			err = interrupted(ctx)
		}
		if err != nil {
			c.rollBack(ctx)
			return nil, err
		}
	}
	n.mu.Lock()
	n.plan, n.loaded = to, time.Now()
	n.mu.Unlock()
	for _, last := range c.last {
		last(context.WithoutCancel(ctx))
	}
	var changes []Change
	for _, d := range c.differences {
		changes = append(changes, d.Change)
	}
	return changes, nil
}

func interrupted(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("change plan: %w", err)
	}
	return nil
}

// changing is a change of plans that is going on.
type changing struct {
	node        *Node
	from, to    *Plan
	differences []difference
	bound       map[key]*transport // not yet served

	undo []func(context.Context) // what has been done, in order
	last []func(context.Context) // what can not be undone
}

// undoing notes how to undo what has been done. The context of undo has no end.
func (c *changing) undoing(undo func(context.Context)) { c.undo = append(c.undo, undo) }

func (c *changing) rollBack(ctx context.Context) {
	ctx = context.WithoutCancel(ctx)
	for _, undo := range slices.Backward(c.undo) {
		undo(ctx)
	}
}

// of returns the differences about one kind of parts.
func (c *changing) of(what string) []difference {
	var list []difference
	for _, d := range c.differences {
		if d.What == what {
			list = append(list, d)
		}
	}
	return list
}

// stopComponents stops the components that go or change, in the reverse of their order.
func (c *changing) stopComponents(ctx context.Context) error {
	going := map[key]bool{}
	for _, d := range c.of(ComponentPart) {
		if d.Kind != Added {
			going[d.old.key] = true
		}
	}
	for _, p := range slices.Backward(parts(c.from)) {
		if going[p.key] {
			c.stopComponent(ctx, p)
		}
	}
	return nil
}

// stopComponent stops a component. One that does not leave in time is left behind:
// its session has ended all the same.
func (c *changing) stopComponent(ctx context.Context, p part) {
	component := c.node.component(p.key)
	state := component.Status().State
	c.node.stopComponent(ctx, component)
	c.node.setComponent(p.key, nil)
	c.undoing(func(ctx context.Context) {
		c.node.setComponent(p.key, component)
		if state == host.Stopped || state == host.Failed {
			return
		}
		if err := c.node.startComponent(ctx, component, false); err != nil {
			c.node.logger.Error("component not started again", "component", p.id, "error", err)
		}
	})
}

// startComponents starts the components that come or change, each when the one
// before it is ready.
func (c *changing) startComponents(ctx context.Context) error { return c.start(ctx, false) }

// startLate starts the components of containers, and guests.
func (c *changing) startLate(ctx context.Context) error { return c.start(ctx, true) }

func (c *changing) start(ctx context.Context, late bool) error {
	for _, d := range c.of(ComponentPart) {
		if d.Kind == Removed || d.updated.late() != late {
			continue
		}
		component, err := c.node.newComponent(c.to, d.updated)
		if err != nil {
			return err
		}
		k := d.updated.key
		c.node.setComponent(k, component)
		c.undoing(func(ctx context.Context) {
			c.node.stopComponent(ctx, component)
			c.node.setComponent(k, nil)
		})
		if err := c.node.startComponent(ctx, component, d.updated.component.Required); err != nil {
			return err
		}
	}
	return nil
}

// changeRealms opens, replaces and takes away realms. Those that go are closed last.
func (c *changing) changeRealms(context.Context) error {
	for _, d := range c.of(RealmPart) {
		if d.Kind == Adjusted {
			if err := c.adjustRealm(d); err != nil {
				return err
			}
			continue
		}
		var opened *openRealm
		if d.Kind != Removed {
			var err error
			if opened, err = c.node.openRealm(d.updated.realmPlan, c.to.registry); err != nil {
				return err
			}
		}
		k := set(d.old.key, d.updated.key)
		was := c.node.setRealm(k, opened)
		c.undoing(func(ctx context.Context) {
			c.node.setRealm(k, was)
			if was != nil && was.store != nil {
				was.store.Set(d.old.realmPlan.Store.Settings)
			}
			c.node.endRealm(ctx, opened)
		})
		c.last = append(c.last, func(ctx context.Context) { c.node.endRealm(ctx, was) })
	}
	return nil
}

func (c *changing) adjustRealm(d difference) error {
	r := c.node.realm(d.updated.key)
	was := r.policy
	if err := r.setRoles(d.updated.realmPlan); err != nil {
		return err
	}
	c.undoing(func(context.Context) { r.setPolicy(was) })
	return nil
}

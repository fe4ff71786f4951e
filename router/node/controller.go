package node

import (
	"context"
	"fmt"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Controller manages the components of a node while it runs. Components are named
// by their worker's id and their own.
type Controller interface {
	// List returns the components of all workers in the order of the node file.
	List() []ComponentStatus
	// Start starts a component that is not running, and waits until it is ready.
	Start(ctx context.Context, worker, id string) error
	// Stop has a component leave, and waits until it is gone.
	Stop(ctx context.Context, worker, id string) error
	// Restart stops a component, if it runs, and starts it.
	Restart(ctx context.Context, worker, id string) error
}

// ComponentStatus is what is known of a component of a node.
type ComponentStatus struct {
	Worker string
	host.Status
}

var _ Controller = controller{}

// Controller returns the management of the node's components.
func (n *Node) Controller() Controller { return controller{n} }

// List returns the components of all workers in the order of the node file.
func (n *Node) List() []ComponentStatus { return n.Controller().List() }

type controller struct{ node *Node }

func (c controller) List() []ComponentStatus {
	var list []ComponentStatus
	for _, w := range c.node.Plan().Workers {
		for _, planned := range w.Components {
			if component := c.node.component(componentKey(w.ID, planned.ID)); component != nil {
				list = append(list, ComponentStatus{w.ID, component.Status()})
			}
		}
	}
	return list
}

func (c controller) Start(ctx context.Context, worker, id string) error {
	return c.with(ctx, worker, id, (*host.Component).Start)
}

func (c controller) Stop(ctx context.Context, worker, id string) error {
	return c.with(ctx, worker, id, leave)
}

func (c controller) Restart(ctx context.Context, worker, id string) error {
	return c.with(ctx, worker, id, func(component *host.Component, ctx context.Context) error {
		if err := leave(component, ctx); err != nil {
			return err
		}
		return component.Start(ctx)
	})
}

func leave(component *host.Component, ctx context.Context) error {
	return component.Stop(ctx, wamp.CloseNormal)
}

// with finds a component and does something with it while no other operation goes on.
func (c controller) with(ctx context.Context, worker, id string, do func(*host.Component, context.Context) error) error {
	ctx, done, err := c.node.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	component := c.node.component(componentKey(worker, id))
	if component == nil {
		return fmt.Errorf("find component %q of worker %q: there is none", id, worker)
	}
	return do(component, ctx)
}

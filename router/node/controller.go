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
	for _, w := range c.node.workers {
		for _, component := range w.components {
			list = append(list, ComponentStatus{w.plan.ID, component.Status()})
		}
	}
	return list
}

func (c controller) Start(ctx context.Context, worker, id string) error {
	component, err := c.find(worker, id)
	if err != nil {
		return err
	}
	return component.Start(ctx)
}

func (c controller) Stop(ctx context.Context, worker, id string) error {
	component, err := c.find(worker, id)
	if err != nil {
		return err
	}
	return component.Stop(ctx, wamp.CloseNormal)
}

func (c controller) Restart(ctx context.Context, worker, id string) error {
	component, err := c.find(worker, id)
	if err != nil {
		return err
	}
	if err := component.Stop(ctx, wamp.CloseNormal); err != nil {
		return err
	}
	return component.Start(ctx)
}

func (c controller) find(worker, id string) (*host.Component, error) {
	for _, w := range c.node.workers {
		for i, component := range w.components {
			if w.plan.ID == worker && w.plan.Components[i].ID == id {
				return component, nil
			}
		}
	}
	return nil, fmt.Errorf("find component %q of worker %q: there is none", id, worker)
}

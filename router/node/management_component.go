package node

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime/codec"
	api "github.com/wampgen/wampgen/schemas/management"
)

func (m *management) getAllComponents(context.Context) ([]api.Component, error) {
	return m.node.describeComponents(func(ComponentStatus) bool { return true }), nil
}

func (m *management) getComponents(_ context.Context, worker string) ([]api.Component, error) {
	if _, err := m.worker(worker); err != nil {
		return nil, err
	}
	return m.node.describeComponents(func(s ComponentStatus) bool { return s.Worker == worker }), nil
}

func (m *management) getComponent(_ context.Context, worker, id string) (api.Component, error) {
	if _, err := m.worker(worker); err != nil {
		return api.Component{}, err
	}
	found := m.node.describeComponents(func(s ComponentStatus) bool { return s.Worker == worker && s.ID == id })
	if len(found) == 0 {
		return api.Component{}, noComponent(worker, id)
	}
	return found[0], nil
}

// startComponent starts a component of the node file, or one with a configuration.
func (m *management) startComponent(ctx context.Context, worker string, args api.WorkerStartRouterComponentArgs) (api.ComponentID, error) {
	id := args.ComponentID
	w, err := m.worker(worker)
	if err != nil {
		return api.ComponentID{}, err
	}
	if args.Config != nil && string(args.Config.Bytes) != "" {
		cfg, err := codec.DecodeValue(args.Config.Format, args.Config.Bytes)
		if err != nil {
			return api.ComponentID{}, &api.InvalidConfigurationError{Reason: err.Error()}
		}
		if cfg != nil {
			return api.ComponentID{ID: id}, m.addComponent(ctx, w, id, cfg)
		}
	}
	if m.node.component(componentKey(worker, id)) == nil {
		return api.ComponentID{}, noComponent(worker, id)
	}
	err = m.node.Controller().Start(ctx, worker, id)
	switch {
	case errors.Is(err, host.ErrRunning):
		return api.ComponentID{}, &api.AlreadyRunningError{Reason: err.Error()}
	case err != nil:
		return api.ComponentID{}, &api.CannotStartError{Reason: err.Error()}
	}
	return api.ComponentID{ID: id}, nil
}

// addComponent starts a component that the node file does not have.
func (m *management) addComponent(ctx context.Context, w Worker, id string, cfg any) error {
	if w.Type != config.RouterWorker {
		return &api.InvalidConfigurationError{Reason: fmt.Sprintf("a %s worker takes no components but those of the node file", w.Type)}
	}
	if c := m.node.component(componentKey(w.ID, id)); c != nil && c.Active() {
		return &api.AlreadyRunningError{Reason: fmt.Sprintf("component %q of worker %q is running", id, w.ID)}
	}
	data, err := json.Marshal(cfg)
	if err != nil {
		return &api.InvalidConfigurationError{Reason: err.Error()}
	}
	err = m.node.detached(ctx, func(ctx context.Context) error { return m.node.addComponent(ctx, w.ID, id, data) })
	var invalid *InvalidFileError
	switch {
	case errors.As(err, &invalid):
		return &api.InvalidConfigurationError{Reason: err.Error()}
	case err != nil:
		return &api.CannotStartError{Reason: err.Error()}
	}
	return nil
}

func (m *management) stopComponent(ctx context.Context, worker, id string) (api.ComponentID, error) {
	if err := m.known(worker, id); err != nil {
		return api.ComponentID{}, err
	}
	if err := m.node.Controller().Stop(ctx, worker, id); err != nil {
		return api.ComponentID{}, &api.CannotStopError{Reason: err.Error()}
	}
	return api.ComponentID{ID: id}, nil
}

func (m *management) restartComponent(ctx context.Context, worker, id string) (api.ComponentID, error) {
	if err := m.known(worker, id); err != nil {
		return api.ComponentID{}, err
	}
	if err := m.node.Controller().Restart(ctx, worker, id); err != nil {
		return api.ComponentID{}, &api.CannotStartError{Reason: err.Error()}
	}
	return api.ComponentID{ID: id}, nil
}

// known says if there is no such component.
func (m *management) known(worker, id string) error {
	if _, err := m.worker(worker); err != nil {
		return err
	}
	if m.node.component(componentKey(worker, id)) == nil {
		return noComponent(worker, id)
	}
	return nil
}

func noComponent(worker, id string) error {
	return &api.NoSuchObjectError{Reason: fmt.Sprintf("worker %q has no component %q", worker, id)}
}

// describeComponents returns what is told of the components for which keep is true.
func (n *Node) describeComponents(keep func(ComponentStatus) bool) []api.Component {
	plan := n.Plan()
	list := []api.Component{}
	for _, status := range n.List() {
		if keep(status) {
			list = append(list, describe(plan, status))
		}
	}
	return list
}

// describe returns what is told of a component.
func describe(plan *Plan, s ComponentStatus) api.Component {
	c := api.Component{
		ID:        s.ID,
		Worker:    s.Worker,
		ClassName: s.Class,
		Realm:     text(string(s.Realm)),
		Role:      text(s.Role),
		State:     state(s.State),
		Since:     s.Since,
		Restarts:  int64(s.Restarts),
	}
	if s.Err != nil {
		c.Cause = text(s.Err.Error())
	}
	for _, w := range plan.Workers {
		for _, planned := range w.Components {
			if w.ID == s.Worker && planned.ID == s.ID {
				c.Required = planned.Required
			}
		}
	}
	return c
}

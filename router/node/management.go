package node

import (
	"context"
	"errors"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	api "github.com/wampgen/wampgen/schemas/management"
)

// managementClass is the name of the class that answers on the management realm.
const managementClass = "management.Controller"

// management answers the operators of a node, and tells them of each change of a
// component's state. It is a hosted component as any other, on the management realm.
type management struct {
	runtime.ApplicationSession
	node   *Node
	events *announcer
}

// managementClass returns the class of the component that answers for this node.
func (n *Node) managementClass() runtime.Class {
	return runtime.Class{
		Name:     managementClass,
		Contract: &contract.Component{Class: managementClass},
		New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
			m := &management{ApplicationSession: runtime.NewApplicationSession(env), node: n}
			return m, m.bindings(), nil
		},
	}
}

func (m *management) bindings() runtime.Bindings {
	return runtime.Bindings{
		api.HandleControllerGetStatus(m.getStatus),
		api.HandleControllerGetWorkers(m.getWorkers),
		api.HandleControllerGetWorker(m.getWorker),
		api.HandleControllerGetComponents(m.getAllComponents),
		api.HandleControllerGetSessions(m.getSessions),
		api.HandleControllerReload(m.reload),
		api.HandleControllerShutdown(m.shutdown),
		api.HandleWorkerGetRouterRealms(m.getRealms),
		api.HandleWorkerGetRouterRealm(m.getRealm),
		api.HandleWorkerGetRouterRealmStats(m.getRealmStats),
		api.HandleWorkerGetRouterRealmRoles(m.getRoles),
		api.HandleWorkerGetRouterRealmRole(m.getRole),
		api.HandleWorkerGetRouterTransports(m.getTransports),
		api.HandleWorkerGetRouterTransport(m.getTransport),
		api.HandleWorkerStartRouterTransport(m.startTransport),
		api.HandleWorkerStopRouterTransport(m.stopTransport),
		api.HandleWorkerGetRouterComponents(m.getComponents),
		api.HandleWorkerGetRouterComponent(m.getComponent),
		api.HandleWorkerStartRouterComponent(m.startComponent),
		api.HandleWorkerStopRouterComponent(m.stopComponent),
		api.HandleWorkerRestartRouterComponent(m.restartComponent),
		api.HandleWorkerGetComponents(m.getComponents),
		api.HandleWorkerGetComponent(m.getComponent),
		api.HandleWorkerStartComponent(func(ctx context.Context, worker string, args api.WorkerStartComponentArgs) (api.ComponentID, error) {
			return m.startComponent(ctx, worker, api.WorkerStartRouterComponentArgs(args))
		}),
		api.HandleWorkerStopComponent(m.stopComponent),
		api.HandleWorkerRestartComponent(m.restartComponent),
		api.HandleWorkerGetSession(m.getSession),
		api.HandleWorkerKillSession(m.killSession),
		api.HandleWorkerKillByAuthID(m.killByAuthID),
	}
}

// OnJoin begins to tell of changes.
func (m *management) OnJoin(context.Context, runtime.JoinDetails) error {
	m.events = m.node.announce(m.Session(), m.Logger())
	return nil
}

// OnDisconnect ends what OnJoin has begun. It has not, if joining failed.
func (m *management) OnDisconnect(context.Context) {
	if m.events != nil {
		m.events.close()
	}
}

// reload has the operator of the node reload it. It goes on if the caller does not wait for it,
// and if this component is replaced by it.
func (m *management) reload(ctx context.Context) ([]api.Change, error) {
	operator := m.node.operator
	if operator == nil {
		return nil, &api.NotPossibleError{Reason: "this node has no file to reload"}
	}
	var changes []Change
	err := m.node.detached(ctx, func(ctx context.Context) (err error) {
		changes, err = operator.Reload(ctx)
		return err
	})
	if err != nil {
		var invalid *InvalidFileError
		if errors.As(err, &invalid) {
			return nil, &api.InvalidConfigurationError{Reason: err.Error()}
		}
		return nil, &api.CannotStartError{Reason: err.Error()}
	}
	list := []api.Change{}
	for _, c := range changes {
		list = append(list, api.Change{Kind: c.Kind.String(), What: c.What, Worker: c.Worker, ID: c.ID})
	}
	return list, nil
}

func (m *management) shutdown(context.Context) error {
	if m.node.operator == nil {
		return &api.NotPossibleError{Reason: "this node can not be ended by its management"}
	}
	m.node.operator.Shutdown()
	return nil
}

// InvalidFileError says that a node file has errors.
type InvalidFileError struct{ Reason string }

// Error returns the reason.
func (e *InvalidFileError) Error() string { return e.Reason }

// detached does something in a goroutine of the node's and waits for it, but not longer than
// ctx. The context that it is given ends with the node.
func (n *Node) detached(ctx context.Context, do func(context.Context) error) error {
	done := make(chan error, 1)
	if !n.begins() {
		return errStopped
	}
	go func() {
		defer n.tasks.Done()
		done <- do(n.life)
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// begins counts a task in, unless the node stops.
func (n *Node) begins() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.life.Err() != nil {
		return false
	}
	n.tasks.Add(1)
	return true
}

// text is a string that may be absent.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// state is the name that the API has for a state.
func state(s host.State) api.State { return api.State(s.String()) }

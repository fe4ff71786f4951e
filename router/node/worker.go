package node

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// worker is a running router: what its plan has, as far as it is up.
type worker struct {
	node       *Node
	plan       *Worker
	realms     []*realm.Realm
	components []*host.Component
	transports []*transport
}

func newWorker(n *Node, plan *Worker) *worker { return &worker{node: n, plan: plan} }

// Realm finds a realm for a session that wants to join it.
func (w *worker) Realm(name wamp.URI) (session.Realm, bool) {
	for _, r := range w.realms {
		if r.Name() == name {
			return r, true
		}
	}
	return nil, false
}

func (w *worker) openRealms() error {
	for _, plan := range w.plan.Realms {
		policy, err := authz.NewPolicy(plan.Roles)
		if err != nil {
			return fmt.Errorf("open realm %q: %w", plan.Name, err)
		}
		cfg := realm.Config{
			Name:    plan.Name,
			Policy:  policy,
			MetaAPI: plan.MetaAPI,
			Limits:  plan.Limits,
			Logger:  w.node.logger.With("realm", plan.Name),
		}
		if plan.Strict {
			cfg.URICheck = realm.Strict
		}
		r, err := realm.New(cfg)
		if err != nil {
			return fmt.Errorf("open realm %q: %w", plan.Name, err)
		}
		w.realms = append(w.realms, r)
		w.node.logger.Debug("realm open", "realm", plan.Name)
	}
	return nil
}

// startComponents starts one component after the other, each when the one
// before it is ready.
func (w *worker) startComponents(ctx context.Context) error {
	for i := range w.plan.Components {
		plan := &w.plan.Components[i]
		c, err := w.component(plan)
		if err != nil {
			return err
		}
		w.components = append(w.components, c)
		err = c.Start(ctx)
		switch {
		case err == nil:
		case plan.Required || ctx.Err() != nil:
			return err
		default:
			w.node.logger.Error("component not started: the node goes on without it", "id", plan.ID, "error", err)
			if err := c.Retry(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *worker) component(plan *Component) (*host.Component, error) {
	class, ok := w.node.plan.registry.Class(plan.Class)
	if !ok {
		return nil, fmt.Errorf("start component %q: class %q is not linked in", plan.ID, plan.Class)
	}
	attached, ok := w.Realm(plan.Realm)
	if !ok {
		return nil, fmt.Errorf("start component %q: there is no realm %q", plan.ID, plan.Realm)
	}
	principal := session.Principal{
		AuthID:       plan.ID,
		AuthRole:     plan.Role,
		AuthMethod:   "hosted",
		AuthProvider: "node",
		Hosted:       true,
	}
	connect := session.Hosted(attached, principal, session.Config{Realms: w, Limits: w.plan.Limits, Logger: w.node.logger})
	return host.New(host.Spec{
		ID:           plan.ID,
		Class:        class,
		Realm:        plan.Realm,
		Role:         plan.Role,
		Extra:        plan.Extra,
		Connect:      connect,
		StartTimeout: plan.StartTimeout,
		Restart:      host.Restart{Policy: policy(plan.Restart)},
		Logger:       w.node.logger,
	}), nil
}

// policy is the restart policy of a name in the node file.
func policy(name string) host.Policy {
	switch name {
	case config.RestartNever:
		return host.Never
	case config.RestartAlways:
		return host.Always
	default:
		return host.OnFailure
	}
}

func (w *worker) startTransports() error {
	for i := range w.plan.Transports {
		t, err := w.listen(&w.plan.Transports[i])
		if err != nil {
			return err
		}
		w.transports = append(w.transports, t)
	}
	return nil
}

func (w *worker) closeTransports(ctx context.Context) error {
	closed := make(chan error)
	for _, t := range w.transports {
		go func() { closed <- t.listener.Close(ctx) }()
	}
	var faults []error
	for range w.transports {
		faults = append(faults, <-closed)
	}
	return errors.Join(faults...)
}

// stopComponents stops the components in reverse. One that takes its time can
// not take that of the others.
func (w *worker) stopComponents(ctx context.Context) error {
	var faults []error
	left := len(w.components)
	for _, c := range slices.Backward(w.components) {
		part, cancel := share(ctx, left+1) // one more for the realms
		faults = append(faults, c.Stop(part, stopReason))
		cancel()
		left--
	}
	return errors.Join(faults...)
}

func (w *worker) closeRealms(ctx context.Context) error {
	var faults []error
	for _, r := range slices.Backward(w.realms) {
		if err := r.Close(ctx, stopReason); err != nil {
			faults = append(faults, fmt.Errorf("close realm %q: %w", r.Name(), err))
		}
	}
	return errors.Join(faults...)
}

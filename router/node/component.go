package node

import (
	"context"
	"fmt"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// hostedMethod is the authmethod of components of this process.
const hostedMethod = "hosted"

// newComponent makes a component of a plan, in the realm that is open now.
func (n *Node) newComponent(plan *Plan, p part) (*host.Component, error) {
	c := p.component
	spec := host.Spec{
		ID:           c.ID,
		Realm:        c.Realm,
		Role:         c.Role,
		Extra:        c.Extra,
		StartTimeout: c.StartTimeout,
		Restart:      c.Restart.policy(),
		Logger:       n.logger.With("worker", p.worker),
		Changed:      func(s host.Status) { n.changed(ComponentStatus{p.worker, s}) },
	}
	var err error
	switch {
	case c.Program != nil:
		spec.Program = c.Program.host()
	case c.Remote != nil:
		spec.Connect, err = c.Remote.connect()
		spec.Join.Credentials = c.Credentials.runtime()
		spec.Reconnects = true
	default:
		spec.Connect, err = n.attach(plan, p)
	}
	if err == nil && c.Program == nil {
		spec.Class, err = n.class(plan, p)
	}
	if err != nil {
		return nil, fmt.Errorf("start component %q: %w", c.ID, err)
	}
	return host.New(spec), nil
}

// class is the class of a component.
func (n *Node) class(plan *Plan, p part) (runtime.Class, error) {
	if p.worker == ManagementWorker {
		return n.managementClass(), nil
	}
	class, ok := plan.registry.Class(p.component.Class)
	if !ok {
		return class, fmt.Errorf("class %q is not linked in", p.component.Class)
	}
	return class, nil
}

// attach returns the way into a realm of the node that is open now.
func (n *Node) attach(plan *Plan, p part) (runtime.Connect, error) {
	c := p.component
	attached := n.realm(p.realm())
	if attached == nil {
		return nil, fmt.Errorf("there is no realm %q", c.Realm)
	}
	class, err := n.class(plan, p)
	if err != nil {
		return nil, err
	}
	principal := session.Principal{
		AuthID:       c.ID,
		AuthRole:     c.Role,
		AuthMethod:   hostedMethod,
		AuthProvider: "node",
		Hosted:       true,
		Contract:     class.Contract,
	}
	return session.Hosted(attached, principal, session.Config{Limits: p.limits.Limits, Observer: n.observer(plan), Logger: n.logger}), nil
}

// policy is the restart policy of package host.
func (r Restart) policy() host.Restart {
	policy := host.OnFailure
	switch r.Policy {
	case config.RestartNever:
		policy = host.Never
	case config.RestartAlways:
		policy = host.Always
	}
	return host.Restart{Policy: policy, First: r.First, Longest: r.Longest, Limit: r.Limit, Healthy: r.Healthy}
}

// startComponent starts a component. If it is not required and fails, it is tried again
// in the background.
func (n *Node) startComponent(ctx context.Context, c *host.Component, required bool) error {
	err := c.Start(ctx)
	if err == nil || required || ctx.Err() != nil {
		return err
	}
	n.logger.Error("component not started: the node goes on without it", "component", c.Status().ID, "error", err)
	return c.Retry(ctx)
}

// stopComponent has a component leave that has gone from the plan.
func (n *Node) stopComponent(ctx context.Context, c *host.Component) {
	ctx, cancel := context.WithTimeout(ctx, leaveTimeout)
	defer cancel()
	if err := c.Stop(ctx, wamp.CloseNormal); err != nil {
		n.logger.Error("component left behind", "component", c.Status().ID, "error", err)
	}
}

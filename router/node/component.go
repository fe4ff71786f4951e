package node

import (
	"context"
	"fmt"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// newComponent makes a component of a plan, in the realm that is open now.
func (n *Node) newComponent(plan *Plan, p part) (*host.Component, error) {
	c := p.component
	class, ok := plan.registry.Class(c.Class)
	if !ok {
		return nil, fmt.Errorf("start component %q: class %q is not linked in", c.ID, c.Class)
	}
	attached := n.realm(p.realm())
	if attached == nil {
		return nil, fmt.Errorf("start component %q: there is no realm %q", c.ID, c.Realm)
	}
	principal := session.Principal{
		AuthID:       c.ID,
		AuthRole:     c.Role,
		AuthMethod:   "hosted",
		AuthProvider: "node",
		Hosted:       true,
	}
	connect := session.Hosted(attached, principal, session.Config{Limits: p.limits.Limits, Observer: n.observer(plan), Logger: n.logger})
	return host.New(host.Spec{
		ID:           c.ID,
		Class:        class,
		Realm:        c.Realm,
		Role:         c.Role,
		Extra:        c.Extra,
		Connect:      connect,
		StartTimeout: c.StartTimeout,
		Restart:      c.Restart.policy(),
		Logger:       n.logger,
	}), nil
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
	n.logger.Error("component not started: the node goes on without it", "id", c.Status().ID, "error", err)
	return c.Retry(ctx)
}

// stopComponent has a component leave that has gone from the plan.
func (n *Node) stopComponent(ctx context.Context, c *host.Component) {
	ctx, cancel := context.WithTimeout(ctx, leaveTimeout)
	defer cancel()
	if err := c.Stop(ctx, wamp.CloseNormal); err != nil {
		n.logger.Error("component left behind", "id", c.Status().ID, "error", err)
	}
}

package node

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// openRealm is a realm of the node, with its policy of the moment.
type openRealm struct {
	*realm.Realm
	policy *authz.Policy // guarded by Node.operation
	remote gate
	store  *openStore // nil: events are kept in memory
}

func (n *Node) openRealm(plan *Realm, classes *runtime.Registry) (*openRealm, error) {
	policy, err := plan.policy()
	if err != nil {
		return nil, fmt.Errorf("open realm %q: %w", plan.Name, err)
	}
	cfg := realm.Config{
		Name:       plan.Name,
		Policy:     policy,
		MetaAPI:    plan.MetaAPI,
		Limits:     plan.Limits,
		Histories:  plan.Histories,
		CallQueues: plan.CallQueues,
		StoreBytes: plan.StoreBytes,
		Tally:      n.tally(plan.Name),
		Logger:     n.logger.With("realm", plan.Name),
	}
	if cfg.Validator, err = newValidator(classes); err != nil {
		return nil, fmt.Errorf("open realm %q: %w", plan.Name, err)
	}
	if plan.Strict {
		cfg.URICheck = realm.Strict
	}
	store, err := n.openStore(plan)
	if err != nil {
		return nil, fmt.Errorf("open realm %q: %w", plan.Name, err)
	}
	if store != nil {
		cfg.Store = store.Store
	}
	r, err := realm.New(cfg)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open realm %q: %w", plan.Name, err), n.closeStore(store))
	}
	n.logger.Debug("realm open", "realm", plan.Name)
	return &openRealm{Realm: r, policy: policy, remote: gate{r, &n.draining}, store: store}, nil
}

// policy is what the roles of the realm may do.
func (r *Realm) policy() (*authz.Policy, error) {
	var authorizers []authz.Authorizer
	for role, procedure := range r.Authorizers {
		authorizers = append(authorizers, authz.Authorizer{Role: role, Procedure: procedure})
	}
	return authz.NewPolicy(r.Roles, authorizers...)
}

// setRoles replaces the permissions: what is removed is so for the next message.
func (r *openRealm) setRoles(plan *Realm) error {
	policy, err := plan.policy()
	if err != nil {
		return fmt.Errorf("set permissions of realm %q: %w", r.Name(), err)
	}
	r.setPolicy(policy)
	return nil
}

func (r *openRealm) setPolicy(policy *authz.Policy) {
	r.policy = policy
	r.SetPolicy(policy)
}

// endRealm closes a realm that has gone from the plan, and ends the sessions in it.
func (n *Node) endRealm(ctx context.Context, r *openRealm) {
	if r == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, leaveTimeout)
	defer cancel()
	if err := errors.Join(r.Close(ctx, wamp.CloseRealm), n.closeStore(r.store)); err != nil {
		n.logger.Warn("realm closed with errors", "realm", r.Name(), "error", err)
	}
}

// realmsOf is the realms of a worker as the sessions of its transports find them.
type realmsOf struct {
	node   *Node
	worker string
}

// Realm finds a realm for a session that wants to join it.
func (r realmsOf) Realm(name wamp.URI) (session.Realm, bool) {
	found := r.node.realm(realmKey(r.worker, string(name)))
	if found == nil {
		return nil, false
	}
	return found.remote, true
}

// gate is a realm as remote sessions reach it: while the node drains it lets
// nobody in and takes no new calls.
type gate struct {
	session.Realm
	draining *atomic.Bool
}

// Join refuses who comes while the node drains.
func (g gate) Join(p session.Peer, hello wamp.Dict, b *session.Burst) (wamp.Dict, error) {
	if g.draining.Load() {
		return nil, &wamp.Error{URI: wamp.CloseSystemShutdown, Message: "the router is shutting down"}
	}
	return g.Realm.Join(p, hello, b)
}

// Route answers a call that comes while the node drains.
func (g gate) Route(p session.Peer, m wamp.Message, b *session.Burst) error {
	if g.draining.Load() {
		if call, ok := m.(*wamp.Call); ok {
			p.Send(&wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: call.Request, Error: wamp.ErrUnavailable, Payload: shuttingDown}, b)
			return nil
		}
	}
	return g.Realm.Route(p, m, b)
}

// shuttingDown says why calls are refused.
var shuttingDown = wamp.Payload{Format: wamp.JSON, Args: []byte(`["the router is shutting down"]`)}

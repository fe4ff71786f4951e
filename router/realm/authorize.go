package realm

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// authorizerTimeout bounds how long a message waits for its authorizer.
const authorizerTimeout = 5 * time.Second

// authorize asks the policy, and the authorizer that it names, if it does. Only the
// session that asks waits for that. What a policy allows that was replaced meanwhile
// counts for nothing.
func (r *Realm) authorize(m *member, q question, b *session.Burst) (authz.Decision, error) {
	for range 2 {
		policy := r.policy.Load()
		decision := policy.Authorize(m.role, q.action, q.uri, q.match)
		if decision.Authorizer == "" {
			return decision, nil
		}
		decision, err := r.consult(m, policy, decision.Authorizer, q, b)
		if err != nil || r.policy.Load() == policy {
			return decision, err
		}
	}
	return authz.Decision{}, errors.New("the permissions have changed meanwhile")
}

// question is what an authorizer is asked.
type question struct {
	action authz.Action
	uri    wamp.URI
	match  wamp.Match
}

// consult asks an authorizer: procedure(session, uri, action, options) returns whether
// the session may, or a dict with that and more.
func (r *Realm) consult(m *member, policy *authz.Policy, procedure wamp.URI, q question, b *session.Burst) (authz.Decision, error) {
	if d, ok := m.answers.find(policy, q); ok {
		return d, nil
	}
	args, err := codec.AppendValue(nil, wamp.CBOR, []any{m.details(r.cfg.Name), string(q.uri), q.action.String(), map[string]any{"match": q.match.String()}})
	if err != nil {
		return authz.Decision{}, fmt.Errorf("write question: %w", err)
	}
	if b != nil {
		b.Flush() // nobody else waits
	}
	ctx, cancel := context.WithTimeout(context.Background(), authorizerTimeout)
	defer cancel()
	answer, err := r.Ask(ctx, procedure, wamp.Payload{Format: wamp.CBOR, Args: args})
	if err != nil {
		return authz.Decision{}, err
	}
	decision, cache, err := readDecision(answer, q.action)
	if err != nil {
		return authz.Decision{}, fmt.Errorf("read answer of %q: %w", procedure, err)
	}
	if cache {
		m.answers.keep(policy, q, decision)
	}
	return decision, nil
}

// details is what authorizers get to know of a session.
func (m *member) details(realm wamp.URI) map[string]any {
	p := m.peer.Principal()
	details := map[string]any{
		"realm": string(realm), "session": int64(m.peer.ID()), "authid": p.AuthID, "authrole": p.AuthRole,
		"authmethod": p.AuthMethod, "authprovider": p.AuthProvider, "authextra": nil, "transport": nil,
	}
	if p.AuthExtra != nil {
		details["authextra"] = map[string]any(p.AuthExtra)
	}
	if t := p.Transport; t != (session.Transport{}) {
		details["transport"] = map[string]any{"type": t.Type, "protocol": t.Protocol, "peer": t.Peer}
	}
	return details
}

// readDecision reads what an authorizer has answered. What is neither yes nor no is an
// error.
func readDecision(p wamp.Payload, action authz.Action) (d authz.Decision, cache bool, err error) {
	value, err := codec.DecodeValue(p.Format, p.Args)
	if err != nil {
		return d, false, err
	}
	args, _ := value.([]any)
	if len(args) == 0 {
		return d, false, errors.New("it is empty")
	}
	switch v := args[0].(type) {
	case bool:
		return authz.Decision{Allowed: v}, false, nil
	case map[string]any:
		return decisionOf(v, action)
	default:
		return d, false, errors.New("it is neither a boolean nor a dict")
	}
}

func decisionOf(fields map[string]any, action authz.Action) (d authz.Decision, cache bool, err error) {
	var ok bool
	if d.Allowed, ok = fields["allow"].(bool); !ok {
		return authz.Decision{}, false, errors.New("it does not say what it allows")
	}
	disclose := fields["disclose"]
	if both, ok := disclose.(map[string]any); ok { // as in static permissions
		disclose = both[map[authz.Action]string{authz.Call: "caller", authz.Publish: "publisher"}[action]]
	}
	for _, field := range []struct {
		value any
		into  *bool
	}{{disclose, &d.Disclose}, {fields["force_reregister"], &d.Displace}, {fields["cache"], &cache}} {
		if field.value == nil {
			continue
		}
		if *field.into, ok = field.value.(bool); !ok {
			return authz.Decision{}, false, errors.New("disclose, force_reregister or cache is no boolean")
		}
	}
	return d, cache, nil
}

// answers are decisions that an authorizer has let the router keep for one session, as
// long as the policy is the same.
type answers struct {
	mu     sync.Mutex
	policy *authz.Policy
	kept   map[question]authz.Decision
}

// mostAnswers bounds what is kept for a session.
const mostAnswers = 1000

func (a *answers) find(policy *authz.Policy, q question) (authz.Decision, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.policy != policy {
		return authz.Decision{}, false
	}
	d, ok := a.kept[q]
	return d, ok
}

func (a *answers) keep(policy *authz.Policy, q question, d authz.Decision) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.policy != policy || a.kept == nil || len(a.kept) >= mostAnswers {
		a.policy, a.kept = policy, map[question]authz.Decision{}
	}
	a.kept[q] = d
}

package authz

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Trusted is the role that may do everything. Only hosted components have it.
const Trusted = "trusted"

// Policy is the permissions of all roles of a realm. It never changes; a realm
// swaps it as a whole. A nil Policy has no role but Trusted.
type Policy struct {
	roles     map[string]*role
	validates bool // some rule does
}

type role struct {
	rules      []*Rule
	index      *urimatch.Index[*Rule]
	authorizer wamp.URI // "": the rules decide
}

// Authorizer makes a procedure of the application decide what a role may do.
type Authorizer struct {
	Role      string
	Procedure wamp.URI
}

// NewPolicy returns the policy of the roles, or an error that names each rule
// that can not be: a URI that is none by its matching policy, two rules of one
// role for the same URI and match, the role Trusted, rules of a role that has an
// authorizer.
func NewPolicy(roles map[string][]Rule, authorizers ...Authorizer) (*Policy, error) {
	p := &Policy{roles: make(map[string]*role, len(roles))}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(roles)) {
		if name == Trusted {
			faults = append(faults, fmt.Errorf("define role %q: the role exists and may do everything", name))
			continue
		}
		r, err := newRole(roles[name])
		if err != nil {
			faults = append(faults, fmt.Errorf("define role %q: %w", name, err))
		}
		p.roles[name] = r
		p.validates = p.validates || slices.ContainsFunc(r.rules, func(r *Rule) bool { return r.Validate })
	}
	for _, a := range authorizers {
		switch {
		case a.Role == Trusted || len(roles[a.Role]) > 0:
			faults = append(faults, fmt.Errorf("define role %q: it can not have an authorizer beside permissions", a.Role))
		case !a.Procedure.Valid():
			faults = append(faults, fmt.Errorf("define role %q: its authorizer %q is no URI", a.Role, a.Procedure))
		}
		p.roles[a.Role] = &role{authorizer: a.Procedure}
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return p, nil
}

func newRole(rules []Rule) (*role, error) {
	r := &role{index: urimatch.NewIndex[*Rule]()}
	var faults []error
	for _, rule := range rules {
		pattern := rule.Pattern()
		if !pattern.Valid() {
			faults = append(faults, fmt.Errorf("%q is no URI for the match %q", rule.URI, rule.Match))
			continue
		}
		if _, ok := r.index.Get(pattern); ok {
			faults = append(faults, fmt.Errorf("two rules for %q with the match %q", rule.URI, rule.Match))
			continue
		}
		r.rules = append(r.rules, &rule)
		r.index.Set(pattern, &rule)
	}
	return r, errors.Join(faults...)
}

// HasRole reports whether sessions may have the role. Trusted always exists.
func (p *Policy) HasRole(name string) bool {
	if name == Trusted {
		return true
	}
	return p != nil && p.roles[name] != nil
}

// ValidatesResults reports whether results of a procedure are validated: because a
// role may register it by a rule that says so.
func (p *Policy) ValidatesResults(procedure wamp.URI) bool {
	if p == nil || !p.validates {
		return false
	}
	for _, r := range p.roles {
		if r.authorizer != "" {
			continue
		}
		if rule, ok := r.index.Best(procedure); ok && rule.Allow.Register && rule.Validate {
			return true
		}
	}
	return false
}

// Authorize answers whether the role may do the action with the URI, which is a
// pattern where match is not exact. Who has no such role may do nothing.
func (p *Policy) Authorize(role string, action Action, uri wamp.URI, match wamp.Match) Decision {
	if role == Trusted {
		return Decision{Allowed: true, Displace: true}
	}
	if p == nil {
		return Decision{}
	}
	r := p.roles[role]
	switch {
	case r == nil:
		return Decision{}
	case r.authorizer != "":
		return Decision{Authorizer: r.authorizer}
	case match == wamp.MatchExact:
		if rule, ok := r.index.Best(uri); ok {
			return rule.decide(action)
		}
		return Decision{}
	default:
		return r.authorizePattern(action, urimatch.Pattern{URI: uri, Match: match})
	}
}

// authorizePattern answers for all URIs of a pattern. It looks at every rule of
// the role: patterns are asked for once per subscription, not once per message.
func (r *role) authorizePattern(action Action, pattern urimatch.Pattern) Decision {
	var widest *Rule // the one rule that is taken where no narrower one is
	for _, rule := range r.rules {
		p := rule.Pattern()
		if p.Contains(pattern) && (widest == nil || p.Precedes(widest.Pattern())) {
			widest = rule
		}
	}
	if widest == nil || !widest.decide(action).Allowed {
		return Decision{}
	}
	for _, rule := range r.rules {
		p := rule.Pattern()
		if !rule.decide(action).Allowed && p.Overlaps(pattern) && p.Precedes(widest.Pattern()) {
			return Decision{}
		}
	}
	return widest.decide(action)
}

package node

import (
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Need is something that a component does by its contract.
type Need struct {
	Verb    string // "registers", "publishes", "calls" or "subscribes to"
	URI     wamp.URI
	Match   wamp.Match
	Allowed bool
	Rule    *authz.Rule // of the component's role, that decides; nil: none does
	Asked   wamp.URI    // the authorizer that decides instead; "": none
}

// Needs returns what a component does by its contract, and what its role says about
// it. It is not known if the class is not linked in.
func (p *Plan) Needs(w *Worker, c *Component) (needs []Need, known bool) {
	class, ok := p.registry.Class(c.Class)
	if !ok || class.Contract == nil {
		return nil, ok
	}
	rules, asked := w.rules(c)
	policy, err := authz.NewPolicy(map[string][]authz.Rule{c.Role: rules})
	if err != nil {
		policy = nil // a draft: the rules have errors of their own, or the role is trusted
	}
	for _, rule := range authz.FromContract(class.Contract) {
		for _, request := range requests(rule) {
			needs = append(needs, Need{
				Verb:    request.verb,
				URI:     rule.URI,
				Match:   rule.Match,
				Allowed: policy.Authorize(c.Role, request.action, rule.URI, rule.Match).Allowed,
				Rule:    deciding(rules, rule.Pattern()),
				Asked:   asked,
			})
		}
	}
	return needs, true
}

// rules returns those of a component's role in its realm, or the authorizer in their place.
func (w *Worker) rules(c *Component) ([]authz.Rule, wamp.URI) {
	for i := range w.Realms {
		if w.Realms[i].Name == c.Realm {
			return w.Realms[i].Roles[c.Role], w.Realms[i].Authorizers[c.Role]
		}
	}
	return nil, ""
}

// deciding returns the rule that is asked about all URIs of a pattern: of those that
// contain it, the one that goes before the others.
func deciding(rules []authz.Rule, pattern urimatch.Pattern) *authz.Rule {
	var first *authz.Rule
	for i := range rules {
		p := rules[i].Pattern()
		if p.Contains(pattern) && (first == nil || p.Precedes(first.Pattern())) {
			first = &rules[i]
		}
	}
	return first
}

package authz

import (
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// FromContract returns the rules of a role that may do what the contracts of
// component classes say, and nothing else: one rule for each URI, in the order in
// which the contracts name them. A rule also allows what the rules around it
// allow, or it would take that away for its part of them.
func FromContract(components ...*contract.Component) []Rule {
	var rules []Rule
	place := map[urimatch.Pattern]int{}
	allow := func(uri wamp.URI, match wamp.Match) *Allow {
		p := urimatch.Pattern{URI: uri, Match: match}
		i, ok := place[p]
		if !ok {
			i = len(rules)
			place[p] = i
			rules = append(rules, Rule{URI: uri, Match: match})
		}
		return &rules[i].Allow
	}
	for _, c := range components {
		for _, procedure := range c.Provides {
			allow(procedure.URI, procedure.Match).Register = true
		}
		for _, topic := range c.Publishes {
			allow(topic.URI, topic.Match).Publish = true
		}
		for _, procedure := range c.Calls {
			allow(procedure.URI, procedure.Match).Call = true
		}
		for _, topic := range c.Subscribes {
			allow(topic.URI, topic.Match).Subscribe = true
		}
	}
	for i := range rules {
		for _, around := range rules {
			if around.Pattern().Contains(rules[i].Pattern()) {
				rules[i].Allow = rules[i].Allow.or(around.Allow)
			}
		}
	}
	return rules
}

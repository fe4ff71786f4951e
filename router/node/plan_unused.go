package node

import (
	"fmt"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// unused warns of wildcard rules that never decide, because a prefix rule of the role is
// about all their URIs and prefixes count before wildcards. What such a rule denies is
// allowed. written holds the permission of each rule.
func (p *planner) unused(rules []authz.Rule, written []*config.Permission) {
	for i, r := range rules {
		if r.Match != wamp.MatchWildcard {
			continue
		}
		for _, prefix := range rules {
			if prefix.Match != wamp.MatchPrefix || !patternOf(prefix).Contains(patternOf(r)) {
				continue
			}
			p.warn(written[i].Source, "uri", "unused-permission", "this permission decides for no URI: prefixes count before wildcards, and the prefix %q covers it", prefix.URI).
				Hint = fmt.Sprintf("say what %q says with a longer prefix or with whole URIs", r.URI)
			break
		}
	}
}

func patternOf(r authz.Rule) urimatch.Pattern { return urimatch.Pattern{URI: r.URI, Match: r.Match} }

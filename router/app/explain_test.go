package app

import (
	"testing"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/node"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestReason(t *testing.T) {
	rule := func(uri wamp.URI, match wamp.Match, register bool) *authz.Rule {
		return &authz.Rule{URI: uri, Match: match, Allow: authz.Allow{Register: register}}
	}
	need := func(uri wamp.URI, match wamp.Match, allowed bool, r *authz.Rule) node.Need {
		return node.Need{Verb: "registers", URI: uri, Match: match, Allowed: allowed, Rule: r}
	}
	for _, c := range []struct {
		role string
		need node.Need
		want string
	}{
		{"trusted", need("a.b", wamp.MatchExact, true, nil), "yes: it is trusted"},
		{"x", need("a.b", wamp.MatchExact, true, rule("a.b", wamp.MatchExact, true)), "yes: the same rule"},
		{"x", need("a.b", wamp.MatchExact, true, rule("a.", wamp.MatchPrefix, true)), "yes: a.*"},
		{"x", need("a.b", wamp.MatchExact, true, rule("", wamp.MatchPrefix, true)), "yes: *"},
		{"x", need("a.b.c", wamp.MatchExact, true, rule("a..c", wamp.MatchWildcard, true)), "yes: a.*.c"},
		{"x", need("a.b", wamp.MatchExact, false, nil), "NO: no rule"},
		{"x", need("a.b", wamp.MatchExact, false, rule("a.b", wamp.MatchExact, false)), "NO: denied by the same rule"},
		{"x", need("a.b", wamp.MatchExact, false, rule("a.", wamp.MatchPrefix, false)), "NO: denied by a.*"},
		{"x", need("a.b.", wamp.MatchPrefix, false, rule("a.", wamp.MatchPrefix, false)), "NO: denied by a.*"},
		{"x", need("a.b.", wamp.MatchPrefix, false, rule("a.", wamp.MatchPrefix, true)), "NO: a narrower rule denies a part"},
		{"x", need("a.b.", wamp.MatchPrefix, false, rule("a.b.", wamp.MatchPrefix, true)), "NO: a narrower rule denies a part"},
	} {
		if got := reason(&node.Component{Role: c.role}, c.need); got != c.want {
			t.Errorf("%+v: %s, want %s", c.need, got, c.want)
		}
	}
}

package authz

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

const (
	exact    = wamp.MatchExact
	prefix   = wamp.MatchPrefix
	wildcard = wamp.MatchWildcard
)

var (
	all     = Allow{true, true, true, true}
	nothing = Allow{}
)

func policy(t testing.TB, rules ...Rule) *Policy {
	t.Helper()
	p, err := NewPolicy(map[string][]Rule{"user": rules})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestAuthorizeURI(t *testing.T) {
	p := policy(t,
		Rule{URI: "com.example.a", Match: exact, Allow: Allow{Call: true}},
		Rule{URI: "com.example.", Match: prefix, Allow: Allow{Register: true}, Disclose: Disclose{Caller: true}},
		Rule{URI: "com.example.deep.", Match: prefix, Allow: Allow{Call: true}, Disclose: Disclose{Caller: true}},
		Rule{URI: "net.mine.", Match: prefix, Allow: Allow{Register: true}, Displace: true},
		Rule{URI: "org..set", Match: wildcard, Allow: Allow{Publish: true}},
		Rule{URI: "org.x.", Match: wildcard, Allow: Allow{Subscribe: true}, Disclose: Disclose{Publisher: true}},
	)
	for _, test := range []struct {
		role   string
		action Action
		uri    wamp.URI
		want   Decision
	}{
		{"user", Call, "com.example.a", Decision{Allowed: true}},
		{"user", Call, "com.example.a.b", Decision{Disclose: true}}, // an exact rule matches its own URI only
		{"user", Register, "com.example.a", Decision{}},             // the exact rule stands before the prefix
		{"user", Register, "com.example.b", Decision{Allowed: true}},
		{"user", Call, "com.example.deep.x", Decision{Allowed: true, Disclose: true}}, // the longest prefix
		{"user", Register, "com.example.deep.x", Decision{}},
		{"user", Publish, "org.y.set", Decision{Allowed: true}},
		{"user", Publish, "org.x.set", Decision{Disclose: true}}, // "org.x." has more fixed components from the left
		{"user", Subscribe, "org.x.set", Decision{Allowed: true}},
		{"user", Call, "net.z", Decision{}},
		{"nobody", Call, "com.example.a", Decision{}},
		{Trusted, Register, "net.z", Decision{Allowed: true, Displace: true}},
		{"user", Register, "net.mine.x", Decision{Allowed: true, Displace: true}},
		{"user", Call, "net.mine.x", Decision{}},
	} {
		if diff := cmp.Diff(test.want, p.Authorize(test.role, test.action, test.uri, exact)); diff != "" {
			t.Errorf("%s %v %s (-want +got):\n%s", test.role, test.action, test.uri, diff)
		}
	}
}

func TestAuthorizePattern(t *testing.T) {
	p := policy(t,
		Rule{URI: "com.", Match: prefix, Allow: all},
		Rule{URI: "com.secret.", Match: prefix, Allow: nothing},
		Rule{URI: "com.open.secret.one", Match: exact, Allow: nothing},
		Rule{URI: "org..", Match: wildcard, Allow: all},
		Rule{URI: "org..secret", Match: wildcard, Allow: nothing},
		Rule{URI: "net", Match: exact, Allow: all},
	)
	for _, test := range []struct {
		uri   wamp.URI
		match wamp.Match
		want  bool
	}{
		{"com.", prefix, false}, // around com.secret.
		{"com.o", prefix, false},
		{"com.op", prefix, false},
		{"com.public", prefix, true},
		{"com.s", prefix, false},
		{"com.secret.x", prefix, false},
		{"c", prefix, false}, // wider than any rule
		{"com..x", wildcard, false},
		{"com.a..x", wildcard, true},
		{"com.open..one", wildcard, false},
		{"com.open..two", wildcard, true},
		{"org..", wildcard, false},
		{"org..public", wildcard, true},
		{"org..secret", wildcard, false},
		{"org.", prefix, false}, // no wildcard contains a prefix
		{"net", wildcard, true},
		{"net", prefix, false},
	} {
		if got := p.Authorize("user", Subscribe, test.uri, test.match).Allowed; got != test.want {
			t.Errorf("subscribe %v %q: %v, want %v", test.match, test.uri, got, test.want)
		}
	}
}

// A pattern is allowed exactly if there is a rule for all of it that allows, and
// at no URI of it is a denying rule taken before that one: counted out over every
// URI of a small world, whose last component stands for all that no rule names.
func TestAuthorizePatternByEnumeration(t *testing.T) {
	uris := world()
	r := rand.New(rand.NewPCG(5, 6))
	allowed := 0
	for range 3000 {
		rules := randomRules(r)
		p := policy(t, rules...)
		pattern := randomPattern(r, 2)
		if pattern.Match == exact {
			continue // asked of one rule: TestAuthorizeURI
		}
		got := p.Authorize("user", Call, pattern.URI, pattern.Match).Allowed
		want := false
		for _, rule := range rules {
			want = want || rule.Allow.Call && holds(rule, pattern, rules, uris)
		}
		if got != want {
			t.Fatalf("call %v with %+v: %v, want %v", pattern, rules, got, want)
		}
		if !got {
			continue
		}
		allowed++
		for _, u := range uris {
			if pattern.Matches(u) && !p.Authorize("user", Call, u, exact).Allowed {
				t.Fatalf("%v is allowed, %q of it is not, with %+v", pattern, u, rules)
			}
		}
	}
	if allowed < 100 {
		t.Errorf("only %d patterns were allowed: the test shows nothing", allowed)
	}
}

// holds reports whether rule is about every URI of the pattern and no denying
// rule is taken before it at any of them.
func holds(rule Rule, pattern urimatch.Pattern, rules []Rule, uris []wamp.URI) bool {
	for _, u := range uris {
		if !pattern.Matches(u) {
			continue
		}
		if !rule.Pattern().Matches(u) {
			return false
		}
		for _, other := range rules {
			if !other.Allow.Call && other.Pattern().Matches(u) && other.Pattern().Precedes(rule.Pattern()) {
				return false
			}
		}
	}
	return true
}

func world() (uris []wamp.URI) {
	level := []string{""}
	for range 4 {
		var next []string
		for _, head := range level {
			for _, part := range []string{"a", "b", "ab", "z"} {
				next = append(next, strings.TrimPrefix(head+"."+part, "."))
			}
		}
		for _, u := range next {
			uris = append(uris, wamp.URI(u))
		}
		level = next
	}
	return uris
}

func randomPattern(r *rand.Rand, components int) urimatch.Pattern {
	for {
		parts := make([]string, 1+r.IntN(components))
		for i := range parts {
			parts[i] = []string{"", "a", "b", "ab"}[r.IntN(4)]
		}
		p := urimatch.Pattern{URI: wamp.URI(strings.Join(parts, ".")), Match: wamp.Match(r.IntN(3))}
		if p.Valid() {
			return p
		}
	}
}

func randomRules(r *rand.Rand) (rules []Rule) {
	seen := map[urimatch.Pattern]bool{}
	for range 1 + r.IntN(5) {
		p := randomPattern(r, 3)
		if !seen[p] {
			seen[p] = true
			rules = append(rules, Rule{URI: p.URI, Match: p.Match, Allow: Allow{Call: r.IntN(3) > 0}})
		}
	}
	return rules
}

func TestNewPolicyNamesEveryFault(t *testing.T) {
	_, err := NewPolicy(map[string][]Rule{
		Trusted: nil,
		"a":     {{URI: "com..x"}, {URI: "com.x"}, {URI: "com.x"}},
		"b":     {{URI: "", Match: wildcard}, {URI: "", Match: prefix}},
	})
	if err == nil {
		t.Fatal("no error")
	}
	want := `define role "a": "com..x" is no URI for the match "exact"
two rules for "com.x" with the match "exact"
define role "b": "" is no URI for the match "wildcard"
define role "trusted": the role exists and may do everything`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Errorf("error (-want +got):\n%s", diff)
	}
}

func TestRoles(t *testing.T) {
	p := policy(t)
	var none *Policy
	got := []bool{p.HasRole("user"), p.HasRole(Trusted), p.HasRole("x"), none.HasRole(Trusted), none.HasRole("user")}
	if diff := cmp.Diff([]bool{true, true, false, true, false}, got); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
	if none.Authorize("user", Call, "a", exact).Allowed {
		t.Error("a nil policy allows")
	}
}

func TestFromContract(t *testing.T) {
	provider := &contract.Component{
		Provides:  []contract.Procedure{{URI: "com.x..set", Match: wildcard}},
		Publishes: []contract.Topic{{URI: "com.x.changed"}},
	}
	user := &contract.Component{
		Calls:      []contract.Procedure{{URI: "com.x.a.set"}, {URI: "com.y.get"}},
		Subscribes: []contract.Topic{{URI: "com.x.changed"}, {URI: "com.z.", Match: prefix}},
	}
	want := []Rule{
		{URI: "com.x..set", Match: wildcard, Allow: Allow{Register: true}},
		{URI: "com.x.changed", Allow: Allow{Publish: true, Subscribe: true}},
		{URI: "com.x.a.set", Allow: Allow{Call: true, Register: true}},
		{URI: "com.y.get", Allow: Allow{Call: true}},
		{URI: "com.z.", Match: prefix, Allow: Allow{Subscribe: true}},
	}
	rules := FromContract(provider, user)
	if diff := cmp.Diff(want, rules); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	p := policy(t, rules...)
	if !p.Authorize("user", Register, "com.x..set", wildcard).Allowed {
		t.Error("the provider may not register what it provides, because the user calls a part of it")
	}
}

func BenchmarkAuthorize(b *testing.B) {
	p := policy(b, Rule{URI: "", Match: prefix, Allow: all}, Rule{URI: "com.example.", Match: prefix, Allow: all})
	for b.Loop() {
		p.Authorize("user", Call, "com.example.greet", exact)
	}
}

// Whether results are validated the rules say; a role with an authorizer has none.
func TestValidatesResults(t *testing.T) {
	p, err := NewPolicy(map[string][]Rule{
		"callee": {{URI: "com.a.", Match: prefix, Allow: Allow{Register: true}, Validate: true}},
		"caller": {{URI: "com.", Match: prefix, Allow: Allow{Call: true}, Validate: true}},
	}, Authorizer{Role: "judged", Procedure: "com.authorize"})
	if err != nil {
		t.Fatal(err)
	}
	for uri, want := range map[wamp.URI]bool{"com.a.b": true, "com.b": false, "org.x": false} {
		if got := p.ValidatesResults(uri); got != want {
			t.Errorf("%s: %v, want %v", uri, got, want)
		}
	}
}

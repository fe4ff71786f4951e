package authz

import (
	"encoding/binary"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// slowAllows says for one URI what the node file's reference says, in the plainest way:
// the exact rule, else the longest prefix, else the wildcard rule whose fixed components
// are most from the left.
func slowAllows(rules []Rule, uri wamp.URI) bool {
	var best *Rule
	for i := range rules {
		r := &rules[i]
		if slowMatches(r.URI, r.Match, uri) && (best == nil || slowRank(r) > slowRank(best)) {
			best = r
		}
	}
	return best != nil && best.Allow.Call
}

// slowRank orders rules that match the same URI as text.
func slowRank(r *Rule) string {
	switch r.Match {
	case exact:
		return "3"
	case prefix:
		return "2" + string(rune(len(r.URI)))
	}
	rank := "1"
	for part := range strings.SplitSeq(string(r.URI), ".") {
		if part == "" {
			rank += "0"
		} else {
			rank += "1"
		}
	}
	return rank
}

func slowMatches(pattern wamp.URI, match wamp.Match, uri wamp.URI) bool {
	switch match {
	case exact:
		return pattern == uri
	case prefix:
		return strings.HasPrefix(string(uri), string(pattern))
	}
	want, got := strings.Split(string(pattern), "."), strings.Split(string(uri), ".")
	if len(want) != len(got) {
		return false
	}
	for i := range want {
		if want[i] != "" && want[i] != got[i] {
			return false
		}
	}
	return true
}

// contained checks that a pattern is allowed only if each URI of it is, and that a URI
// is allowed if the slow oracle says so.
func contained(t *testing.T, r *rand.Rand, uris []wamp.URI) (allowed bool) {
	t.Helper()
	rules := randomRules(r)
	p := policy(t, rules...)
	pattern := randomPattern(r, 3)
	allowed = p.Authorize("user", Call, pattern.URI, pattern.Match).Allowed
	for _, u := range uris {
		if !slowMatches(pattern.URI, pattern.Match, u) {
			continue
		}
		want := slowAllows(rules, u)
		if got := p.Authorize("user", Call, u, exact).Allowed; got != want {
			t.Fatalf("call %q with %+v: %v, want %v", u, rules, got, want)
		}
		if allowed && !want {
			t.Fatalf("%v is allowed, %q of it is denied, with %+v", pattern, u, rules)
		}
		if !allowed && pattern.Match == exact && want {
			t.Fatalf("call %v with %+v is denied", pattern, rules)
		}
	}
	return allowed
}

// TestContainment looks for a pattern that goes around a denial, among some 10^4 pairs
// of rules and patterns, or as many as WAMPGEN_CONTAINMENT says.
func TestContainment(t *testing.T) {
	pairs := 20_000
	if n, err := strconv.Atoi(os.Getenv("WAMPGEN_CONTAINMENT")); err == nil {
		pairs = n
	}
	seed := rand.Uint64()
	t.Logf("%d pairs, seed %d", pairs, seed)
	r, uris := rand.New(rand.NewPCG(seed, 1)), world()
	allowed := 0
	for range pairs {
		if contained(t, r, uris) {
			allowed++
		}
	}
	if allowed < pairs/50 {
		t.Errorf("only %d of %d patterns were allowed: the test shows nothing", allowed, pairs)
	}
}

func FuzzContainment(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Add(binary.LittleEndian.Uint64([]byte("fuzzfuzz")), uint64(0))
	uris := world()
	f.Fuzz(func(t *testing.T, a, b uint64) { contained(t, rand.New(rand.NewPCG(a, b)), uris) })
}

// A rule that stands for itself: what is fuzzed are the URIs.
func FuzzAuthorizePattern(f *testing.F) {
	f.Add("com.a.", byte(1), "com.a.b", byte(0), "com.", byte(1), "com.a.b")
	f.Add("com..x", byte(2), "com.a.", byte(1), "com.", byte(1), "com.a.x")
	f.Fuzz(func(t *testing.T, allow string, allowMatch byte, deny string, denyMatch byte, asked string, askedMatch byte, uri string) {
		rules := []Rule{
			{URI: wamp.URI(allow), Match: wamp.Match(allowMatch % 3), Allow: Allow{Call: true}},
			{URI: wamp.URI(deny), Match: wamp.Match(denyMatch % 3)},
		}
		p, err := NewPolicy(map[string][]Rule{"user": rules})
		match := wamp.Match(askedMatch % 3)
		if err != nil || !wamp.URI(asked).ValidPattern(match) || !wamp.URI(uri).Valid() {
			return
		}
		u := wamp.URI(uri)
		if p.Authorize("user", Call, wamp.URI(asked), match).Allowed && slowMatches(wamp.URI(asked), match, u) && !slowAllows(rules, u) {
			t.Errorf("%q (%v) is allowed, %q of it is denied", asked, match, u)
		}
	})
}

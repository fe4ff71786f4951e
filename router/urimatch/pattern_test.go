package urimatch

import (
	"math/rand/v2"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

const (
	exact    = wamp.MatchExact
	prefix   = wamp.MatchPrefix
	wildcard = wamp.MatchWildcard
)

// The examples of the sections "Prefix Matching" and "Wildcard Matching".
func TestMatches(t *testing.T) {
	for _, test := range []struct {
		pattern Pattern
		uri     wamp.URI
		want    bool
	}{
		{Pattern{"com.myapp.topic.emergency", prefix}, "com.myapp.topic.emergency.11", true},
		{Pattern{"com.myapp.topic.emergency", prefix}, "com.myapp.topic.emergency-low", true},
		{Pattern{"com.myapp.topic.emergency", prefix}, "com.myapp.topic.emergency.category.severe", true},
		{Pattern{"com.myapp.topic.emergency", prefix}, "com.myapp.topic.emergency", true},
		{Pattern{"com.myapp.topic.emergency", prefix}, "com.myapp.topic.emerge", false},
		{Pattern{"com.myapp..userevent", wildcard}, "com.myapp.foo.userevent", true},
		{Pattern{"com.myapp..userevent", wildcard}, "com.myapp.bar.userevent", true},
		{Pattern{"com.myapp..userevent", wildcard}, "com.myapp.foo.userevent.bar", false},
		{Pattern{"com.myapp..userevent", wildcard}, "com.myapp.foo.user", false},
		{Pattern{"com.myapp..userevent", wildcard}, "com.myapp2.foo.userevent", false},
		{Pattern{"com.myapp.userevent", wildcard}, "com.myapp.userevent", true},
		{Pattern{"..", wildcard}, "a.b.c", true},
		{Pattern{"..", wildcard}, "a.b", false},
		{Pattern{"com.myapp", exact}, "com.myapp", true},
		{Pattern{"com.myapp", exact}, "com.myapp.a", false},
	} {
		if got := test.pattern.Matches(test.uri); got != test.want {
			t.Errorf("%v matches %q: %v, want %v", test.pattern, test.uri, got, test.want)
		}
		if got := slowMatches(test.pattern, test.uri); got != test.want {
			t.Errorf("oracle: %v matches %q: %v, want %v", test.pattern, test.uri, got, test.want)
		}
	}
}

func TestRelations(t *testing.T) {
	for _, test := range []struct {
		p, q               Pattern
		contains, overlaps bool
	}{
		{Pattern{"a.", prefix}, Pattern{"a.b", prefix}, true, true},
		{Pattern{"a.b", prefix}, Pattern{"a.", prefix}, false, true},
		{Pattern{"a", prefix}, Pattern{"b", prefix}, false, false},
		{Pattern{"", prefix}, Pattern{"..", wildcard}, true, true},
		{Pattern{"com.e", prefix}, Pattern{"com..x", wildcard}, false, true},
		{Pattern{"com.", prefix}, Pattern{"com..x", wildcard}, true, true},
		{Pattern{"com.a.b.c", prefix}, Pattern{"com..b", wildcard}, false, false},
		{Pattern{"com.ex", prefix}, Pattern{"com.example", wildcard}, true, true},
		{Pattern{"com..x", wildcard}, Pattern{"com.", prefix}, false, true},
		{Pattern{"com..", wildcard}, Pattern{"com..x", wildcard}, true, true},
		{Pattern{"com..x", wildcard}, Pattern{"com.y.", wildcard}, false, true},
		{Pattern{"com..x", wildcard}, Pattern{"com.y.z", wildcard}, false, false},
		{Pattern{"com.y.x", exact}, Pattern{"com.y.x", wildcard}, true, true},
		{Pattern{"com.y.x", exact}, Pattern{"com.y.x", prefix}, false, true},
	} {
		if got := test.p.Contains(test.q); got != test.contains {
			t.Errorf("%v contains %v: %v, want %v", test.p, test.q, got, test.contains)
		}
		if got := test.p.Overlaps(test.q); got != test.overlaps {
			t.Errorf("%v overlaps %v: %v, want %v", test.p, test.q, got, test.overlaps)
		}
	}
}

// Contains and Overlaps are statements about sets of URIs: count them out.
func TestRelationsByEnumeration(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 4000 {
		p, q := randomPattern(r), randomPattern(r)
		contains, overlaps := true, false
		for _, u := range universe {
			inP, inQ := p.Matches(u), q.Matches(u)
			contains = contains && (inP || !inQ)
			overlaps = overlaps || inP && inQ
		}
		if got := p.Contains(q); got != contains {
			t.Errorf("%v contains %v: %v, want %v", p, q, got, contains)
		}
		if got := p.Overlaps(q); got != overlaps {
			t.Errorf("%v overlaps %v: %v, want %v", p, q, got, overlaps)
		}
		if p.Precedes(q) && q.Precedes(p) {
			t.Errorf("%v and %v precede each other", p, q)
		}
	}
}

func TestMatchesByRegularExpression(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 4000 {
		p, u := randomPattern(r), universe[r.IntN(len(universe))]
		if got, want := p.Matches(u), slowMatches(p, u); got != want {
			t.Errorf("%v matches %q: %v, want %v", p, u, got, want)
		}
	}
}

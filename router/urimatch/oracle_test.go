package urimatch

import (
	"math/rand/v2"
	"regexp"
	"strings"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// The oracles say in the slowest and plainest way what the package says fast.

// slowMatches is Pattern.Matches by regular expression.
func slowMatches(p Pattern, uri wamp.URI) bool {
	var expr string
	switch p.Match {
	case wamp.MatchPrefix:
		expr = regexp.QuoteMeta(string(p.URI)) + `.*`
	case wamp.MatchWildcard:
		var parts []string
		for part := range strings.SplitSeq(string(p.URI), ".") {
			if part == "" {
				parts = append(parts, `[^.]*`)
			} else {
				parts = append(parts, regexp.QuoteMeta(part))
			}
		}
		expr = strings.Join(parts, `\.`)
	default:
		expr = regexp.QuoteMeta(string(p.URI))
	}
	return regexp.MustCompile(`^(?s:` + expr + `)$`).MatchString(string(uri))
}

// slowBest returns the pattern of section "Calls matching multiple
// registrations", step by step.
func slowBest(patterns map[Pattern]int, uri wamp.URI) (int, bool) {
	if v, ok := patterns[Exact(uri)]; ok {
		return v, true
	}
	var longest *Pattern
	for p := range patterns {
		if p.Match == wamp.MatchPrefix && slowMatches(p, uri) && (longest == nil || len(p.URI) > len(longest.URI)) {
			longest = &p
		}
	}
	if longest != nil {
		return patterns[*longest], true
	}
	var best *Pattern
	for p := range patterns {
		if p.Match == wamp.MatchWildcard && slowMatches(p, uri) && (best == nil || shape(p) > shape(*best)) {
			best = &p
		}
	}
	if best != nil {
		return patterns[*best], true
	}
	return 0, false
}

// shape is a wildcard pattern's components as digits: 1 is fixed, 0 is a wildcard.
func shape(p Pattern) string {
	var s strings.Builder
	for part := range strings.SplitSeq(string(p.URI), ".") {
		if part == "" {
			s.WriteByte('0')
		} else {
			s.WriteByte('1')
		}
	}
	return s.String()
}

// universe is every URI of up to four components out of a few. The last component
// occurs in no pattern: it stands for all that no pattern names.
var universe = func() (uris []wamp.URI) {
	level := []string{""}
	for range 4 {
		var next []string
		for _, head := range level {
			for _, part := range []string{"a", "b", "ab", "ba", "z"} {
				next = append(next, strings.TrimPrefix(head+"."+part, "."))
			}
		}
		for _, u := range next {
			uris = append(uris, wamp.URI(u))
		}
		level = next
	}
	return uris
}()

// randomPattern returns a valid pattern of up to three components, so that the
// universe has longer URIs than any pattern.
func randomPattern(r *rand.Rand) Pattern {
	for {
		parts := make([]string, 1+r.IntN(3))
		for i := range parts {
			parts[i] = []string{"", "a", "b", "ab"}[r.IntN(4)]
		}
		p := Pattern{wamp.URI(strings.Join(parts, ".")), wamp.Match(r.IntN(3))}
		if p.Valid() || p == (Pattern{"", wamp.MatchPrefix}) {
			return p
		}
	}
}

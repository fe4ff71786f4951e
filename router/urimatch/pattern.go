package urimatch

import (
	"strings"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Pattern selects URIs: all those that URI matches by the policy Match. It is
// comparable; two patterns are the same if they are equal.
type Pattern struct {
	URI   wamp.URI
	Match wamp.Match
}

// Exact returns the pattern that matches uri only.
func Exact(uri wamp.URI) Pattern { return Pattern{URI: uri} }

// Valid reports whether the pattern's URI is one for its policy by the loose
// rules (section "Relaxed/Loose URIs").
func (p Pattern) Valid() bool { return p.URI.ValidPattern(p.Match) }

// Matches reports whether the pattern matches the URI.
func (p Pattern) Matches(uri wamp.URI) bool {
	switch p.Match {
	case wamp.MatchPrefix:
		return strings.HasPrefix(string(uri), string(p.URI))
	case wamp.MatchWildcard:
		return covers(string(p.URI), string(uri))
	default:
		return p.URI == uri
	}
}

// Contains reports whether p matches every URI that q matches.
func (p Pattern) Contains(q Pattern) bool {
	switch {
	case q.Match == wamp.MatchWildcard && p.Match == wamp.MatchPrefix:
		return prefixMeets(string(p.URI), string(q.URI), true)
	case q.Match == wamp.MatchWildcard:
		return p.Matches(q.URI) // an empty component of q is matched by a wildcard only
	case q.Match == wamp.MatchPrefix:
		return p.Match == wamp.MatchPrefix && p.Matches(q.URI)
	default:
		return p.Matches(q.URI)
	}
}

// Overlaps reports whether there is a URI that both p and q match.
func (p Pattern) Overlaps(q Pattern) bool {
	if p.Match > q.Match {
		p, q = q, p
	}
	switch {
	case p.Match == wamp.MatchExact:
		return q.Matches(p.URI)
	case q.Match == wamp.MatchPrefix:
		return p.Matches(q.URI) || q.Matches(p.URI)
	case p.Match == wamp.MatchPrefix:
		return prefixMeets(string(p.URI), string(q.URI), false)
	default:
		return wildcardsMeet(string(p.URI), string(q.URI))
	}
}

// Precedes reports whether p is taken before q for a URI that both match: exact
// patterns first, then the longest prefix, then the wildcard pattern with the
// first fixed component where the other has none (section "Calls matching
// multiple registrations").
func (p Pattern) Precedes(q Pattern) bool {
	if p.Match != q.Match {
		return p.Match < q.Match
	}
	switch p.Match {
	case wamp.MatchPrefix:
		return len(p.URI) > len(q.URI)
	case wamp.MatchWildcard:
		return fixedBefore(string(p.URI), string(q.URI))
	default:
		return false
	}
}

// covers reports whether pattern and uri have the same number of components and
// each component of the pattern is empty or that of the URI.
func covers(pattern, uri string) bool {
	for {
		want, patternRest, patternMore := strings.Cut(pattern, ".")
		got, uriRest, uriMore := strings.Cut(uri, ".")
		if want != "" && want != got || patternMore != uriMore {
			return false
		}
		if !patternMore {
			return true
		}
		pattern, uri = patternRest, uriRest
	}
}

// prefixMeets reports whether all (or, with all false, some) of the URIs that the
// wildcard pattern matches have the prefix.
func prefixMeets(prefix, wildcard string, all bool) bool {
	for {
		want, prefixRest, prefixMore := strings.Cut(prefix, ".")
		got, wildcardRest, wildcardMore := strings.Cut(wildcard, ".")
		if !prefixMore {
			// The prefix ends within this component, or before its first character.
			return want == "" || strings.HasPrefix(got, want) || got == "" && !all
		}
		if !wildcardMore || want != got && (got != "" || all) {
			return false
		}
		prefix, wildcard = prefixRest, wildcardRest
	}
}

// wildcardsMeet reports whether some URI is matched by both wildcard patterns.
func wildcardsMeet(a, b string) bool {
	for {
		x, aRest, aMore := strings.Cut(a, ".")
		y, bRest, bMore := strings.Cut(b, ".")
		if x != y && x != "" && y != "" || aMore != bMore {
			return false
		}
		if !aMore {
			return true
		}
		a, b = aRest, bRest
	}
}

// fixedBefore reports whether, at the first place where only one of the wildcard
// patterns has a fixed component, that one is a.
func fixedBefore(a, b string) bool {
	for {
		x, aRest, aMore := strings.Cut(a, ".")
		y, bRest, bMore := strings.Cut(b, ".")
		if (x == "") != (y == "") {
			return x != ""
		}
		if !aMore || !bMore {
			return false
		}
		a, b = aRest, bRest
	}
}

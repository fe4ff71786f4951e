package wamp

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// URI names a realm, topic, procedure or error: components divided by dots
// (section "URIs"). A pattern is a URI too; its empty components are wildcards.
type URI string

// Valid reports whether the URI is one by the loose rules: components are not
// empty and hold no white space, '#' or '.'.
func (u URI) Valid() bool { return len(u) > 0 && u.check(false) }

// ValidPattern reports whether the URI is one for the matching policy by the
// loose rules: a wildcard pattern may have empty components, a prefix may end
// with a dot or be empty.
func (u URI) ValidPattern(m Match) bool {
	switch m {
	case MatchPrefix:
		return u == "" || URI(strings.TrimSuffix(string(u), ".")).Valid()
	case MatchWildcard:
		return len(u) > 0 && u.check(true)
	default:
		return u.Valid()
	}
}

// Strict reports whether every component that is not empty consists of
// lower case letters, digits and underscores (section "Strict URIs").
func (u URI) Strict() bool {
	for i := 0; i < len(u); i++ {
		c := u[i]
		if c != '.' && c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// Reserved reports whether the URI belongs to the protocol: "wamp." and below.
func (u URI) Reserved() bool { return strings.HasPrefix(string(u), "wamp.") || u == "wamp" }

// Components returns the number of components.
func (u URI) Components() int { return strings.Count(string(u), ".") + 1 }

// check is one look at a table for each byte, where plain does not know.
func (u URI) check(emptyAllowed bool) bool {
	if u.plain() {
		return true
	}
	last := byte('.')
	for i := 0; i < len(u); i++ {
		c := u[i]
		if noURI[c] || c == '.' && last == '.' && !emptyAllowed {
			return false
		}
		if c >= utf8.RuneSelf {
			if r, _ := utf8.DecodeRuneInString(string(u[i:])); unicode.IsSpace(r) {
				return false
			}
		}
		last = c
	}
	return last != '.' || emptyAllowed
}

// noURI tells which bytes no URI has.
var noURI = [256]bool{' ': true, '#': true, '\t': true, '\n': true, '\v': true, '\f': true, '\r': true}

// plain reports whether the URI is one at a glance: it is ASCII from '$' on, and no
// component is empty. It looks at eight bytes at a time, as every message with a URI
// goes through it; the last eight may overlap those before.
func (u URI) plain() bool {
	const (
		ones, highs = 0x0101_0101_0101_0101, 0x8080_8080_8080_8080
		word        = 8
	)
	if len(u) < word || u[0] == '.' || u[len(u)-1] == '.' {
		return false
	}
	last := uint64(0) // 0x80 if the last byte was a dot
	for i := 0; ; i += word {
		if i > len(u)-word {
			i, last = len(u)-word, 0
		}
		s := u[i : i+word]
		w := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
			uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
		dots := ^((w ^ '.'*ones) + (highs - ones)) & highs // exact where no byte has its highest bit
		if (w|(w-'$'*ones))&highs != 0 || dots&(dots<<word|last) != 0 {
			return false
		}
		if i == len(u)-word {
			return true
		}
		last = dots >> (7 * word)
	}
}

package model

import "strings"

// Template is the URI of a procedure or a topic, which may have parts: com.example.device.{id}.set.
type Template struct {
	URI   string  // as written or derived, with its parts in braces
	Parts []*Part // in the order of the URI
}

// Part is a part of a URI, {name}: one component, or with Rest all that are left, {name...}.
type Part struct {
	Field          // a scalar with a text form, never optional and without a default
	Component int  // its place in the URI, from 0
	Rest      bool // the last part: one component or more
}

// Match says how the pattern of a template matches URIs.
type Match uint8

// The ways to match, as in section "Pattern-based Subscriptions".
const (
	Exact Match = iota
	Prefix
	Wildcard
)

// Reserved reports whether the URI is one of the protocol's.
func (t Template) Reserved() bool { return reserved(t.URI) }

// Match returns how the pattern matches: exactly if there are no parts.
func (t Template) Match() Match {
	switch {
	case len(t.Parts) == 0:
		return Exact
	case t.Parts[0].Rest:
		return Prefix
	default:
		return Wildcard
	}
}

// Pattern returns the URI to register or to subscribe to: an empty component for each
// part, and everything up to the last dot before a rest.
func (t Template) Pattern() string {
	var b strings.Builder
	for text := t.URI; text != ""; {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			return b.String() + text
		}
		b.WriteString(text[:open])
		_, text, _ = strings.Cut(text, "}")
	}
	return b.String()
}

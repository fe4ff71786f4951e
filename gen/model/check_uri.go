package model

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/schema"
)

// notInURI reports whether a character has no place in a URI: by the loose rules of
// WAMP (section "URIs") white space and #; and what nobody sees in a schema, or what
// editors make of quotes.
func notInURI(r rune) bool {
	return r == '#' || unicode.IsSpace(r) || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Pi, unicode.Pf)
}

// checkURI tells where a text is no URI, as bytes of it, and why.
func checkURI(text string) (place [2]int, fault string) {
	start := 0
	for i, r := range text + "." {
		if notInURI(r) {
			return [2]int{i, i + len(string(r))}, fmt.Sprintf("the character %q cannot stand in it", r)
		}
		if r != '.' {
			continue
		}
		if i == start {
			return [2]int{max(i-1, 0), min(i+1, len(text))}, "a component is empty"
		}
		start = i + 1
	}
	return place, ""
}

// reserved reports whether a URI belongs to the protocol.
func reserved(uri string) bool { return uri == "wamp" || strings.HasPrefix(uri, "wamp.") }

// uri checks a URI or a base of URIs as it is written; "" if it is faulty.
func (c *checker) uri(t *schema.Text) string {
	if open := strings.IndexAny(t.Value, "{}"); open >= 0 {
		end := strings.LastIndexByte(t.Value, '}') + 1
		c.list.Errorf(t.Inside(open, max(end, open+1)), ruleUnsupported, "parts in URIs are not supported yet")
		return ""
	}
	place, fault := checkURI(t.Value)
	switch {
	case t.Value == "": // has been said
	case fault != "":
		d := c.list.Errorf(t.Inside(place[0], place[1]), ruleURI, "%q is not a URI: %s", t.Value, fault)
		if better := strings.Trim(t.Value, "."); better != t.Value && better != "" {
			d.Hint = "write " + better
		}
	default:
		return t.Value
	}
	return ""
}

// derive returns the URI of a declaration: as written, or by its name from the
// base; "" if neither is sound. base is nil if there is none.
func (c *checker) derive(f *fileScope, written, base *schema.Text, infix string, name schema.Text) string {
	switch {
	case written != nil:
		return c.uri(written)
	case base == nil:
		if !f.missingURI && !f.Incomplete {
			f.missingURI = true
			d := c.list.Errorf(name.Pos, ruleMissingURI, "the URI of %q cannot be derived", name.Value)
			d.Hint = "write a uri at the beginning of the file, such as uri: com.example.devices"
		}
		return ""
	default:
		root := base.Value
		if _, fault := checkURI(root); fault != "" || strings.ContainsAny(root, "{}") {
			return ""
		}
		return root + "." + infix + snake(name.Value)
	}
}

// member is a procedure, topic or error with a URI.
type member struct {
	name string
	pos  diag.Position
}

// unique makes sure that a URI is used once.
func (c *checker) unique(used map[string]*member, uri, name string, written *schema.Text, pos diag.Position) {
	if uri == "" {
		return
	}
	if written != nil {
		pos = written.Pos
	}
	first := used[uri]
	if first == nil {
		used[uri] = &member{name, pos}
		return
	}
	c.list.Errorf(pos, ruleDuplicateURI, "%q has the URI %s, as %q does", name, uri, first.name).Hint =
		fmt.Sprintf("it is declared in %s", place(first.pos, pos.File))
}

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

// uri checks a URI without parts as it is written; "" if it is faulty.
func (c *checker) uri(t *schema.Text, what string) string {
	parts, sound := c.checkTemplate(t)
	if len(parts) > 0 {
		c.list.Errorf(parts[0].Pos, ruleURIPart, "the URI of %s has no parts", what)
	}
	if !sound || len(parts) > 0 {
		return ""
	}
	return t.Value
}

// fixedURI checks what is not a part of a URI.
func (c *checker) fixedURI(t *schema.Text) bool {
	if t.Value == "" {
		return false // has been said
	}
	place, fault := checkURI(masked(t.Value))
	if fault == "" {
		return true
	}
	d := c.list.Errorf(t.Inside(place[0], place[1]), ruleURI, "%q is not a URI: %s", t.Value, fault)
	if better := strings.Trim(t.Value, "."); better != t.Value && better != "" {
		d.Hint = "write " + better
	}
	return false
}

// errorURI returns the URI of an error, as written or by its name from the base of the
// file; "" if it is faulty.
func (c *checker) errorURI(f *fileScope, e *schema.Error) string {
	switch {
	case e.URI != nil:
		return c.uri(e.URI, "an error")
	case f.URI == nil:
		c.missingURI(f, e.Name)
		return ""
	case !soundBase(f.URI):
		return ""
	case strings.Contains(f.URI.Value, "{"):
		c.list.Errorf(e.Name.Pos, ruleURIPart, "the URI of %q cannot be derived: it would have the parts of the base", e.Name.Value).Hint =
			"write its uri"
		return ""
	default:
		return f.URI.Value + ".error." + snake(e.Name.Value)
	}
}

// missingURI reports, once a file, that there is no base to derive a URI from.
func (c *checker) missingURI(f *fileScope, name schema.Text) {
	if f.saidMissing || f.Incomplete {
		return
	}
	f.saidMissing = true
	d := c.list.Errorf(name.Pos, ruleMissingURI, "the URI of %q cannot be derived", name.Value)
	d.Hint = "write a uri at the beginning of the file, such as uri: com.example.devices"
}

// member is a procedure, topic or error with a URI.
type member struct {
	name string
	uri  string
	pos  diag.Position
}

// unique makes sure that a URI is used once, and so is each shape of templates.
func (c *checker) unique(used map[string]*member, t Template, name string, written *schema.Text, pos diag.Position) {
	if t.URI == "" {
		return
	}
	if written != nil {
		pos = written.Pos
	}
	first := used[t.shape()]
	if first == nil {
		used[t.shape()] = &member{name, t.URI, pos}
		return
	}
	hint := fmt.Sprintf("it is declared in %s", place(first.pos, pos.File))
	if first.uri != t.URI {
		c.list.Errorf(pos, ruleDuplicateURI, "%q has the URI %s, and %q %s: they match the same", name, t.URI, first.name, first.uri).Hint = hint
		return
	}
	c.list.Errorf(pos, ruleDuplicateURI, "%q has the URI %s, as %q does", name, t.URI, first.name).Hint = hint
}

package model

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/wampgen/wampgen/gen/schema"
)

// A component of a URI is fixed or a part; every brace belongs to one.
var (
	partForm = regexp.MustCompile(`^\{(_*[A-Za-z][A-Za-z0-9_]*)(\.\.\.)?\}`)
	braced   = regexp.MustCompile(`^[^.]*\{[^}]*\}[^.]*`)
)

// templateFault tells where a text is no template, as bytes of it, and why.
type templateFault struct {
	start, end    int
	rule, message string
	hint          string
}

// parseTemplate takes a URI with parts apart. The parts have names and places alone.
func parseTemplate(t *schema.Text) ([]*Part, templateFault) {
	var parts []*Part
	text, fixed := t.Value, 0
	for at, component := 0, 0; ; component++ {
		start := at
		switch part := partForm.FindStringSubmatch(text[at:]); {
		case part != nil && (at+len(part[0]) == len(text) || text[at+len(part[0])] == '.'):
			at += len(part[0])
			if fault := addPart(&parts, part[1], part[2] != "", start, at); fault.message != "" {
				return nil, fault
			}
			p := parts[len(parts)-1]
			p.Component, p.Pos = component, t.Inside(start, at)
		case braced.MatchString(text[at:]):
			whole := braced.FindString(text[at:])
			fault := templateFault{start: at, end: at + len(whole), rule: ruleURIPart, message: "a part is a whole component of a URI"}
			if strings.HasPrefix(whole, "{") && strings.HasSuffix(whole, "}") {
				fault.message = fmt.Sprintf("%q does not name a part", whole)
			}
			fault.hint = "parts are written {id}, and {path...} at the end"
			return nil, fault
		default:
			end := strings.IndexByte(text[at:], '.')
			if end < 0 {
				end = len(text) - at
			}
			if brace := strings.IndexAny(text[at:at+end], "{}"); brace >= 0 {
				return nil, templateFault{at + brace, at + brace + 1, ruleURIPart, "a brace without its other one", "parts are written {id}, and {path...} at the end"}
			}
			at += end
			fixed++
		}
		if at == len(text) {
			break
		}
		if last := len(parts) - 1; last >= 0 && parts[last].Rest {
			return nil, restNotLast(parts[last].Name, start, at)
		}
		at++ // the dot
	}
	if fixed == 0 {
		return nil, templateFault{0, len(text), ruleURIPart, "a URI has at least one component that is no part", ""}
	}
	return parts, templateFault{}
}

// addPart adds a part, which stands in the bytes [start, end), to those before it.
func addPart(parts *[]*Part, name string, rest bool, start, end int) templateFault {
	fault := templateFault{start: start, end: end, rule: ruleURIPart}
	for _, before := range *parts {
		switch {
		case before.Name == name:
			fault.message = fmt.Sprintf("the URI has two parts %q", name)
		case rest:
			fault.message = fmt.Sprintf("a URI with {%s...} has no other part", name)
			fault.hint = "WAMP matches the beginning of a URI, or single components, but not both"
		default:
			continue
		}
		return fault
	}
	*parts = append(*parts, &Part{Field: Field{Header: Header{Name: name}, Type: Type{Kind: String}}, Rest: rest})
	return templateFault{}
}

// restNotLast refuses a rest, which stands in the bytes [start, end), that something follows.
func restNotLast(name string, start, end int) templateFault {
	return templateFault{start, end, ruleURIPart, fmt.Sprintf("{%s...} takes all that is left: nothing stands behind it", name), ""}
}

// checkTemplate checks a URI with or without parts and says what is wrong with it.
func (c *checker) checkTemplate(t *schema.Text) (parts []*Part, sound bool) {
	parts, fault := parseTemplate(t)
	if fault.message == "" {
		return parts, c.fixedURI(t)
	}
	c.list.Errorf(t.Inside(fault.start, fault.end), fault.rule, "%s", fault.message).Hint = fault.hint
	return nil, false
}

// base checks a base of URIs; "" if it is faulty.
func (c *checker) base(t *schema.Text) string {
	parts, sound := c.checkTemplate(t)
	if !sound {
		return ""
	}
	if n := len(parts); n > 0 && parts[n-1].Rest {
		c.list.Errorf(parts[n-1].Pos, ruleURIPart, "{%s...} cannot stand in a base of URIs: nothing stands behind it", parts[n-1].Name)
		return ""
	}
	return t.Value
}

// soundBase reports whether a base has no fault, which has been said.
func soundBase(t *schema.Text) bool {
	parts, fault := parseTemplate(t)
	_, unfit := checkURI(masked(t.Value))
	return fault.message == "" && unfit == "" && (len(parts) == 0 || !parts[len(parts)-1].Rest)
}

// template settles the URI of a procedure or topic, written or derived, and what its
// parts are.
func (c *checker) template(s *scope, f *fileScope, written, base *schema.Text, name schema.Text, params []*schema.Field) Template {
	var t Template
	switch {
	case written != nil:
		parts, sound := c.checkTemplate(written)
		if !sound {
			return t
		}
		t = Template{URI: written.Value, Parts: parts}
	case base == nil:
		c.missingURI(f, name)
		return t
	case !soundBase(base):
		return t
	default:
		t.URI = base.Value + "." + snake(name.Value)
		t.Parts, _ = parseTemplate(base)
	}
	c.params(s, t, params)
	return t
}

// shape returns what templates have in common that are one registration: the URI with
// all parts named alike.
func (t Template) shape() string {
	var b strings.Builder
	for text := t.URI; ; {
		before, part, found := strings.Cut(text, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		part, text, _ = strings.Cut(part, "}")
		if strings.HasSuffix(part, "...") {
			b.WriteString("{...}")
		} else {
			b.WriteString("{}")
		}
	}
}

// anyPart is a part anywhere in a sound template.
var anyPart = regexp.MustCompile(`\{[^}]*\}`)

// masked returns a template with letters for its parts, which take as many bytes.
func masked(template string) string {
	return anyPart.ReplaceAllStringFunc(template, func(part string) string { return strings.Repeat("x", len(part)) })
}

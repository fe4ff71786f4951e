package model

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/wampgen/wampgen/gen/schema"
)

// params settles the types and rules of a URI's parts, which are strings where nothing
// is said.
func (c *checker) params(s *scope, t Template, params []*schema.Field) {
	for _, f := range params {
		i := slices.IndexFunc(t.Parts, func(p *Part) bool { return p.Name == f.Name.Value })
		if i < 0 {
			d := c.list.Errorf(f.Name.Pos, ruleURIPart, "the URI %s has no part %q", t.URI, f.Name.Value)
			near := c.suggest(f.Name.Value, func() []string { return partNames(t.Parts) })
			switch {
			case near != "":
				d.Hint = fmt.Sprintf("did you mean %q?", near)
			case len(t.Parts) == 0:
				d.Hint = fmt.Sprintf("a part is written into the uri: {%s}", f.Name.Value)
			}
			continue
		}
		c.param(s, t.Parts[i], f)
	}
}

func (c *checker) param(s *scope, p *Part, f *schema.Field) {
	m := c.field(s, f)
	switch {
	case m.Type.Kind == Invalid:
		return
	case m.Type.Kind == Optional || m.Type.Kind == Nullable || f.Default != nil:
		c.list.Errorf(f.Name.Pos, ruleURIPart, "the part %q is always there", f.Name.Value).Hint = "leave optional, nullable and default out"
		return
	case p.Rest && m.Type.Scalar() != String && m.Type.Scalar() != URI:
		c.list.Errorf(f.Type.Pos, ruleURIPart, "{%s...} cannot be of type %s", p.Name, m.Type).Hint = "it is a string or a uri"
		return
	case !p.Rest && !partKind(m.Type.Scalar()):
		d := c.list.Errorf(f.Type.Pos, ruleURIPart, "a part cannot be of type %s", m.Type)
		d.Hint = "bool, integers, string, name, date, uuid, id and enums can stand in a URI"
		return
	case m.Type.Scalar() == Named && !c.enumInURI(f, m.Type.Decl):
		return
	}
	m.Secret = false
	p.Field = *m
}

// partKind reports whether the values of a scalar are components of a URI as text.
func partKind(k Kind) bool {
	switch k {
	case Bool, Int, Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64, String, Name, Date, UUID, ID, Named:
		return true
	default:
		return false
	}
}

// enumInURI makes sure that the values of an enum are components of URIs.
func (c *checker) enumInURI(f *schema.Field, d *TypeDecl) bool {
	for _, v := range d.Enum.Values {
		if v.Name == "" || strings.ContainsFunc(v.Name, func(r rune) bool { return r == '.' || r == '#' || unicode.IsSpace(r) }) {
			c.list.Errorf(f.Type.Pos, ruleURIPart, "%s has the value %q, which is no component of a URI", d.Name, v.Name)
			return false
		}
	}
	return true
}

func partNames(parts []*Part) []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.Name)
	}
	return names
}

// partNames makes sure that no value of the payload is named like a part of the URI.
func (c *checker) partNames(parts []*Part, p Payload) {
	for _, f := range slices.Concat(p.Args, p.Kwargs) {
		if slices.Contains(partNames(parts), f.Name) {
			c.list.Errorf(f.Pos, ruleURIPart, "%q is a part of the URI already", f.Name).Hint = "the part says it: leave one of them out, or rename it"
		}
	}
}

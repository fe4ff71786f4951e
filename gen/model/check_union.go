package model

import (
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/gen/schema"
)

// unions settles the unions of structs.
func (c *checker) unions(s *scope) {
	for _, f := range s.files {
		for _, t := range f.types {
			if t.Union != nil {
				c.union(s, t)
			}
		}
	}
}

func (c *checker) union(s *scope, t *typeScope) {
	u := t.schema.Union
	t.Union.Tag = u.Tag.Value
	if !fieldName.MatchString(u.Tag.Value) {
		c.list.Errorf(u.Tag.Pos, ruleName, "%q cannot name a tag", u.Tag.Value).Hint = "tags have letters, digits and underscores, and begin with a letter"
	}
	if len(u.Members) == 0 {
		c.list.Errorf(t.Pos, ruleUnion, "the union %q has no members", t.Name)
	}
	for _, m := range u.Members {
		if m.Value.Value == "" {
			c.list.Errorf(m.Value.Pos, ruleUnion, "the value of a tag is empty")
		}
		d := c.unionMember(s, t, m)
		if d == nil {
			continue
		}
		if slices.ContainsFunc(t.Union.Members, func(other *UnionMember) bool { return other.Type == d }) {
			c.list.Errorf(m.Type.Pos, ruleUnion, "%q is a member twice: Go could not tell which one it is", m.Type.Value).Hint =
				"declare a struct for each member"
			continue
		}
		t.Union.Members = append(t.Union.Members, &UnionMember{Value: m.Value.Value, Type: d})
	}
}

// unionMember returns the struct that a member is, or nil.
func (c *checker) unionMember(s *scope, t *typeScope, m *schema.UnionMember) *TypeDecl {
	name := m.Type
	resolved := c.resolveName(s, &schema.TypeExpr{Name: name.Value, Pos: name.Pos})
	d := resolved.Decl
	switch {
	case resolved.Kind == Invalid:
		return nil
	case d == nil || d.Struct == nil && (d.Enum != nil || d.Scalar != nil):
		c.list.Errorf(name.Pos, ruleUnion, "%q is no struct: the members of a union are maps", name.Value).Hint = "declare a struct with a field of that type"
		return nil
	case d.Union != nil:
		c.list.Errorf(name.Pos, ruleUnion, "%q is a union, and unions do not nest", name.Value).Hint = "list its members here"
		return nil
	case d.Struct == nil:
		return nil // the declaration is faulty
	case d.Package != s.pkg:
		c.list.Errorf(name.Pos, ruleUnion, "%q is a struct of another package", name.Value).Hint = "declare a struct here with a field of that type"
		return nil
	}
	for _, f := range d.Struct.Fields {
		if f.Name == t.Union.Tag {
			c.list.Errorf(name.Pos, ruleUnion, "%q has a field %q, like the tag", name.Value, f.Name).Hint =
				fmt.Sprintf("in %s: rename it, or the tag", place(f.Pos, name.Pos.File))
		}
	}
	return d
}

package model

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/gen/schema"
)

// resolve finds out what a type expression means. A fault gives a type of the
// kind Invalid, about which nothing more is said. Only the type of a field may be
// optional, which is what outermost says.
func (c *checker) resolve(s *scope, e *schema.TypeExpr, outermost bool) Type {
	if e == nil {
		return Type{}
	}
	if e.Elem == nil {
		return c.resolveName(s, e)
	}
	elem := c.resolve(s, e.Elem, false)
	t := Type{Elem: &elem}
	switch e.Name {
	case "list":
		t.Kind = List
	case "map":
		t.Kind = Map
	case "optional":
		t.Kind = Optional
		if !outermost {
			c.list.Errorf(e.Pos, ruleTypeNesting, "only a field can be absent").Hint = "write optional outermost, or nullable for a value that is null"
			return Type{}
		}
	case "nullable":
		t.Kind = Nullable
		switch elem.Kind {
		case Nullable:
			c.list.Errorf(e.Pos, ruleTypeNesting, "nullable of nullable is nullable")
			return Type{}
		case Any:
			c.list.Errorf(e.Pos, ruleTypeNesting, "any can be null already").Hint = "write any"
			return Type{}
		}
	}
	if elem.Kind == Invalid {
		return Type{}
	}
	return t
}

// resolveName finds a builtin or declared type.
func (c *checker) resolveName(s *scope, e *schema.TypeExpr) Type {
	if k := builtinKind(e.Name); k != Invalid {
		return Type{Kind: k}
	}
	s, local, ok := c.qualified(s, e.Name, e.Pos)
	if !ok {
		return Type{}
	}
	if t := s.types[local]; t != nil {
		return Type{Kind: Named, Name: e.Name, Decl: t}
	}
	if c.otherwise(s, local, e.Pos, ruleUnknownType, "a type") || s.incomplete {
		return Type{}
	}
	d := c.list.Errorf(e.Pos, ruleUnknownType, "unknown type %q", e.Name)
	near := c.suggest(local, s.typeNames)
	switch decl, foreign := s.types[near], foreignHint(e.Name); {
	case decl != nil && (foreign == "" || strings.EqualFold(near, local)):
		d.Hint = fmt.Sprintf("did you mean %q (%s)?", near, place(decl.Pos, e.Pos.File))
	case foreign != "":
		d.Hint = foreign
	case near != "":
		d.Hint = fmt.Sprintf("did you mean %q?", near)
	}
	return Type{}
}

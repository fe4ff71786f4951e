package model

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/wampgen/wampgen/gen/schema"
)

// scalarsAndEnums settles the types that refer to no other one.
func (c *checker) scalarsAndEnums(s *scope) {
	for _, f := range s.files {
		for _, t := range f.types {
			switch t.schema.Form {
			case schema.Enum:
				t.Enum = c.enum(t.schema)
			case schema.Scalar:
				t.Scalar = c.scalar(s, t.schema)
			case schema.UnionForm:
				t.Union = &Union{} // what it is of is known after the structs
			}
		}
	}
}

// scalar checks a named scalar; nil if its type is none.
func (c *checker) scalar(s *scope, t *schema.Type) *Scalar {
	used := c.resolve(s, t.Scalar.Type, false)
	if used.Kind == Invalid {
		return nil
	}
	if !used.Kind.Builtin() || used.Kind == Any {
		d := c.list.Errorf(t.Scalar.Type.Pos, ruleScalar, "%q cannot be another name for %s", t.Name.Value, used)
		if d.Hint = "builtin scalars can have names of their own"; used.Name != t.Name.Value {
			d.Hint += fmt.Sprintf("; write %s where it is needed", used)
		}
		return nil
	}
	return &Scalar{Type: used, Rules: c.rules(used, t.Scalar)}
}

// enum checks the values of an enum.
func (c *checker) enum(t *schema.Type) *Enum {
	e := &Enum{}
	seen := map[string]bool{}
	for _, v := range t.Values {
		switch text := v.Name.Value; {
		case seen[text]:
			c.list.Errorf(v.Name.Pos, ruleEnum, "duplicate value %q", text)
			continue
		case v.GoName == nil && strings.IndexFunc(text, wordCharacter) < 0:
			c.list.Errorf(v.Name.Pos, ruleEnum, "the value %q has no letter or digit to be named by", text).Hint = fmt.Sprintf("give it a name: {%q: {go_name: Name}}", text)
		}
		seen[v.Name.Value] = true
		e.Values = append(e.Values, &EnumValue{c.header(v.Header)})
	}
	if len(t.Values) == 0 {
		c.list.Errorf(t.Name.Pos, ruleEnum, "type %q has no values", t.Name.Value)
	}
	return e
}

func wordCharacter(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// structs settles the types with fields.
func (c *checker) structs(s *scope) {
	for _, f := range s.files {
		for _, t := range f.types {
			if t.schema.Form == schema.Struct {
				t.Struct = &Struct{Fields: c.fields(s, t.schema.Fields), RejectUnknown: t.schema.Reject}
			}
		}
	}
}

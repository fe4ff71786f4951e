package model

import (
	"fmt"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/schema"
)

// fields checks fields in their order.
func (c *checker) fields(s *scope, fields []*schema.Field) []*Field {
	var checked []*Field
	for _, f := range fields {
		checked = append(checked, c.field(s, f))
	}
	return checked
}

// field checks one field. It is there however faulty it is, with the kind
// Invalid if need be.
func (c *checker) field(s *scope, f *schema.Field) *Field {
	if !fieldName.MatchString(f.Name.Value) {
		d := c.list.Errorf(f.Name.Pos, ruleName, "%q cannot name a field", f.Name.Value)
		d.Hint = "fields have letters, digits and underscores, and begin with a letter"
		if better := wordCharacters(f.Name.Value); fieldName.MatchString(better) {
			d.Hint = "write " + better
		} else if odd := diag.NotASCII(f.Name.Value); odd != "" {
			d.Hint = odd
		}
	}
	m := &Field{Header: c.header(f.Header), Type: c.resolve(s, f.Type, true), Secret: f.Secret != nil}
	if m.Type.Kind == Invalid {
		return m
	}
	m.Rules = c.rules(m.Type, f)
	if f.Default != nil {
		m.Default = c.defaultOf(m, f)
	}
	return m
}

// payload checks the values of a message.
func (c *checker) payload(s *scope, p schema.Payload) Payload {
	m := Payload{Args: c.fields(s, p.Args), Kwargs: c.fields(s, p.Kwargs)}
	var optional *Field
	for _, f := range m.Args {
		switch {
		case f.Optional() || f.Type.Kind == Invalid:
			if optional == nil && f.Type.Kind != Invalid {
				optional = f
			}
		case optional != nil:
			c.list.Errorf(optional.Pos, ruleOptionalLast, "%q may be absent, but %q after it may not", optional.Name, f.Name).Hint =
				fmt.Sprintf("move %q to the end, or to kwargs", optional.Name)
			optional = nil
		}
	}
	args := make(map[string]*Field, len(m.Args))
	for _, f := range m.Args {
		args[f.Name] = f
	}
	for _, f := range m.Kwargs {
		if first := args[f.Name]; first != nil {
			c.list.Errorf(f.Pos, ruleDuplicate, "%q is a positional value already", f.Name).Hint = "in " + place(first.Pos, f.Pos.File)
		}
	}
	return m
}

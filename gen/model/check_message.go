package model

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/schema"
)

// message takes the message of an error apart: text and {field}.
func (c *checker) message(m *Error, e *schema.Error) []MessagePart {
	text := e.Message.Value
	var parts []MessagePart
	for at := 0; at < len(text); {
		brace := strings.IndexAny(text[at:], "{}")
		if brace < 0 {
			return append(parts, MessagePart{Text: text[at:]})
		}
		if brace > 0 {
			parts = append(parts, MessagePart{Text: text[at : at+brace]})
		}
		at += brace
		end := strings.IndexAny(text[at+1:], "{}")
		if text[at] == '}' || end < 0 || text[at+1+end] == '{' {
			c.list.Errorf(e.Message.Inside(at, at+1), ruleMessage, "a brace without its other one").Hint = "braces hold the name of a field: {id}"
			return nil
		}
		end += at + 2
		if f := c.messageField(m, e, text[at+1:end-1], at+1); f != nil {
			parts = append(parts, MessagePart{Field: f})
		}
		at = end
	}
	return parts
}

// messageField finds the field that a message names, at a byte of the message.
func (c *checker) messageField(m *Error, e *schema.Error, name string, at int) *Field {
	pos := e.Message.Inside(at, at+len(name))
	var names []string
	for _, fields := range [][]*Field{m.Args, m.Kwargs} {
		for _, f := range fields {
			names = append(names, f.Name)
			if f.Name != name {
				continue
			}
			switch t := f.Type.Present(); {
			case t.Kind == Invalid || t.Kind == Named && t.Decl.Struct == nil && t.Decl.Union == nil && t.Scalar() == Invalid:
				return nil // has been said
			case t.Scalar() == Invalid || t.Scalar() == Bytes || t.Scalar() == Any:
				c.list.Errorf(pos, ruleMessage, "%q is of type %s, which a message cannot show", name, t).Hint = "scalars other than bytes and any can be shown, and enums"
				return nil
			}
			return f
		}
	}
	if e.Incomplete {
		return nil
	}
	d := c.list.Errorf(pos, ruleMessage, "%q has no field %q", m.Name, name)
	if trimmed := strings.TrimSpace(name); slices.Contains(names, trimmed) {
		d.Hint = fmt.Sprintf("write {%s}", trimmed)
	} else if near := c.suggest(name, func() []string { return names }); near != "" {
		d.Hint = fmt.Sprintf("did you mean {%s}?", near)
	}
	return nil
}

package schema

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Field is a field of a struct, an argument, a value of a result, a topic or an
// error, or one of a component's extra.
type Field struct {
	Header
	Type    *TypeExpr // nil: could not be read
	Default *Value
	Min     *Value
	Max     *Value
	Pattern *Text
	Secret  *Text // the key, if it says true
}

// fields reads a map of names to fields. Only extra may have secrets.
func (p *parser) fields(n *syntax.Node, what string, extra bool) []*Field {
	var fields []*Field
	if n.Kind == syntax.List || n.Kind == syntax.Scalar && n.Tag == syntax.String && !missesSpace(n) {
		d := p.list.Errorf(n.Pos, ruleKind, "%s must be a map, not %s", what, n.Describe())
		d.Hint = fieldsHint(n)
		return nil
	}
	p.entries(n, what, func(key, value *syntax.Node) {
		fields = append(fields, p.field(key, value, extra))
	})
	return fields
}

// field reads a field: a type, or the long form.
func (p *parser) field(key, n *syntax.Node, extra bool) *Field {
	f := &Field{Header: Header{Name: newText(key)}}
	what := fmt.Sprintf("field %q", key.Text)
	switch {
	case isNull(n):
		d := p.list.Errorf(key.Pos, ruleMissingKey, "%s has no type", what)
		if missesSpace(key) {
			d.Hint = spaceHint
		}
	case isMap(n):
		p.longField(f, key, n, what, extra)
	default:
		f.Type = p.typeExpr(n)
	}
	return f
}

// plainType matches words that are types, and no likely names of fields.
var plainType = regexp.MustCompile(`^(bool|u?int[0-9]*|float[0-9]*|string|bytes|timestamp|uuid|decimal|any)$`)

// fieldsHint tells how to write what should have been a map of fields.
func fieldsHint(n *syntax.Node) string {
	if hint := mapHint(n); hint != "" {
		return hint
	}
	if n.Kind == syntax.Scalar && !strings.ContainsAny(n.Text, " =\n") {
		return fmt.Sprintf("write {name: %s}", n.Text)
	}
	if len(n.Items) > 0 && len(n.Items) <= 4 {
		var fields []string
		for _, item := range n.Items {
			if plainType.MatchString(item.Text) {
				return "write {name: " + item.Text + "}"
			}
			fields = append(fields, item.Text+": type")
		}
		return "write {" + strings.Join(fields, ", ") + "}"
	}
	return "write {name: type}"
}

func (p *parser) longField(f *Field, key, n *syntax.Node, what string, extra bool) {
	typed := false
	known := p.header(&f.Header).with(p.rules(f)).with(keys{
		"type": func(_, n *syntax.Node) { typed = true; f.Type = p.typeExpr(n) },
		"default": func(_, n *syntax.Node) {
			if n.Kind == syntax.List || isMap(n) {
				p.list.Errorf(n.Pos, ruleKind, "default must be a single value, not %s", n.Describe()).Hint = "only scalars and enums have a default"
			} else {
				f.Default = p.value(n, "default")
			}
		},
		"secret": func(k, n *syntax.Node) {
			if !extra {
				p.list.Errorf(k.Pos, ruleSecret, "%s cannot be secret: only the extra of a component is", what)
			} else if p.flag(n, "secret") {
				t := newText(k)
				f.Secret = &t
			}
		},
	})
	if p.isFields(n, slices.Sorted(maps.Keys(known))) {
		p.list.Errorf(n.Pos, ruleKind, "%s is a map of fields, which has no name", what).Hint = advice["fields"]
		return
	}
	l := levelField
	if extra {
		l = levelExtra
	}
	complete := p.object(l, n, what, known)
	if !typed && complete {
		p.list.Errorf(key.Pos, ruleMissingKey, "%s has no type", what).Hint = "write {type: T, ...}"
	}
}

// rules returns the keys that bound a value.
func (p *parser) rules(f *Field) keys {
	return keys{
		"min":     func(_, n *syntax.Node) { f.Min = p.value(n, "min") },
		"max":     func(_, n *syntax.Node) { f.Max = p.value(n, "max") },
		"pattern": func(_, n *syntax.Node) { f.Pattern = p.text(n, "pattern") },
	}
}

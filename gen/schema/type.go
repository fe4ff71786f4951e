package schema

import (
	"fmt"

	"github.com/wampgen/wampgen/gen/syntax"
)

// Type is the declaration of a type: a struct, an enum, a union or a named scalar.
type Type struct {
	Header
	Form   Form
	Fields []*Field     // of a struct
	Reject bool         // of a struct: unknown: reject
	Values []*EnumValue // of an enum
	Union  *Union       // of a union
	Scalar *Field       // of a scalar: its type and rules
}

// Form is the form of a type declaration.
type Form uint8

// The forms. Unknown is a declaration that could not be read, as a whole or in
// part.
const (
	Unknown Form = iota
	Struct
	Enum
	Scalar
	UnionForm
)

// Union is what a union says: the key that tells its members apart, and them.
type Union struct {
	Tag     *Text // nil: could not be read
	Members []*UnionMember
}

// UnionMember is a member of a union: the value of the tag, and the struct's name.
type UnionMember struct {
	Value Text
	Type  Text
}

// EnumValue is a value of an enum; its name is the text on the wire.
type EnumValue struct {
	Header
}

// typeDecl reads the declaration of a type.
func (p *parser) typeDecl(key, n *syntax.Node) *Type {
	t := &Type{Header: Header{Name: newText(key)}}
	what := fmt.Sprintf("type %q", key.Text)
	switch {
	case isNull(n):
		p.list.Errorf(key.Pos, ruleMissingKey, "%s has neither fields, enum, union nor type", what)
		return t
	case n.Kind == syntax.List:
		p.list.Errorf(n.Pos, ruleKind, "%s must be a type or a map, not a list", what).Hint = "an enum is written {enum: [a, b]}"
		return t
	case n.Kind == syntax.Broken && !isMap(n):
		return t
	case !isMap(n):
		t.Form, t.Scalar = Scalar, &Field{Header: t.Header, Type: p.typeExpr(n)}
		return t
	}
	var forms []*syntax.Node // the keys that make a form
	scalar := &Field{}
	known := p.header(&t.Header).with(p.rules(scalar)).with(keys{
		"fields": func(k, n *syntax.Node) {
			forms, t.Form = append(forms, k), Struct
			t.Fields = p.fields(n, what+": fields", false)
		},
		"enum": func(k, n *syntax.Node) {
			forms = append(forms, k)
			if p.enum(t, n, what) {
				t.Form = Enum
			}
		},
		"type": func(k, n *syntax.Node) {
			forms, t.Form, t.Scalar = append(forms, k), Scalar, scalar
			scalar.Type = p.typeExpr(n)
		},
		"unknown": func(_, n *syntax.Node) { t.Reject = p.choice(n, "unknown", "reject") != "" },
		"union": func(k, n *syntax.Node) {
			forms = append(forms, k)
			if t.Union = p.union(n, what); t.Union != nil {
				t.Form = UnionForm
			}
		},
	})
	complete := p.object(levelType, n, what, known)
	scalar.Header = t.Header
	switch {
	case len(forms) == 0 && complete:
		p.list.Errorf(key.Pos, ruleMissingKey, "%s has neither fields, enum, union nor type", what)
	case len(forms) > 1:
		p.twoForms(what, forms[0], forms[1])
		t.Form = Unknown
	}
	p.otherForms(t, n, what)
	return t
}

// twoForms refuses a type that has more than one form.
func (p *parser) twoForms(what string, first, second *syntax.Node) {
	d := p.list.Errorf(second.Pos, ruleKind, "%s has %s already, and cannot have %s, too", what, first.Text, second.Text)
	switch first.Text + second.Text {
	case "typeenum", "enumtype":
		d.Hint = "an enum is a string: leave type out"
	case "typefields", "fieldstype":
		d.Hint = "a type with fields is a map: leave type out"
	}
}

// otherForms refuses keys that belong to another form of type.
func (p *parser) otherForms(t *Type, n *syntax.Node, what string) {
	for _, pair := range n.Pairs {
		switch key := pair.Key.Text; key {
		case "unknown":
			if t.Form != Struct && t.Form != Unknown {
				p.list.Errorf(pair.Key.Pos, ruleUnknownKey, "%s in %s, which has no fields", key, what)
			}
		case "min", "max", "pattern":
			if t.Form == Struct || t.Form == Enum || t.Form == UnionForm {
				p.list.Errorf(pair.Key.Pos, ruleUnknownKey, "%s in %s, which is no scalar", key, what)
			}
		}
	}
}

// enum reads the values of an enum: a list, or a map to doc text. It reports
// whether all of them could be read.
func (p *parser) enum(t *Type, n *syntax.Node, what string) bool {
	switch n.Kind {
	case syntax.List:
		for _, item := range n.Items {
			if isMap(item) {
				p.list.Errorf(item.Pos, ruleKind, "%s: a value in a list is text alone", what).Hint = "values with more to say are a map: {a: text, b: {doc: text, deprecated: text}}"
			} else if name := p.text(item, what+": a value"); name != nil {
				t.Values = append(t.Values, &EnumValue{Header{Name: *name}})
			}
		}
		return len(t.Values) == len(n.Items)
	case syntax.Map, syntax.Broken:
		for _, pair := range n.Pairs {
			t.Values = append(t.Values, p.enumValue(pair.Key, pair.Value))
		}
		return n.Kind == syntax.Map
	default:
		d := p.list.Errorf(n.Pos, ruleKind, "%s: enum must be a list or a map, not %s", what, n.Describe())
		if n.Tag == syntax.String && len(n.Text) <= 40 {
			d.Hint = fmt.Sprintf("write [%s]", n.Text)
		}
		return false
	}
}

func (p *parser) enumValue(key, n *syntax.Node) *EnumValue {
	v := &EnumValue{Header{Name: newText(key)}}
	switch {
	case isNull(n):
	case isMap(n):
		p.object(levelValue, n, fmt.Sprintf("value %q", key.Text), p.header(&v.Header))
	default:
		v.Doc = p.text(n, fmt.Sprintf("value %q: doc", key.Text))
	}
	return v
}

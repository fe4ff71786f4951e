package golang

import (
	"slices"
	"strconv"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// checker writes the statements that check the values of one function, and the
// patterns that they need.
type checker struct {
	g     *generator
	owner string // the type, for the names of its patterns
	pos   diag.Position
	field string // that is checked without being entered
}

// v returns the validator, at the field that is checked.
func (c *checker) v() *jen.Statement {
	if c.field == "" {
		return jen.Id("v")
	}
	return validator("Field", jen.Lit(c.field))
}

// validator returns a call of a method of v.
func validator(method string, args ...jen.Code) *jen.Statement {
	return jen.Id("v").Dot(method).Call(args...)
}

// entered returns the statements, if there are any, between the entry of a part of
// the value and its leave.
func entered(enter *jen.Statement, body []jen.Code) []jen.Code {
	if len(body) == 0 {
		return nil
	}
	return append(append([]jen.Code{enter}, body...), validator("Leave"))
}

// fields returns the checks of fields of x.
func (c *checker) fields(fields []*model.Field, x value) []jen.Code {
	var code []jen.Code
	for _, f := range fields {
		name := memberName(f.Header)
		enter := validator("Enter", jen.Lit(f.Name))
		if leaf(f.Type) {
			c.field, enter = f.Name, nil
		}
		code = append(code, c.part(enter, f.Type, f.Rules, name, x.field(name))...)
		c.field = ""
	}
	return code
}

// leaf reports whether the checks of a value, if there are any, are of the value alone
// and not of what is in it.
func leaf(t model.Type) bool {
	t = t.Present()
	if t.Kind == model.List || t.Kind == model.Map {
		for t.Elem != nil {
			t = *t.Elem
		}
	}
	return t.Kind != model.Named || !hasRules(t.Decl, nil)
}

// arguments returns the checks of positional values.
func (c *checker) arguments(fields []*model.Field, x func(*model.Field) value) []jen.Code {
	var code []jen.Code
	for i, f := range fields {
		code = append(code, c.part(validator("EnterIndex", jen.Lit(i)), f.Type, f.Rules, memberName(f.Header), x(f))...)
	}
	return code
}

// check returns the checks of a value of type t under the rules of its field.
func (c *checker) check(t model.Type, rules model.Rules, field string, x value) []jen.Code {
	switch t.Kind {
	case model.Optional, model.Nullable:
		return c.part(nil, t, rules, field, x)
	case model.List:
		i := x.loop("i")
		body := c.part(validator("EnterIndex", jen.Id(i)), *t.Elem, model.Rules{}, field, x.index(i))
		return c.container(rules, x, jen.Id(i), body)
	case model.Map:
		k, e := x.loop("k"), x.loop("e")
		body := c.part(validator("EnterKey", jen.Id(k)), *t.Elem, model.Rules{}, field, x.item(e))
		return c.container(rules, x, jen.List(jen.Id(k), jen.Id(e)), body)
	case model.Named:
		if !hasRules(t.Decl, nil) {
			return nil
		}
		if isUnion(t) {
			return []jen.Code{jen.If(x.isSet()).Block(x.operand().Dot("ValidateWAMP").Call(jen.Id("v")))}
		}
		return []jen.Code{x.code().Dot("ValidateWAMP").Call(jen.Id("v"))}
	default:
		return c.scalar(t.Kind, rules, field, x, false)
	}
}

// part returns the checks of a part of a value, which is entered if there is something
// to check: an optional or nullable one only where it holds a value. A nil enter: the
// validator is in it already.
func (c *checker) part(enter *jen.Statement, t model.Type, rules model.Rules, field string, x value) []jen.Code {
	inside := func(body []jen.Code) []jen.Code {
		if enter == nil {
			return body
		}
		return entered(enter, body)
	}
	if t.Kind != model.Optional && t.Kind != model.Nullable {
		return inside(c.check(t, rules, field, x))
	}
	elem, inner := held(t, x)
	body := inside(c.check(elem, rules, field, inner))
	switch {
	case len(body) == 0:
		return nil
	case isUnion(elem) && !threeStates(t):
		return body // which looks for nil itself
	case threeStates(t):
		return []jen.Code{jen.If(x.code().Dot("State").Op("==").Qual(runtimePath, "Present")).Block(body...)}
	default:
		return []jen.Code{jen.If(x.isSet()).Block(body...)}
	}
}

// container returns the checks of the length of a list or a map, and of all that is
// in it.
func (c *checker) container(rules model.Rules, x value, variables *jen.Statement, body []jen.Code) []jen.Code {
	code := c.length(rules, x)
	if len(body) == 0 {
		return code
	}
	return append(code, jen.For(variables.Op(":=").Range().Add(x.get())).Block(body...))
}

// scalar returns the checks of a scalar. A named one has to be converted where a
// function wants the scalar itself.
func (c *checker) scalar(k model.Kind, rules model.Rules, field string, x value, named bool) []jen.Code {
	if rules == (model.Rules{}) {
		return nil
	}
	switch k {
	case model.String, model.URI, model.URIPattern, model.Name:
		return c.text(rules, field, x, named || k == model.URI || k == model.URIPattern)
	case model.Bytes:
		return c.length(rules, x)
	case model.Decimal:
		return append(
			c.decimalBound("min", "<", "at least", rules.Min, x, named),
			c.decimalBound("max", ">", "at most", rules.Max, x, named)...)
	}
	plain := x.get()
	if named && k == model.Duration {
		plain = scalars[k].code().Call(plain)
	}
	var code []jen.Code
	if rules.Min != "" {
		code = append(code, jen.Qual(codecPath, "Min").Call(c.v(), plain.Clone(), bounded(k, rules.Min)))
	}
	if rules.Max != "" {
		code = append(code, jen.Qual(codecPath, "Max").Call(c.v(), plain.Clone(), bounded(k, rules.Max)))
	}
	return code
}

// text returns the checks of a text.
func (c *checker) text(rules model.Rules, field string, x value, convert bool) []jen.Code {
	text := x.get()
	if convert {
		text = jen.String().Call(text)
	}
	var code []jen.Code
	if rules.Min != "" || rules.Max != "" {
		code = append(code, c.v().Dot("StringLength").Call(append([]jen.Code{text.Clone()}, bounds(rules)...)...))
	}
	if rules.Pattern != "" {
		code = append(code, c.v().Dot("Match").Call(text.Clone(), jen.Id(c.pattern(field, rules.Pattern))))
	}
	return code
}

// pattern declares a compiled pattern and returns its name.
func (c *checker) pattern(field, pattern string) string {
	name := lowerFirst(c.owner) + field + "Pattern"
	c.g.patterns.add(declaration{name: name, what: "pattern of " + field + " of " + c.owner, pos: c.pos},
		jen.Qual(codecPath, "NewPattern").Call(literalText(pattern)))
	return name
}

// length returns the check of the number of items or bytes.
func (c *checker) length(rules model.Rules, x value) []jen.Code {
	if rules.Min == "" && rules.Max == "" {
		return nil
	}
	return []jen.Code{c.v().Dot("Length").Call(append([]jen.Code{jen.Len(x.get())}, bounds(rules)...)...)}
}

// bounds returns the limits of a length; -1 is no upper one.
func bounds(rules model.Rules) []jen.Code {
	lower, upper := rules.Min, rules.Max
	if lower == "" {
		lower = "0"
	}
	if upper == "" {
		upper = "-1"
	}
	return []jen.Code{jen.Op(lower), jen.Op(upper)}
}

// decimalBound returns the comparison of a decimal with a bound, if there is one.
func (c *checker) decimalBound(rule, op, text, bound string, x value, named bool) []jen.Code {
	if bound == "" {
		return nil
	}
	decimal := x.operand()
	if s, ok := c.g.mapped[model.Decimal]; ok {
		plain := x.get()
		if named {
			plain = s.code().Call(plain)
		}
		decimal = jen.Qual(runtimePath, "Decimal").Call(textOf(plain))
	} else if named {
		decimal = jen.Qual(runtimePath, "Decimal").Call(x.get())
	}
	return []jen.Code{
		jen.If(decimal.Dot("Compare").Call(jen.Lit(bound)).Op(op).Lit(0)).Block(
			c.v().Dot("Fail").Call(jen.Lit(rule), jen.Lit("want "+text+" "+bound)),
		),
	}
}

// bounded returns a canonical literal of a number or a duration as a Go constant.
func bounded(k model.Kind, text string) *jen.Statement {
	if k != model.Duration {
		return jen.Op(text)
	}
	ns, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return jen.Op(text)
	}
	return duration(time.Duration(ns))
}

// hasRules reports whether a value of a declared type can break a rule.
func hasRules(d *model.TypeDecl, seen map[*model.TypeDecl]bool) bool {
	if seen[d] {
		return false
	}
	if seen == nil {
		seen = make(map[*model.TypeDecl]bool)
	}
	seen[d] = true
	switch {
	case d.Scalar != nil:
		return d.Scalar.Rules != model.Rules{}
	case d.Union != nil:
		return slices.ContainsFunc(d.Union.Members, func(m *model.UnionMember) bool { return hasRules(m.Type, seen) })
	case d.Struct != nil:
		for _, f := range d.Struct.Fields {
			if f.Rules != (model.Rules{}) {
				return true
			}
			t := f.Type
			for t.Elem != nil {
				t = *t.Elem
			}
			if t.Kind == model.Named && hasRules(t.Decl, seen) {
				return true
			}
		}
	}
	return false
}

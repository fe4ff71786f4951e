package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// newFunc declares the function that returns a struct with its defaults, if it has any,
// and returns the statement of DecodeWAMP that begins with them.
func (g *generator) newFunc(name string, pos diag.Position, fields []*model.Field) []jen.Code {
	var defaults []jen.Code
	for _, f := range fields {
		if f.Default != nil {
			defaults = append(defaults, keyed(memberName(f.Header), g.literal(f.Type, f.Default)))
		}
	}
	if len(defaults) == 0 {
		return nil
	}
	literal := jen.Id(name).Add(multiline(defaults...))
	if len(defaults) == 1 {
		literal = jen.Id(name).Values(defaults...)
	}
	d := declaration{name: "New" + name, what: "defaults of " + name, pos: pos}
	g.declareFunc(d, comment(d.name+" returns "+name+" with the defaults of the schema.")).
		Params().Id(name).Block(jen.Return(literal))
	return []jen.Code{receiver().get().Op("=").Id(d.name).Call()}
}

// zeroIsAbsent reports whether the zero value of a field stands for its default: that of
// an enum does, which is none of its values.
func zeroIsAbsent(f *model.Field) bool {
	return f.Default != nil && f.Default.Enum != nil &&
		!slices.ContainsFunc(f.Type.Decl.Enum.Values, func(v *model.EnumValue) bool { return v.Name == "" })
}

// alwaysSent reports whether a field is never left out of a map.
func alwaysSent(f *model.Field) bool { return f.Type.Kind != model.Optional && !zeroIsAbsent(f) }

// sent returns the condition that a field, one that is not always sent, is to be sent.
func sent(f *model.Field, v value) *jen.Statement {
	if zeroIsAbsent(f) {
		return v.get().Op("!=").Lit("")
	}
	return present(f.Type, v)
}

// worthSending returns the condition that an argument behind an optional one must be
// written: it is present, or not its default.
func (g *generator) worthSending(f *model.Field, v value) *jen.Statement {
	switch {
	case f.Default == nil:
		return present(f.Type, v)
	case zeroIsAbsent(f):
		return g.unequal(f.Type, f.Default, v).Op("&&").Add(sent(f, v))
	default:
		return g.unequal(f.Type, f.Default, v)
	}
}

// beforeOthers returns the statements that write an argument, by those of item if it is
// there, before one that is sent. An absent one can not be left out here: its default
// stands for it, and without one that is a fault.
func (g *generator) beforeOthers(f *model.Field, v value, item []jen.Code) []jen.Code {
	switch {
	case zeroIsAbsent(f):
		fallback := writer("String", jen.String().Call(g.literal(f.Type, f.Default)))
		return []jen.Code{jen.If(v.get().Op("==").Lit("")).Block(fallback).Else().Block(item...)}
	case f.Type.Kind == model.Optional:
		gap := writer("Fail", jen.Lit("argument %q is absent, but a later one is not"), jen.Lit(f.Name))
		return append([]jen.Code{jen.If(absent(f.Type, v)).Block(gap, jen.Return())}, item...)
	default:
		return item
	}
}

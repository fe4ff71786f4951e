package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// codecFields returns the codec.NewFields of fields, which numbers them in order.
func codecFields(fields []*model.Field, rejectUnknown bool) *jen.Statement {
	var options []jen.Code
	for start := 0; start < len(fields); {
		end, optional := start, fields[start].Optional()
		var names []jen.Code
		for ; end < len(fields) && fields[end].Optional() == optional; end++ {
			names = append(names, jen.Lit(fields[end].Name))
		}
		option := "Required"
		if optional {
			option = "Optional"
		}
		options = append(options, jen.Qual(codecPath, option).Call(names...))
		start = end
	}
	if rejectUnknown {
		options = append(options, jen.Qual(codecPath, "RejectUnknown").Call())
	}
	return jen.Qual(codecPath, "NewFields").Call(options...)
}

// structType returns the struct of fields, and notes their names as those of owner.
func (g *generator) structType(owner string, fields []*model.Field) *jen.Statement {
	var members []jen.Code
	for _, f := range fields {
		name := memberName(f.Header)
		g.note(declaration{owner: owner, name: name, what: "field " + quote(f.Name), pos: f.Pos, taken: true})
		members = append(members, fieldDoc(f)...)
		members = append(members, jen.Id(name).Add(g.goType(f.Type)))
	}
	return jen.Struct(members...)
}

// encodeMap returns the statements that write fields as what the method begin begins,
// a map or the kwargs; absent ones are left out. They are counted in the variable n.
func (g *generator) encodeMap(begin, n string, fields []*model.Field, x value) []jen.Code {
	var (
		count, entries []jen.Code
		always         int
	)
	for _, f := range fields {
		v := x.field(memberName(f.Header))
		entry := g.encodeEntry(f, v)
		if alwaysSent(f) {
			always++
			entries = append(entries, entry...)
			continue
		}
		count = append(count, jen.If(sent(f, v)).Block(jen.Id(n).Op("++")))
		entries = append(entries, jen.If(sent(f, v)).Block(entry...))
	}
	code := []jen.Code{writer(begin, jen.Lit(always))}
	if len(count) > 0 {
		code = append([]jen.Code{jen.Id(n).Op(":=").Lit(always)}, count...)
		code = append(code, writer(begin, jen.Id(n)))
	}
	return append(append(code, entries...), writer("End"))
}

// encodeArgs returns the statements that write positional values; the absent ones at
// the end are left out, and one that is absent before a present one is a fault.
func (g *generator) encodeArgs(args []*model.Field, x func(*model.Field) value) []jen.Code {
	var code, items []jen.Code
	required := 0
	for required < len(args) && alwaysSent(args[required]) {
		required++
	}
	n := jen.Lit(len(args))
	if required < len(args) {
		code = append(code, jen.Id("n").Op(":=").Lit(required))
		n = jen.Id("n")
	}
	for i, f := range args {
		v := x(f)
		if i < required {
			items = append(items, g.encode(f.Type, v)...)
			continue
		}
		code = append(code, jen.If(g.worthSending(f, v)).Block(jen.Id("n").Op("=").Lit(i+1)))
		item := g.encode(f.Type, v)
		if i+1 < len(args) {
			item = g.beforeOthers(f, v, item)
		}
		items = append(items, jen.If(jen.Id("n").Op(">").Lit(i)).Block(item...))
	}
	code = append(code, writer("Args", n))
	return append(append(code, items...), writer("End"))
}

// decodeFields returns the statements that read fields by a cursor that begin makes.
func (g *generator) decodeFields(begin, fields string, list []*model.Field, x func(*model.Field) value) []jen.Code {
	var cases []jen.Code
	for i, f := range list {
		cases = append(cases, jen.Case(jen.Lit(i)).Block(g.decode(f.Type, x(f))...))
	}
	loop := jen.For(
		jen.Id("c").Op(":=").Add(reader(begin, jen.Id(fields))),
		jen.Id("c").Dot("Next").Call(jen.Id("r")),
		jen.Empty(),
	)
	switch len(list) {
	case 0:
		return []jen.Code{loop.Block()}
	case 1:
		return []jen.Code{loop.Block(g.decode(list[0].Type, x(list[0]))...)}
	default:
		return []jen.Code{loop.Block(jen.Switch(jen.Id("c").Dot("Field")).Block(cases...))}
	}
}

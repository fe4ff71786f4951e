package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// fieldsTable declares the codec.Fields of fields, which numbers them in order, and
// returns its name.
func (g *generator) fieldsTable(name, owner string, pos diag.Position, fields []*model.Field, rejectUnknown bool) string {
	var options []jen.Code
	for start := 0; start < len(fields); {
		end, option := start, fieldOption(fields[start])
		var names []jen.Code
		for ; end < len(fields) && fieldOption(fields[end]) == option; end++ {
			names = append(names, jen.Lit(fields[end].Name))
		}
		options = append(options, jen.Qual(codecPath, option).Call(names...))
		start = end
	}
	if rejectUnknown {
		options = append(options, jen.Qual(codecPath, "RejectUnknown").Call())
	}
	g.tables.add(declaration{name: name, what: "fields of " + owner, pos: pos}, jen.Qual(codecPath, "NewFields").Call(options...))
	return name
}

// fieldOption returns the name of the codec.FieldsOption that names a field.
func fieldOption(f *model.Field) string {
	switch {
	case f.Optional():
		return "Optional"
	case f.Type.Kind == model.Nullable:
		return "Nullable"
	default:
		return "Required"
	}
}

// structType returns the struct of fields, and notes their names as those of owner.
func (g *generator) structType(owner string, fields []*model.Field) *jen.Statement {
	var members []jen.Code
	for _, f := range fields {
		name := memberName(f.Header)
		g.note(declaration{owner: owner, name: name, what: "field " + quote(f.Name), pos: f.Pos, taken: true})
		doc, remark := fieldDoc(f)
		members = append(members, doc...)
		members = append(members, jen.Id(name).Add(g.goType(f.Type)).Add(remark))
	}
	return jen.Struct(members...)
}

// encodeMap returns the statements that write fields as what the method begin begins,
// a map or the kwargs; absent ones are neither counted nor written.
func (g *generator) encodeMap(begin string, fields []*model.Field, x value) []jen.Code {
	var present list
	var entries []jen.Code
	always := 0
	for _, f := range fields {
		v := x.field(memberName(f.Header))
		entries = append(entries, g.encodeEntry(f, v)...)
		if alwaysSent(f) {
			always++
		} else {
			present.add(sent(f, v), len(memberName(f.Header))+len("x. != nil"))
		}
	}
	count := jen.Lit(always)
	if len(present) > 0 {
		counted := jen.Qual(codecPath, "Count").Add(present.call(len("w.Kwargs(10 + codec.Count")))
		if always > 0 {
			counted = count.Op("+").Add(counted)
		}
		count = counted
	}
	return append(append([]jen.Code{writer(begin, count)}, entries...), writer("End"))
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

// decodeFields returns the statements that read fields of the table into x. A method
// of the reader does it for those that it has targets for; the others are read in the
// loop of a cursor, which stops at them.
func (g *generator) decodeFields(part fieldsPart, table string, fields []*model.Field, x func(*model.Field) value) []jen.Code {
	var targets list
	var cases, only []jen.Code
	for i, f := range fields {
		v := x(f)
		if target, size := g.target(f, v); target != nil {
			targets.add(target, size)
			continue
		}
		targets.add(jen.Nil(), len("nil"))
		only = g.decodeField(f.Type, v)
		cases = append(cases, jen.Case(jen.Lit(i)).Block(only...))
	}
	if len(cases) == 0 {
		targets = slices.Insert(targets, 0, element{jen.Id(table), len(table)})
		return []jen.Code{jen.Id("r").Dot(part.scan).Add(targets.call(len("r.ScanKwargs")))}
	}
	if len(cases) == len(fields) {
		targets = nil
	}
	begin := "c := r." + part.cursor + "(" + table + "); c.Next"
	targets = slices.Insert(targets, 0, element{jen.Id("r"), len("r")})
	loop := jen.For(
		jen.Id("c").Op(":=").Add(reader(part.cursor, jen.Id(table))),
		jen.Id("c").Dot("Next").Add(targets.call(len(begin))),
		jen.Empty(),
	)
	if len(cases) > 1 {
		only = []jen.Code{jen.Switch(jen.Id("c").Dot("Field")).Block(cases...)}
	}
	return []jen.Code{loop.Block(only...)}
}

// fieldsPart is what fields are part of: the methods of codec.Reader for it.
type fieldsPart struct{ scan, cursor string }

var (
	inStruct = fieldsPart{"Scan", "Struct"}
	inArgs   = fieldsPart{"ScanArgs", "Args"}
	inKwargs = fieldsPart{"ScanKwargs", "Kwargs"}
)

package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// enumDecl writes an enum: a string with constants.
func (g *generator) enumDecl(d *model.TypeDecl) {
	name := typeName(d.Header)
	g.declareType(declaration{name: name, what: "enum " + quote(d.Name), pos: d.Pos},
		documented(d.Header, name+" is the enum "+d.Name+".")).String()

	var constants, values []jen.Code
	for _, v := range d.Enum.Values {
		constant := constantName(d, v)
		g.note(declaration{name: constant, what: "value " + quote(v.Name) + " of enum " + quote(d.Name), pos: v.Pos})
		constants = append(constants, remarked(v.Header)...)
		constants = append(constants, jen.Id(constant).Id(name).Op("=").Lit(v.Name))
		values = append(values, jen.Lit(v.Name))
	}
	g.paragraph(comment("The values of " + name + "."))
	g.Const().Defs(constants...)

	table := lowerFirst(name) + "Values"
	g.declareVar(declaration{name: table, what: "values of enum " + quote(d.Name), pos: d.Pos}).
		Index().String().Values(values...)

	method := declaration{owner: name, name: "Valid", what: "a method of every enum", pos: d.Pos, fixed: true}
	g.declareMethod(method, jen.Id("x").Id(name), comment("Valid reports whether x is one of the values of "+name+".")).
		Params().Bool().Add(block(jen.Return(jen.Qual("slices", "Contains").Call(jen.Id(table), jen.String().Call(jen.Id("x"))))))

	x := receiver()
	g.method(name, d.Header, "EncodeWAMP", "writes the value as a string",
		[]jen.Code{writer("String", jen.String().Call(x.get()))})
	g.method(name, d.Header, "DecodeWAMP", "reads the value; another string than one of the values is a fault",
		[]jen.Code{x.get().Op("=").Id(name).Call(reader("Enum", jen.Id(table)))})
}

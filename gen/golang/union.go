package golang

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// unionDecl writes a union: an interface that only pointers to its members satisfy, and
// the functions that write and read it.
func (g *generator) unionDecl(d *model.TypeDecl) {
	name, what := typeName(d.Header), "union "+quote(d.Name)
	seal := "is" + name
	var members, tags, encoded, decoded []jen.Code
	var pointers []string
	for _, m := range d.Union.Members {
		member := typeName(m.Type.Header)
		pointers = append(pointers, "*"+member)
		members = append(members, jen.Op("*").Id(member))
		tags = append(tags, jen.Lit(m.Value))
		encoded = append(encoded, jen.Case(jen.Op("*").Id(member)).Block(
			writer("Tag", jen.Lit(d.Union.Tag), jen.Lit(m.Value)),
			jen.Id("x").Dot("EncodeWAMP").Call(jen.Id("w"))))
		decoded = append(decoded, jen.Case(jen.Lit(m.Value)).Block(
			jen.Id("x").Op(":=").New(jen.Id(member)),
			jen.Id("x").Dot("DecodeWAMP").Call(jen.Id("r")),
			jen.Return(jen.Id("x"))))
	}
	methods := []jen.Code{jen.Id(seal).Params()}
	if hasRules(d, nil) {
		methods = append([]jen.Code{jen.Id("ValidateWAMP").Params(jen.Op("*").Qual(codecPath, "Validator"))}, methods...)
	}
	g.declareType(declaration{name: name, what: what, pos: d.Pos},
		documented(d.Header, name+" is one of "+strings.Join(pointers, ", ")+".")).Interface(methods...)
	for i, m := range d.Union.Members {
		method := declaration{owner: typeName(m.Type.Header), name: seal, what: "member of " + what, pos: d.Pos, fixed: true}
		g.declareMethod(method, members[i], nil).Params().Block()
	}
	table := lowerFirst(name) + "Tags"
	g.declareVar(declaration{name: table, what: "tags of " + what, pos: d.Pos}).Index().String().Values(tags...)

	g.declareFunc(declaration{name: "Encode" + name, what: what, pos: d.Pos},
		comment("Encode"+name+" writes the value as a map with the tag "+quote(d.Union.Tag)+"; that there is none is an error of w.")).
		Params(jen.Id("w").Op("*").Qual(codecPath, "Writer"), jen.Id("x").Id(name)).
		Block(jen.Switch(jen.Id("x").Op(":=").Id("x").Assert(jen.Type())).Block(append(encoded,
			jen.Default().Block(writer("Fail", jen.Lit("encode "+name+": there is no value"))))...))

	g.declareFunc(declaration{name: "Decode" + name, what: what, pos: d.Pos},
		comment("Decode"+name+" reads the value from a map; another tag than those of the members is a fault.")).
		Params(jen.Id("r").Op("*").Qual(codecPath, "Reader")).Id(name).
		Block(jen.Switch(reader("Tag", jen.Lit(d.Union.Tag), jen.Id(table))).Block(decoded...), jen.Return(jen.Nil()))
}

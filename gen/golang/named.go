package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// typeDecl writes a declared type.
func (g *generator) typeDecl(d *model.TypeDecl) {
	switch {
	case d.Struct != nil:
		g.structDecl(d)
	case d.Enum != nil:
		g.enumDecl(d)
	case d.Union != nil:
		g.unionDecl(d)
	case d.Scalar != nil:
		g.scalarDecl(d)
	}
}

// scalarDecl writes a named scalar.
func (g *generator) scalarDecl(d *model.TypeDecl) {
	name, t, x := typeName(d.Header), d.Scalar.Type, receiver()
	h := d.Header
	h.Doc = joined(h.Doc, facts(&model.Field{Type: t, Rules: d.Scalar.Rules}, "It"))
	g.declareType(declaration{name: name, what: "type " + quote(d.Name), pos: d.Pos},
		documented(h, name+" is the type "+d.Name+".")).Add(g.goType(t))

	s, _ := g.scalar(t.Kind)
	plain := s.code().Call(x.get())
	var encoded, decoded jen.Code
	switch {
	case s.method:
		encoded = plain.Dot("EncodeWAMP").Call(jen.Id("w"))
		decoded = jen.Parens(jen.Op("*").Add(s.code())).Call(jen.Id("x")).Dot("DecodeWAMP").Call(jen.Id("r"))
	case s.convert != "":
		encoded = writer(s.write, jen.Id(s.convert).Call(x.get()))
	default:
		encoded = s.writeCall(plain)
	}
	if !s.method {
		decoded = x.get().Op("=").Id(name).Call(s.readCall())
	}
	g.method(name, d.Header, "EncodeWAMP", "writes the value", []jen.Code{encoded})
	g.method(name, d.Header, "DecodeWAMP", "reads the value", []jen.Code{decoded})
	check := checker{g: g, owner: name, pos: d.Pos}
	g.validateMethod(name, d.Header, check.scalar(t.Kind, d.Scalar.Rules, "", x, true))
}

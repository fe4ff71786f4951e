package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// classDecl writes the function that returns the registry entry of a class.
func (g *generator) classDecl(c *model.Component) {
	class := typeName(c.Header)
	stub := []jen.Code{keyed("ApplicationSession", jen.Qual(runtimePath, "NewApplicationSession").Call(jen.Id("env")))}
	var body []jen.Code
	elements := []jen.Code{keyed("Name", jen.Lit(className(c))), keyed("Contract", jen.Id(contractName(c)).Call())}
	if len(c.Extra) > 0 {
		decode := func(extra jen.Code) *jen.Statement {
			return jen.Qual(runtimePath, "DecodeExtra").Types(jen.Id(class + "Extra")).Call(extra)
		}
		elements = append(elements, keyed("CheckExtra",
			jen.Func().Params(jen.Id("extra").Index().Byte()).Index().Qual(contractPath, "Fault").Block(
				jen.List(jen.Id("_"), jen.Id("faults")).Op(":=").Add(decode(jen.Id("extra"))),
				jen.Return(jen.Id("faults")),
			)))
		body = append(body,
			jen.List(jen.Id("extra"), jen.Id("faults")).Op(":=").Add(decode(jen.Id("env").Dot("Extra"))),
			jen.If(jen.Len(jen.Id("faults")).Op(">").Lit(0)).Block(
				jen.Return(jen.Nil(), jen.Nil(), jen.Qual(runtimePath, "ExtraError").Call(jen.Id("faults")))))
		stub = append(stub, keyed("Extra", jen.Id("extra")))
	}
	bindings := jen.Nil()
	if list := g.bindings(c); len(list) > 0 {
		bindings = jen.Qual(runtimePath, "Bindings").Add(multiline(list...))
		if c.Serial {
			bindings.Dot("Serial").Call()
		}
	}
	body = append(body,
		jen.List(jen.Id("c"), jen.Err()).Op(":=").Id("construct").Call(jen.Id(class+"Stub").Values(stub...)),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(jen.Nil(), jen.Nil(), jen.Err())),
		jen.Return(jen.Id("c"), bindings, jen.Nil()))
	elements = append(elements, keyed("New", jen.Func().Params(jen.Id("env").Qual(runtimePath, "Env")).
		Params(jen.Qual(runtimePath, "Component"), jen.Qual(runtimePath, "Bindings"), jen.Error()).Block(body...)))

	name, parameter := class+"Class", g.typeParameter()
	g.declareFunc(declaration{name: name, what: "class of component " + quote(c.Name), pos: c.Pos},
		comment(name+" returns the registry entry of the class "+className(c)+".", c.Doc, deprecated(c.Header))).
		Types(jen.Id(parameter).Id(class+"Handler")).
		Params(jen.Id("construct").Func().Params(jen.Id(class+"Stub")).Params(jen.Id(parameter), jen.Error())).
		Qual(runtimePath, "Class").
		Block(jen.Return(jen.Qual(runtimePath, "Class").Add(multiline(elements...))))
}

// typeParameter returns the name of the type of a component that is constructed, which
// hides no type that its handlers take.
func (g *generator) typeParameter() string {
	taken := make(map[string]bool)
	for _, file := range g.pkg.Files {
		for _, d := range file.Types {
			taken[typeName(d.Header)] = true
		}
	}
	name := "C"
	for taken[name] {
		name += "C"
	}
	return name
}

// bindings returns the registrations and subscriptions of a class, in order.
func (g *generator) bindings(c *model.Component) []jen.Code {
	var list []jen.Code
	for _, p := range c.Provides {
		list = append(list, jen.Qual(g.importPath(p.Interface.Package), "Handle"+procedureName(p)).
			Call(jen.Id("c").Dot(methodName(c, p))))
	}
	for _, t := range c.Subscribes {
		list = append(list, jen.Qual(g.importPath(t.Interface.Package), "On"+topicName(t)).
			Call(jen.Id("c").Dot(handlerName(c, t))))
	}
	return list
}

package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// componentFile returns the file that a user fills in: the class with a method for
// everything it has to handle. It is written once and is the user's from then on.
func (g *generator) componentFile(c *model.Component) *source {
	class := typeName(c.Header)
	s := newSource(componentPath(g.pkg.Dir, class), g.importPath(g.pkg), g.pkg.Name)
	s.once = true

	s.declareType(declaration{name: class}, comment(class+" is the component class "+className(c)+".", c.Doc, deprecated(c.Header))).
		Struct(jen.Id(class + "Stub"))
	s.declareFunc(declaration{name: "New" + class}, comment("New"+class+" returns the component; the registry calls it.")).
		Params(jen.Id("stub").Id(class+"Stub")).Params(jen.Op("*").Id(class), jen.Error()).
		Block(jen.Return(jen.Op("&").Id(class).Values(keyed(class+"Stub", jen.Id("stub"))), jen.Nil()))

	self := jen.Id("s").Op("*").Id(class)
	notImplemented := jen.Qual(runtimePath, "ErrNotImplemented")
	for _, p := range c.Provides {
		name := methodName(c, p)
		var body []jen.Code
		if result := resultOf(p); result.Empty() {
			body = []jen.Code{jen.Return(notImplemented.Clone())}
		} else {
			body = []jen.Code{
				jen.Var().Id("result").Add(g.payloadType(result)),
				jen.Return(jen.Id("result"), notImplemented.Clone()),
			}
		}
		s.declareMethod(declaration{owner: class, name: name}, self.Clone(), procedureDoc(p, name+" handles "+p.URI+".")).
			Add(g.signature(p)).Block(body...)
	}
	for _, t := range c.Subscribes {
		name := handlerName(c, t)
		s.declareMethod(declaration{owner: class, name: name}, self.Clone(),
			topicDoc(t, name+" handles the events of "+t.URI+".")).
			Add(g.eventSignature(t)).Block(jen.Return(notImplemented.Clone()))
	}
	return s
}

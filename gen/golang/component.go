package golang

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// componentDecl writes a component class: its extra, what it implements, what it
// embeds, its registry entry and its contract.
func (g *generator) componentDecl(c *model.Component) {
	if len(c.Extra) > 0 {
		g.extraDecl(c)
	}
	g.handlerDecl(c)
	g.stubDecl(c)
	g.classDecl(c)
	g.contractDecl(c)
}

// extraDecl writes the typed extra of a class.
func (g *generator) extraDecl(c *model.Component) {
	name := typeName(c.Header) + "Extra"
	g.declareType(declaration{name: name, what: "extra of component " + quote(c.Name), pos: c.Pos},
		comment(name+" is the extra of the class "+className(c)+" in a node file.")).
		Add(g.structType(name, c.Extra))
	g.mapCodec(name, model.Header{Pos: c.Pos}, c.Extra, true)
	g.secrets(name, c)
}

// methodName returns the name of the method that handles a procedure.
func methodName(c *model.Component, p *model.Procedure) string {
	return c.ProvidesPrefix[p.Interface] + memberName(p.Header)
}

// handlerName returns the name of the method that handles a topic's events.
func handlerName(c *model.Component, t *model.Topic) string {
	return "On" + c.SubscribesPrefix[t.Interface] + memberName(t.Header)
}

// ClassMethods returns the Go name of a component class, and the names of the methods
// that the runtime calls: lifecycle hooks and handlers.
func ClassMethods(c *model.Component) (class string, methods []string) {
	for _, m := range sessionMembers {
		if strings.HasPrefix(m, "On") {
			methods = append(methods, m)
		}
	}
	for _, p := range c.Provides {
		methods = append(methods, methodName(c, p))
	}
	for _, t := range c.Subscribes {
		methods = append(methods, handlerName(c, t))
	}
	return typeName(c.Header), methods
}

// handlerDecl writes the interface that the class implements.
func (g *generator) handlerDecl(c *model.Component) {
	class := typeName(c.Header)
	name := class + "Handler"
	methods := []jen.Code{jen.Qual(runtimePath, "Component")}
	for i, p := range c.Provides {
		if i == 0 {
			methods = append(methods, jen.Line())
		}
		method := methodName(c, p)
		g.note(declaration{owner: name, space: class, name: method, what: "procedure " + quote(p.Name), pos: p.Pos, taken: true})
		methods = append(methods, procedureDoc(p, method+" handles "+p.URI+".")...)
		methods = append(methods, jen.Id(method).Add(g.signature(p)))
	}
	for i, t := range c.Subscribes {
		if i == 0 {
			methods = append(methods, jen.Line())
		}
		method := handlerName(c, t)
		g.note(declaration{owner: name, space: class, name: method, what: "topic " + quote(t.Name), pos: t.Pos, taken: true})
		methods = append(methods, topicDoc(t, method+" handles the events of "+t.URI+".")...)
		methods = append(methods, jen.Id(method).Add(g.eventSignature(t)))
	}
	g.declareType(declaration{name: name, what: "handler of component " + quote(c.Name), pos: c.Pos},
		comment(name+" is what the class "+className(c)+" implements.")).Interface(methods...)

	g.note(declaration{name: class, what: "component " + quote(c.Name), pos: c.Pos, taken: true})
	g.note(declaration{name: "New" + class, what: "constructor of component " + quote(c.Name), pos: c.Pos, taken: true})
	g.Line()
	g.Var().Id("_").Id(name).Op("=").Parens(jen.Op("*").Id(class)).Call(jen.Nil())
}

// eventSignature returns the parameters and results of a method that handles events.
func (g *generator) eventSignature(t *model.Topic) *jen.Statement {
	return jen.Params(g.eventParameters(t)...).Error()
}

// eventParameters returns the parameters of a function that handles events.
func (g *generator) eventParameters(t *model.Topic) []jen.Code {
	parameters := append([]jen.Code{jen.Id("ctx").Qual("context", "Context")}, g.parameters(topicAddress(t))...)
	if event := eventOf(t); !event.Empty() {
		parameters = append(parameters, jen.Id(event.parameter()).Add(g.payloadType(event)))
	}
	return parameters
}

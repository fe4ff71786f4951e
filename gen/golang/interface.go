package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// interfaceDecl writes everything of an interface that does not depend on who
// provides or uses it.
func (g *generator) interfaceDecl(i *model.Interface) {
	g.uris(i)
	for _, p := range i.Procedures {
		g.procedureDecl(p)
	}
	for _, t := range i.Topics {
		g.topicDecl(t)
	}
	g.declareVars("", &g.descriptors)
	if len(i.Procedures) > 0 {
		g.client(i)
	}
	if topics := g.published(i); len(topics) > 0 {
		g.publisher(i, topics)
	}
	for _, p := range i.Procedures {
		g.handleFunc(p)
	}
	for _, t := range i.Topics {
		g.onEventFunc(t)
		g.subscribeFunc(t)
		if len(t.Parts) > 0 {
			g.subscribeOneFunc(t)
		}
	}
}

// uris writes the URIs of an interface as constants.
func (g *generator) uris(i *model.Interface) {
	var constants []jen.Code
	constant := func(a address) {
		g.note(declaration{name: a.constant(), what: "URI of " + a.what, pos: a.pos})
		constants = append(constants, jen.Id(a.constant()).Qual(wampPath, "URI").Op("=").Lit(a.Pattern()))
	}
	for _, p := range i.Procedures {
		constant(addressOf(p))
	}
	for _, t := range i.Topics {
		constant(topicAddress(t))
	}
	if len(constants) > 0 {
		g.paragraph(comment("The URIs of " + typeName(i.Header) + "."))
		g.Const().Defs(constants...)
	}
}

// handle writes the struct that holds a session, and its constructor.
func (g *generator) handle(i *model.Interface, name, does string) {
	what := name + " of interface " + quote(i.Name)
	g.declareType(declaration{name: name, what: what, pos: i.Pos},
		comment(name+" "+does+" of "+typeName(i.Header)+" over a session.", i.Doc, deprecated(i.Header))).
		Add(jen.Custom(jen.Options{Open: "struct{", Close: "}"}, jen.Id("session").Op("*").Qual(runtimePath, "Session")))
	g.declareFunc(declaration{name: "New" + name, what: what, pos: i.Pos},
		comment("New"+name+" returns the "+name+" of the session.")).
		Params(jen.Id("session").Op("*").Qual(runtimePath, "Session")).Id(name).
		Add(block(jen.Return(jen.Id(name).Values(keyed("session", jen.Id("session"))))))
}

// client writes the caller's side of the procedures.
func (g *generator) client(i *model.Interface) {
	name := typeName(i.Header) + "Client"
	g.handle(i, name, "calls the procedures")
	for _, p := range i.Procedures {
		args, value := argsOf(p), jen.Qual(runtimePath, "None").Values()
		if !args.Empty() {
			value = jen.Id(args.parameter())
		}
		a := addressOf(p)
		called, function := []jen.Code{jen.Id("ctx"), jen.Id("c").Dot("session"), jen.Op("&").Id(lowerFirst(a.name))}, "Call"
		passed := []jen.Code{value}
		switch {
		case p.Progress != nil && p.Input == nil:
			passed, function = append(passed, jen.Nil()), "CallProgressive"
		case p.Progress != nil:
			passed, function = append(passed, jen.Id("input")), "CallProgressive"
		case p.Input != nil:
			passed, function = append(passed, jen.Id("input")), "CallInput"
		}
		if len(a.Parts) > 0 {
			called, function = append(called, g.at(a)), function+"At"
		}
		call := jen.Qual(runtimePath, function).Call(append(append(called, passed...), jen.Id("opts").Op("..."))...)
		body := []jen.Code{jen.Return(call)}
		if resultOf(p).Empty() && p.Progress == nil {
			body = []jen.Code{jen.List(jen.Id("_"), jen.Err()).Op(":=").Add(call), jen.Return(jen.Err())}
		}
		method := memberName(p.Header)
		g.declareMethod(declaration{owner: name, name: method, what: "call of procedure " + quote(p.Name), pos: p.Pos},
			jen.Id("c").Id(name), procedureDoc(p, method+" calls "+p.URI+".")).
			Add(g.clientSignature(p)).Add(block(body...))
	}
}

// published returns the topics that may be published: those of the protocol only routers
// publish.
func (g *generator) published(i *model.Interface) []*model.Topic {
	return slices.DeleteFunc(slices.Clone(i.Topics), func(t *model.Topic) bool { return t.Reserved() && !g.reserved })
}

// publisher writes the publisher's side of topics.
func (g *generator) publisher(i *model.Interface, topics []*model.Topic) {
	name := typeName(i.Header) + "Publisher"
	g.handle(i, name, "publishes the topics")
	for _, t := range topics {
		g.publishMethod(declaration{owner: name, name: "Publish" + memberName(t.Header)}, jen.Id("p").Id(name), jen.Id("p").Dot("session"), t)
	}
}

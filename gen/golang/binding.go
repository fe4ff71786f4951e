package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// handleFunc writes the function that binds a handler to a procedure. Components of
// other packages use it, too.
func (g *generator) handleFunc(p *model.Procedure) {
	name, function, handler := "Handle"+procedureName(p), "Handle", jen.Id("handler")
	if progressive(p) {
		function = "HandleProgressive"
	}
	if len(p.Parts) > 0 {
		handler = g.partsAdapter(p, handler)
	} else if argsOf(p).Empty() || resultOf(p).Empty() || (p.Input == nil) != (p.Progress == nil) {
		handler = g.adapter(p, handler)
	}
	g.declareFunc(declaration{name: name, what: "handling of procedure " + quote(p.Name), pos: p.Pos},
		comment(name+" binds a handler to "+p.URI+".")).
		Params(jen.Id("handler").Func().Add(g.signature(p))).Qual(runtimePath, "Binding").
		Block(jen.Return(jen.Qual(runtimePath, function).Call(jen.Op("&").Id(lowerFirst(procedureName(p))), handler)))
}

// onEventFunc writes the function that binds a handler to a topic.
func (g *generator) onEventFunc(t *model.Topic) {
	name := "On" + topicName(t)
	g.declareFunc(declaration{name: name, what: "handling of topic " + quote(t.Name), pos: t.Pos},
		comment(name+" binds a handler to the events of "+t.URI+".")).
		Params(jen.Id("handler").Func().Add(g.eventSignature(t))).Qual(runtimePath, "Binding").
		Block(jen.Return(jen.Qual(runtimePath, "OnEvent").Call(
			jen.Op("&").Id(lowerFirst(topicName(t))), g.eventAdapter(t, jen.Id("handler")))))
}

// adapter returns a function of the runtime's shape around a handler that lacks
// arguments, a result, or one of the two kinds of progress.
func (g *generator) adapter(p *model.Procedure, handler *jen.Statement) *jen.Statement {
	parameters, arguments := g.handled(p, nil)
	call := handler.Clone().Call(arguments...)
	body := jen.Return(call)
	if resultOf(p).Empty() {
		body = jen.Return(jen.Qual(runtimePath, "None").Values(), call)
	}
	return jen.Func().Params(parameters...).Params(g.payloadType(resultOf(p)), jen.Error()).Block(body)
}

// handled returns the parameters of a function of the runtime's shape, and those of
// them that a handler takes, with the parts of the URI.
func (g *generator) handled(p *model.Procedure, parts []jen.Code) (parameters, arguments []jen.Code) {
	args := argsOf(p)
	parameters = []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	arguments = append([]jen.Code{jen.Id("ctx")}, parts...)
	add := func(name string, typ *jen.Statement, taken bool) {
		if !taken {
			name = "_"
		} else {
			arguments = append(arguments, jen.Id(name))
		}
		parameters = append(parameters, jen.Id(name).Add(typ))
	}
	add("args", g.payloadType(args), !args.Empty())
	if progressive(p) {
		add("input", g.inputType(p), p.Input != nil)
		add("progress", g.progressType(p), p.Progress != nil)
	}
	return parameters, arguments
}

// partsAdapter returns a function of the runtime's shape around a handler that takes
// the parts of the URI that was called.
func (g *generator) partsAdapter(p *model.Procedure, handler *jen.Statement) *jen.Statement {
	a, result := addressOf(p), resultOf(p)
	parameters, arguments := g.handled(p, a.arguments())
	answer := []jen.Code{handler.Call(arguments...)}
	if result.Empty() {
		answer = []jen.Code{jen.Id("result"), answer[0]}
	}
	refused := jen.Qual(runtimePath, "InvalidArgument").Call(jen.Err())
	body := append(g.parse(a, "InvocationURI", jen.Id("result"), refused), jen.Return(answer...))
	return jen.Func().Params(parameters...).
		Params(jen.Id("result").Add(g.payloadType(result)), jen.Err().Error()).Block(body...)
}

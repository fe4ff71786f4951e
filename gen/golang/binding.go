package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// handleFunc writes the function that binds a handler to a procedure. Components of
// other packages use it, too.
func (g *generator) handleFunc(p *model.Procedure) {
	name, handler := "Handle"+procedureName(p), jen.Id("handler")
	if args, result := argsOf(p), resultOf(p); len(p.Parts) > 0 {
		handler = g.partsAdapter(p, handler)
	} else if args.Empty() || result.Empty() {
		handler = g.adapter(args, result, handler)
	}
	g.declareFunc(declaration{name: name, what: "handling of procedure " + quote(p.Name), pos: p.Pos},
		comment(name+" binds a handler to "+p.URI+".")).
		Params(jen.Id("handler").Func().Add(g.signature(p))).Qual(runtimePath, "Binding").
		Block(jen.Return(jen.Qual(runtimePath, "Handle").Call(jen.Op("&").Id(lowerFirst(procedureName(p))), handler)))
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
// arguments or a result.
func (g *generator) adapter(args, result payload, handler *jen.Statement) *jen.Statement {
	argument, call := jen.Id("_"), handler.Clone().Call(jen.Id("ctx"))
	if !args.Empty() {
		argument, call = jen.Id("args"), handler.Clone().Call(jen.Id("ctx"), jen.Id("args"))
	}
	body := jen.Return(call)
	if result.Empty() {
		body = jen.Return(jen.Qual(runtimePath, "None").Values(), call)
	}
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), argument.Add(g.payloadType(args))).
		Params(g.payloadType(result), jen.Error()).Block(body)
}

// partsAdapter returns a function of the runtime's shape around a handler that takes
// the parts of the URI that was called.
func (g *generator) partsAdapter(p *model.Procedure, handler *jen.Statement) *jen.Statement {
	a, args, result := addressOf(p), argsOf(p), resultOf(p)
	parameter, arguments := jen.Id("_"), append([]jen.Code{jen.Id("ctx")}, a.arguments()...)
	if !args.Empty() {
		parameter, arguments = jen.Id("args"), append(arguments, jen.Id("args"))
	}
	answer := []jen.Code{handler.Call(arguments...)}
	if result.Empty() {
		answer = []jen.Code{jen.Id("result"), answer[0]}
	}
	refused := jen.Qual(runtimePath, "InvalidArgument").Call(jen.Err())
	body := append(g.parse(a, "InvocationURI", jen.Id("result"), refused), jen.Return(answer...))
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), parameter.Add(g.payloadType(args))).
		Params(jen.Id("result").Add(g.payloadType(result)), jen.Err().Error()).Block(body...)
}

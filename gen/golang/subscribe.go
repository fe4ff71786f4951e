package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// subscribeFunc writes the function that subscribes to a topic, or to all topics of a
// pattern.
func (g *generator) subscribeFunc(t *model.Topic) {
	name := "Subscribe" + topicName(t)
	handler := []jen.Code{jen.Qual("context", "Context")}
	if event := eventOf(t); !event.Empty() {
		handler = append(handler, g.payloadType(event))
	}
	if len(t.Parts) > 0 {
		handler = g.eventParameters(t)
	}
	g.declareFunc(declaration{name: name, what: "subscription of topic " + quote(t.Name), pos: t.Pos},
		comment(name+" subscribes to "+t.URI+".", t.Doc, deprecated(t.Header))).
		Params(jen.Id("ctx").Qual("context", "Context"), sessionParameter(), jen.Id("handler").Func().Params(handler...).Error()).
		Params(jen.Op("*").Qual(runtimePath, "Subscription"), jen.Error()).
		Block(jen.Return(jen.Qual(runtimePath, "Subscribe").Call(
			jen.Id("ctx"), jen.Id("session"), jen.Op("&").Id(lowerFirst(topicName(t))), g.eventAdapter(t, jen.Id("handler")))))
}

// subscribeOneFunc writes the function that subscribes to one topic of a pattern.
func (g *generator) subscribeOneFunc(t *model.Topic) {
	a, event := topicAddress(t), eventOf(t)
	name := "Subscribe" + a.name + "Of"
	parameters := []jen.Code{jen.Qual("context", "Context")}
	if !event.Empty() {
		parameters = append(parameters, g.payloadType(event))
	}
	all := append([]jen.Code{jen.Id("ctx").Qual("context", "Context"), sessionParameter()}, g.parameters(a)...)
	g.declareFunc(declaration{name: name, what: "subscription of topic " + quote(t.Name), pos: t.Pos},
		comment(name+" subscribes to the one topic "+t.URI+" with these parts.", t.Doc, deprecated(t.Header))).
		Params(append(all, jen.Id("handler").Func().Params(parameters...).Error())...).
		Params(jen.Op("*").Qual(runtimePath, "Subscription"), jen.Error()).
		Block(jen.Return(jen.Qual(runtimePath, "SubscribeAt").Call(
			jen.Id("ctx"), jen.Id("session"), jen.Op("&").Id(lowerFirst(a.name)), g.at(a), withoutEvent(event, jen.Id("handler")))))
}

func sessionParameter() *jen.Statement { return jen.Id("session").Op("*").Qual(runtimePath, "Session") }

// withoutEvent returns a handler as a function that takes an event, which may be none.
func withoutEvent(event payload, handler *jen.Statement) *jen.Statement {
	if !event.Empty() {
		return handler
	}
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("_").Qual(runtimePath, "None")).Error().
		Block(jen.Return(handler.Call(jen.Id("ctx"))))
}

// eventAdapter returns a handler of a topic's events as a function of the runtime's
// shape, with the parts of the URI that the event was published to.
func (g *generator) eventAdapter(t *model.Topic, handler *jen.Statement) *jen.Statement {
	a, event := topicAddress(t), eventOf(t)
	if len(a.Parts) == 0 {
		return withoutEvent(event, handler)
	}
	parameter, arguments := jen.Id("_"), append([]jen.Code{jen.Id("ctx")}, a.arguments()...)
	if !event.Empty() {
		parameter, arguments = jen.Id("event"), append(arguments, jen.Id("event"))
	}
	body := append(g.parse(a, "EventURI", jen.Err()), jen.Return(handler.Call(arguments...)))
	return jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), parameter.Add(g.payloadType(event))).Error().Block(body...)
}

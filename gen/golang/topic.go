package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// topicDecl writes the event of a topic and its descriptor.
func (g *generator) topicDecl(t *model.Topic) {
	event := eventOf(t)
	elements := []jen.Code{keyed("URI", jen.Id(topicName(t)+"URI"))}
	if codec := g.payloadCodec(event); codec != nil {
		elements = append(elements, keyed("Event", codec))
	}
	var publish []jen.Code
	if t.Acknowledge {
		publish = append(publish, keyed("Acknowledge", jen.True()))
	}
	if t.DisclosePublisher {
		publish = append(publish, keyed("DiscloseMe", jen.True()))
	}
	if t.Retain {
		publish = append(publish, keyed("Retain", jen.True()))
	}
	if len(publish) > 0 {
		elements = append(elements, keyed("Publish", jen.Qual(wampPath, "PublishOptions").Values(publish...)))
	}
	if t.Retain {
		elements = append(elements, keyed("Subscribe",
			jen.Qual(wampPath, "SubscribeOptions").Values(keyed("GetRetained", jen.True()))))
	}
	g.declareVar(declaration{name: lowerFirst(topicName(t)), what: "topic " + quote(t.Name), pos: t.Pos}).
		Qual(runtimePath, "Topic").Types(g.payloadType(event)).Add(multiline(elements...))
}

// publishMethod writes a method, of what d says, that publishes a topic over a
// session.
func (g *generator) publishMethod(d declaration, receiver jen.Code, session *jen.Statement, t *model.Topic) {
	event := eventOf(t)
	parameters := []jen.Code{jen.Id("ctx").Qual("context", "Context")}
	value := jen.Qual(runtimePath, "None").Values()
	if !event.Empty() {
		parameters = append(parameters, jen.Id(event.parameter()).Add(g.payloadType(event)))
		value = jen.Id(event.parameter())
	}
	parameters = append(parameters, jen.Id("opts").Op("...").Qual(runtimePath, "PublishOption"))
	d.name, d.what, d.pos = "Publish"+memberName(t.Header), "publication of topic "+quote(t.Name), t.Pos
	g.declareMethod(d, receiver,
		topicDoc(t, d.name+" publishes "+t.URI+".")).
		Params(parameters...).Error().Block(jen.Return(
		jen.Qual(runtimePath, "Publish").Call(jen.Id("ctx"), session, jen.Op("&").Id(lowerFirst(topicName(t))), value, jen.Id("opts").Op("...")),
	))
}

// subscribeFunc writes the function that subscribes to a topic.
func (g *generator) subscribeFunc(t *model.Topic) {
	event := eventOf(t)
	name := "Subscribe" + topicName(t)
	session := jen.Id("session").Op("*").Qual(runtimePath, "Session")
	handler, value := jen.Id("handler"), jen.Qual(runtimePath, "None")
	parameters := []jen.Code{jen.Qual("context", "Context")}
	if event.Empty() {
		handler = jen.Func().Params(jen.Id("ctx").Qual("context", "Context"), jen.Id("_").Add(value)).Error().
			Block(jen.Return(jen.Id("handler").Call(jen.Id("ctx"))))
	} else {
		parameters = append(parameters, g.payloadType(event))
	}
	g.declareFunc(declaration{name: name, what: "subscription of topic " + quote(t.Name), pos: t.Pos},
		comment(name+" subscribes to "+t.URI+".", t.Doc, deprecated(t.Header))).
		Params(jen.Id("ctx").Qual("context", "Context"), session, jen.Id("handler").Func().Params(parameters...).Error()).
		Params(jen.Op("*").Qual(runtimePath, "Subscription"), jen.Error()).
		Block(jen.Return(jen.Qual(runtimePath, "Subscribe").Call(
			jen.Id("ctx"), jen.Id("session"), jen.Op("&").Id(lowerFirst(topicName(t))), handler)))
}

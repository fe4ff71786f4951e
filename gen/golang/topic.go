package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// topicDecl writes the event of a topic and its descriptor.
func (g *generator) topicDecl(t *model.Topic) {
	event := eventOf(t)
	a := topicAddress(t)
	g.templateDecl(a)
	elements := []jen.Code{keyed("URI", jen.Id(a.constant()))}
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
	var subscribe []jen.Code
	if len(a.Parts) > 0 {
		subscribe = append(subscribe, keyed("Match", a.match()))
	}
	if t.Retain {
		subscribe = append(subscribe, keyed("GetRetained", jen.True()))
	}
	if len(subscribe) > 0 {
		elements = append(elements, keyed("Subscribe", jen.Qual(wampPath, "SubscribeOptions").Values(subscribe...)))
	}
	g.descriptors.add(declaration{name: lowerFirst(topicName(t)), what: "topic " + quote(t.Name), pos: t.Pos},
		jen.Qual(runtimePath, "Topic").Types(g.payloadType(event)).Add(descriptorBody(elements)))
}

// publishMethod writes a method, of what d says, that publishes a topic over a
// session.
func (g *generator) publishMethod(d declaration, receiver jen.Code, session *jen.Statement, t *model.Topic) {
	event := eventOf(t)
	a := topicAddress(t)
	parameters := append([]jen.Code{jen.Id("ctx").Qual("context", "Context")}, g.parameters(a)...)
	value := jen.Qual(runtimePath, "None").Values()
	if !event.Empty() {
		parameters = append(parameters, jen.Id(event.parameter()).Add(g.payloadType(event)))
		value = jen.Id(event.parameter())
	}
	parameters = append(parameters, jen.Id("opts").Op("...").Qual(runtimePath, "PublishOption"))
	published, function := []jen.Code{jen.Id("ctx"), session, jen.Op("&").Id(lowerFirst(a.name))}, "Publish"
	if len(a.Parts) > 0 {
		published, function = append(published, g.at(a)), "PublishAt"
	}
	body := jen.Qual(runtimePath, function).Call(append(published, value, jen.Id("opts").Op("..."))...)
	if pkg := t.Interface.Package; pkg != g.pkg {
		arguments := append([]jen.Code{jen.Id("ctx")}, a.arguments()...)
		if !event.Empty() {
			arguments = append(arguments, value)
		}
		body = jen.Qual(g.importPath(pkg), "New"+typeName(t.Interface.Header)+"Publisher").Call(session).
			Dot("Publish" + memberName(t.Header)).Call(append(arguments, jen.Id("opts").Op("..."))...)
	}
	d.what, d.pos = "publication of topic "+quote(t.Name), t.Pos
	g.declareMethod(d, receiver,
		topicDoc(t, d.name+" publishes "+t.URI+".")).
		Params(parameters...).Error().Block(jen.Return(body))
}

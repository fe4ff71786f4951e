package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// payload is the args, the result or the event of a procedure or topic. Nothing is
// runtime.None in Go, exactly one positional value is bare, anything more is a struct
// of the payload's name.
type payload struct {
	model.Payload
	name string         // GreeterGreetArgs
	pkg  *model.Package // that declares it
	what string         // for people: arguments of "greet"
	pos  diag.Position
	doc  string
	role string // the Go parameter that holds the struct
	used string // the descriptor, which no parameter may hide

	beside []string // the other parameters that stand beside it
	whole  bool     // a struct however little it holds
}

func argsOf(p *model.Procedure) payload {
	a := payload{
		Payload: p.Payload, name: procedureName(p) + "Args", pkg: p.Interface.Package, pos: p.Pos, used: lowerFirst(procedureName(p)), role: "args",
		what: "arguments of " + quote(p.Name), doc: "are the arguments of " + p.URI + ".",
	}
	if p.Input != nil || p.Progress != nil {
		a.beside = []string{"input", "progress"}
	}
	return a
}

// progressOf returns the payload of a progressive result: empty if there are none.
func progressOf(p *model.Procedure) payload {
	return partOf(p, p.Progress, "Progress", "progressive result")
}

// inputOf returns the payload of a progressive input: empty if there are none.
func inputOf(p *model.Procedure) payload {
	return partOf(p, p.Input, "Input", "progressive input")
}

func partOf(p *model.Procedure, part *model.Payload, suffix, what string) payload {
	if part == nil {
		part = new(model.Payload)
	}
	return payload{
		Payload: *part, name: procedureName(p) + suffix, pkg: p.Interface.Package, pos: p.Pos, whole: true,
		what: what + " of " + quote(p.Name), doc: "is a " + what + " of " + p.URI + ".",
	}
}

// progressive reports whether a procedure has progressive results or inputs.
func progressive(p *model.Procedure) bool { return p.Progress != nil || p.Input != nil }

func resultOf(p *model.Procedure) payload {
	return payload{
		Payload: p.Result, name: procedureName(p) + "Result", pkg: p.Interface.Package, pos: p.Pos, used: lowerFirst(procedureName(p)), role: "result",
		what: "result of " + quote(p.Name), doc: "is the result of " + p.URI + ".",
	}
}

func eventOf(t *model.Topic) payload {
	return payload{
		Payload: t.Payload, name: topicName(t) + "Event", pkg: t.Interface.Package, pos: t.Pos, used: lowerFirst(topicName(t)), role: "event",
		what: "event of " + quote(t.Name), doc: "is an event of " + t.URI + ".",
	}
}

// bare returns the one positional value that is all of the payload, or nil.
func (p payload) bare() *model.Field {
	if len(p.Args) == 1 && len(p.Kwargs) == 0 && !p.whole {
		return p.Args[0]
	}
	return nil
}

// parameter returns the name of the payload as a Go parameter.
func (p payload) parameter() string {
	f := p.bare()
	if f == nil {
		return p.role
	}
	name := parameterName(f)
	if name == p.used || slices.Contains(p.beside, name) {
		return name + "Arg"
	}
	return name
}

// payloadType returns the Go type of a payload.
func (g *generator) payloadType(p payload) *jen.Statement {
	if f := p.bare(); f != nil {
		return g.goType(f.Type)
	}
	if p.Empty() {
		return jen.Qual(runtimePath, "None")
	}
	return jen.Qual(g.importPath(p.pkg), p.name)
}

// payloadCodec declares what a payload needs and returns its runtime.Codec, or nil
// if it needs none.
func (g *generator) payloadCodec(p payload) *jen.Statement {
	switch {
	case p.Empty():
		return nil
	case p.bare() != nil:
		return g.bareCodec(p, p.bare())
	default:
		g.structPayload(p)
		return jen.Qual(runtimePath, "PayloadOf").Types(jen.Id(p.name)).Call()
	}
}

// structPayload declares the struct of a payload and its codec.
func (g *generator) structPayload(p payload) {
	h := model.Header{Pos: p.pos}
	g.declareType(declaration{name: p.name, what: p.what, pos: p.pos}, comment(p.name+" "+p.doc)).
		Add(g.structType(p.name, slices.Concat(p.Args, p.Kwargs)))
	g.payloadMethods(p.name, h, p.Payload)
}

// payloadMethods writes the methods of a struct that is a whole payload on the wire.
func (g *generator) payloadMethods(name string, h model.Header, p model.Payload) {
	x := receiver()
	field := func(f *model.Field) value { return x.field(memberName(f.Header)) }
	decoded := g.newFunc(name, h.Pos, slices.Concat(p.Args, p.Kwargs))
	var encoded, checked []jen.Code
	check := checker{g: g, owner: name, pos: h.Pos}
	if len(p.Args) > 0 {
		table := g.fieldsTable(lowerFirst(name)+"Positional", name, h.Pos, p.Args, false)
		encoded = append(encoded, g.encodeArgs(p.Args, field)...)
		decoded = append(decoded, g.decodeFields(inArgs, table, p.Args, field)...)
		checked = append(checked, entered(validator("Enter", jen.Lit("args")), check.arguments(p.Args, field))...)
	}
	if len(p.Kwargs) > 0 {
		table := g.fieldsTable(lowerFirst(name)+"Keywords", name, h.Pos, p.Kwargs, false)
		encoded = append(encoded, g.encodeMap("Kwargs", p.Kwargs, x)...)
		decoded = append(decoded, g.decodeFields(inKwargs, table, p.Kwargs, field)...)
		checked = append(checked, entered(validator("Enter", jen.Lit("kwargs")), check.fields(p.Kwargs, x))...)
	}
	g.method(name, h, "EncodeWAMP", "writes the payload", encoded)
	g.method(name, h, "DecodeWAMP", "reads the payload", decoded)
	g.validateMethod(name, h, checked)
}

package golang

import (
	"strconv"
	"time"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// procedureDecl writes the payloads of a procedure and its descriptor.
func (g *generator) procedureDecl(p *model.Procedure) {
	args, result := argsOf(p), resultOf(p)
	a := addressOf(p)
	g.templateDecl(a)
	elements := []jen.Code{keyed("URI", jen.Id(a.constant()))}
	if codec := g.payloadCodec(args); codec != nil {
		elements = append(elements, keyed("Args", codec))
	}
	if codec := g.payloadCodec(result); codec != nil {
		elements = append(elements, keyed("Result", codec))
	}
	if len(p.Errors) > 0 {
		var types []jen.Code
		for _, e := range p.Errors {
			types = append(types, g.errorType(e))
		}
		elements = append(elements, keyed("Errors", jen.Index().Qual(runtimePath, "ErrorType").Values(types...)))
	}
	if p.Timeout > 0 {
		elements = append(elements, keyed("Timeout", duration(p.Timeout)))
	}
	if options := registerOptions(p); len(options) > 0 {
		elements = append(elements, keyed("Register", jen.Qual(wampPath, "RegisterOptions").Values(options...)))
	}
	var parts []jen.Code
	if codec := g.payloadCodec(inputOf(p)); codec != nil {
		parts = append(parts, keyed("Input", codec))
	}
	if codec := g.payloadCodec(progressOf(p)); codec != nil {
		parts = append(parts, keyed("Progress", codec))
	}
	descriptor := jen.Qual(runtimePath, "Procedure").Types(g.payloadType(args), g.payloadType(result)).Add(descriptorBody(elements))
	if progressive(p) {
		descriptor = jen.Qual(runtimePath, "Progressive").
			Types(g.payloadType(args), g.payloadType(inputOf(p)), g.payloadType(progressOf(p)), g.payloadType(result)).
			Add(descriptorBody(append([]jen.Code{keyed("Procedure", descriptor)}, parts...)))
	}
	g.descriptors.add(declaration{name: lowerFirst(procedureName(p)), what: "procedure " + quote(p.Name), pos: p.Pos}, descriptor)
}

// descriptorBody returns the elements of a descriptor: in one line if there are no more
// than the URI and payloads of an ordinary one.
func descriptorBody(elements []jen.Code) *jen.Statement {
	const ordinary = 3
	if len(elements) <= ordinary {
		return jen.Values(elements...)
	}
	return multiline(elements...)
}

// registerOptions returns the options of REGISTER that are not the usual ones.
func registerOptions(p *model.Procedure) []jen.Code {
	var options []jen.Code
	if a := addressOf(p); len(a.Parts) > 0 {
		options = append(options, keyed("Match", a.match()))
	}
	invoke := map[string]string{
		"first": "InvokeFirst", "last": "InvokeLast", "roundrobin": "InvokeRoundRobin", "random": "InvokeRandom",
	}
	if policy, ok := invoke[p.Invoke]; ok {
		options = append(options, keyed("Invoke", jen.Qual(wampPath, policy)))
	}
	if p.Concurrency > 0 {
		options = append(options, keyed("Concurrency", jen.Lit(p.Concurrency)))
	}
	if p.DiscloseCaller {
		options = append(options, keyed("DiscloseCaller", jen.True()))
	}
	return options
}

// signature returns the parameters and results of a method that handles a procedure.
func (g *generator) signature(p *model.Procedure) *jen.Statement {
	parameters := g.callParameters(p)
	if p.Input != nil {
		parameters = append(parameters, jen.Id("input").Add(g.inputType(p)))
	}
	if p.Progress != nil {
		parameters = append(parameters, jen.Id("progress").Add(g.progressType(p)))
	}
	return jen.Params(parameters...).Add(g.resultTypes(p))
}

// clientSignature returns the parameters and results of a method that calls a
// procedure.
func (g *generator) clientSignature(p *model.Procedure) *jen.Statement {
	parameters := g.callParameters(p)
	if p.Input != nil {
		parameters = append(parameters, jen.Id("input").Qual("iter", "Seq2").Types(g.payloadType(inputOf(p)), jen.Error()))
	}
	s := jen.Params(append(parameters, jen.Id("opts").Op("...").Qual(runtimePath, "CallOption"))...)
	if p.Progress != nil {
		return s.Op("*").Qual(runtimePath, "Results").Types(g.payloadType(progressOf(p)), g.payloadType(resultOf(p)))
	}
	return s.Add(g.resultTypes(p))
}

// callParameters returns what callers and handlers have in common: the context, the
// parts of the URI and the arguments.
func (g *generator) callParameters(p *model.Procedure) []jen.Code {
	parameters := append([]jen.Code{jen.Id("ctx").Qual("context", "Context")}, g.parameters(addressOf(p))...)
	if args := argsOf(p); !args.Empty() {
		parameters = append(parameters, jen.Id(args.parameter()).Add(g.payloadType(args)))
	}
	return parameters
}

func (g *generator) resultTypes(p *model.Procedure) *jen.Statement {
	if result := resultOf(p); !result.Empty() {
		return jen.Params(g.payloadType(result), jen.Error())
	}
	return jen.Error()
}

func (g *generator) inputType(p *model.Procedure) *jen.Statement {
	return jen.Qual(runtimePath, "Input").Types(g.payloadType(inputOf(p)))
}

func (g *generator) progressType(p *model.Procedure) *jen.Statement {
	return jen.Qual(runtimePath, "Progress").Types(g.payloadType(progressOf(p)))
}

// duration returns a duration in the largest unit that leaves it whole: 30 * time.Second.
func duration(d time.Duration) *jen.Statement {
	units := []struct {
		unit time.Duration
		name string
	}{
		{time.Hour, "Hour"}, {time.Minute, "Minute"}, {time.Second, "Second"},
		{time.Millisecond, "Millisecond"}, {time.Microsecond, "Microsecond"},
	}
	for _, u := range units {
		switch {
		case d == 0 || d%u.unit != 0:
		case d == u.unit:
			return jen.Qual("time", u.name)
		default:
			return jen.Op(strconv.FormatInt(int64(d/u.unit), 10)).Op("*").Qual("time", u.name)
		}
	}
	return jen.Op(strconv.FormatInt(int64(d), 10))
}

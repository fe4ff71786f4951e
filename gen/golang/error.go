package golang

import (
	"slices"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// errorDecl writes a typed error: its URI, the struct, its message and codec, and what
// the runtime needs to recognise it.
func (g *generator) errorDecl(e *model.Error) {
	name, what := errorName(e), "error "+quote(e.Name)
	uri := declaration{name: name + "URI", what: "URI of " + what, pos: e.Pos}
	g.declareType(declaration{name: name, what: what, pos: e.Pos}, documented(e.Header, name+" is the error "+e.URI+".")).
		Add(g.structType(name, slices.Concat(e.Args, e.Kwargs)))
	g.declareConst(uri, comment(uri.name+" is the URI of "+name+"."), jen.Qual(wampPath, "URI")).Lit(e.URI)

	g.declareMethod(declaration{owner: name, name: "Error", what: "a method of every error", pos: e.Pos, fixed: true},
		errorReceiver(name, len(e.Message) > 0), comment("Error returns the message.")).
		Params().String().Add(block(g.errorText(e, uri.name)...))
	g.declareMethod(declaration{owner: name, name: "ErrorWAMP", what: "a method of every error", pos: e.Pos, fixed: true},
		errorReceiver(name, false), comment("ErrorWAMP returns "+uri.name+".")).
		Params().Qual(wampPath, "URI").Add(block(jen.Return(jen.Id(uri.name))))
	g.payloadMethods(name, e.Header, e.Payload)

	g.declareVar(declaration{name: errorTypeName(e), what: what, pos: e.Pos}).
		Qual(runtimePath, "NewErrorType").Types(jen.Id(name)).Call(jen.Id(uri.name))
}

// errorTypeName returns the name of the variable with an error's runtime.ErrorType.
func errorTypeName(e *model.Error) string { return lowerFirst(errorName(e)) + "Type" }

// errorType returns the runtime.ErrorType of an error.
func (g *generator) errorType(e *model.Error) *jen.Statement {
	if e.Package == g.pkg {
		return jen.Id(errorTypeName(e))
	}
	pkg := g.importPath(e.Package)
	return jen.Qual(runtimePath, "NewErrorType").Types(jen.Qual(pkg, errorName(e))).Call(jen.Qual(pkg, errorName(e)+"URI"))
}

func errorReceiver(name string, used bool) jen.Code {
	if !used {
		return jen.Op("*").Id(name)
	}
	return jen.Id("x").Op("*").Id(name)
}

// errorText returns the body of Error.
func (g *generator) errorText(e *model.Error, uri string) []jen.Code {
	if len(e.Message) == 0 {
		return []jen.Code{jen.Return(jen.String().Call(jen.Id(uri)))}
	}
	var body []jen.Code
	sum := new(jen.Statement)
	for i, part := range e.Message {
		if i > 0 {
			sum.Op("+")
		}
		if part.Field == nil {
			sum.Add(literalText(part.Text))
			continue
		}
		f := part.Field
		v := receiver().field(memberName(f.Header))
		if f.Type.Kind != model.Optional && f.Type.Kind != model.Nullable {
			sum.Add(g.text(f.Type, v))
			continue
		}
		local := parameterName(f) + "Text"
		t, inner := held(f.Type, v)
		there := v.isSet()
		if threeStates(f.Type) {
			there = v.code().Dot("State").Op("==").Qual(runtimePath, "Present")
		}
		body = append(body,
			jen.Var().Id(local).String(),
			jen.If(there).Block(jen.Id(local).Op("=").Add(g.text(t, inner))))
		sum.Id(local)
	}
	return append(body, jen.Return(sum))
}

// text returns a scalar or an enum as a string for people.
func (g *generator) text(t model.Type, v value) *jen.Statement {
	k := underlying(t).Kind
	s, mapped := g.mapped[k]
	switch {
	case mapped && t.Kind == model.Named:
		return textOf(s.code().Call(v.get()))
	case mapped:
		return textOf(v.get())
	case t.Kind == model.String || t.Kind == model.Name:
		return v.get()
	case k == model.String || k == model.Name || k == model.URI || k == model.URIPattern || k == model.Named:
		return jen.String().Call(v.get())
	case t.Kind == model.Time || t.Kind == model.Timestamp:
		return v.operand().Dot("Format").Call(jen.Qual("time", "RFC3339Nano"))
	case k == model.Time || k == model.Timestamp:
		return jen.Qual("time", "Time").Call(v.get()).Dot("Format").Call(jen.Qual("time", "RFC3339Nano"))
	default:
		return jen.Qual("fmt", "Sprint").Call(v.get())
	}
}

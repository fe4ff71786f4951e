package golang

import (
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// address is where a procedure or topic is found: its URI, perhaps with parts.
type address struct {
	model.Template
	name    string // what the names of everything of it begin with: DevicesSet
	what    string // for people: procedure "set"
	pos     diag.Position
	pkg     *model.Package
	payload payload // what stands beside the parts in a list of parameters
}

func addressOf(p *model.Procedure) address {
	return address{p.Template, procedureName(p), "procedure " + quote(p.Name), p.Pos, p.Interface.Package, argsOf(p)}
}

func topicAddress(t *model.Topic) address {
	return address{t.Template, topicName(t), "topic " + quote(t.Name), t.Pos, t.Interface.Package, eventOf(t)}
}

// constant returns the name of the constant with the URI, or the pattern.
func (a address) constant() string {
	if len(a.Parts) > 0 {
		return a.name + "Pattern"
	}
	return a.name + "URI"
}

// templateName returns the name of the variable with the runtime.Template.
func (a address) templateName() string { return lowerFirst(a.name) + "Template" }

// match returns the wamp.Match of the pattern.
func (a address) match() *jen.Statement {
	return jen.Qual(wampPath, map[model.Match]string{
		model.Exact: "MatchExact", model.Prefix: "MatchPrefix", model.Wildcard: "MatchWildcard",
	}[a.Match()])
}

// reservedParts are names that a part would hide from the code around it, beside
// those that no parameter has.
var reservedParts = map[string]bool{
	"args": true, "err": true, "event": true, "handler": true, "input": true, "progress": true, "r": true, "session": true, "strconv": true, "uri": true, "v": true,
}

// part returns the name of a part as a Go parameter.
func (a address) part(p *model.Part) string {
	name := parameterName(&p.Field)
	if reservedParts[name] || strings.HasPrefix(name, lowerFirst(a.name)) {
		return name + "Part"
	}
	return name
}

// parameters returns the parts as parameters of a function.
func (g *generator) parameters(a address) []jen.Code {
	var list []jen.Code
	for _, p := range a.Parts {
		list = append(list, jen.Id(a.part(p)).Add(g.goType(p.Type)))
	}
	return list
}

// arguments returns the parts as arguments of a call.
func (a address) arguments() []jen.Code {
	var list []jen.Code
	for _, p := range a.Parts {
		list = append(list, jen.Id(a.part(p)))
	}
	return list
}

// at returns the runtime.Target of the parts, which are in scope.
func (g *generator) at(a address) *jen.Statement {
	return jen.Qual(runtimePath, "At").Call(jen.Qual(g.importPath(a.pkg), a.name+"URI").Call(a.arguments()...))
}

// templateDecl writes the two functions that build and parse a URI with parts.
func (g *generator) templateDecl(a address) {
	if len(a.Parts) == 0 {
		return
	}
	parameters := a.name + " parameters"
	for _, p := range a.Parts {
		g.note(declaration{owner: parameters, name: memberName(p.Header), what: "part " + quote(p.Name), pos: p.Pos, taken: true})
	}
	if f := a.payload.bare(); f != nil {
		g.note(declaration{owner: parameters, name: memberName(f.Header), what: "argument " + quote(f.Name), pos: f.Pos, taken: true})
	}
	d := declaration{name: a.templateName(), what: "URI of " + a.what, pos: a.pos}
	g.declareVar(d).Qual(runtimePath, "NewTemplate").Call(jen.Lit(a.URI))

	var texts []jen.Code
	for _, p := range a.Parts {
		texts = append(texts, g.partText(p.Type, jen.Id(a.part(p))))
	}
	d.name = a.name + "URI"
	g.declareFunc(d, comment(d.name+" returns the URI "+a.URI+" with its parts.")).
		Params(g.parameters(a)...).Params(jen.Qual(wampPath, "URI"), jen.Error()).
		Block(jen.Return(jen.Id(a.templateName()).Dot("Build").Call(texts...)))
	g.parseFunc(d, a)
}

// parseFunc writes the function that takes a URI apart.
func (g *generator) parseFunc(d declaration, a address) {
	body := []jen.Code{jen.Id("r").Op(":=").Id(a.templateName()).Dot("Parse").Call(jen.Id("uri"))}
	check := checker{g: g, owner: a.name, pos: a.pos}
	var rules []jen.Code
	for _, p := range a.Parts {
		name := a.part(p)
		body = append(body, jen.Id(name).Op("=").Add(g.readPart(p.Type)))
		x := value{code: func() *jen.Statement { return jen.Id(name) }}
		rules = append(rules, entered(validator("Enter", jen.Lit(p.Name)), check.check(p.Type, p.Rules, memberName(p.Header), x))...)
	}
	if len(rules) > 0 {
		body = append(append(body, jen.Id("v").Op(":=").Add(reader("Validator"))), rules...)
	}
	body = append(body, jen.Return(append(a.arguments(), reader("Err"))...))
	d.name = "Parse" + a.name + "URI"
	g.declareFunc(d, comment(d.name+" returns the parts of a URI "+a.URI+".")).
		Params(jen.Id("uri").Qual(wampPath, "URI")).
		Params(append(g.parameters(a), jen.Err().Error())...).Block(body...)
}

// partText returns a part as text.
func (g *generator) partText(t model.Type, x *jen.Statement) *jen.Statement {
	s, _ := g.scalar(underlying(t).Kind)
	named := t.Kind == model.Named
	convert := func(to *jen.Statement, needed bool) *jen.Statement {
		if needed {
			return to.Call(x)
		}
		return x
	}
	switch k := underlying(t).Kind; {
	case k == model.String || k == model.Name:
		return convert(jen.String(), named)
	case k == model.Named || k == model.URI:
		return convert(jen.String(), true)
	case s.text:
		return textOf(convert(s.code(), named))
	case s.method:
		return convert(s.code(), named).Dot("String").Call()
	case k == model.Bool:
		return jen.Qual("strconv", "FormatBool").Call(convert(jen.Bool(), named))
	case s.write == "Int":
		return jen.Qual("strconv", "FormatInt").Call(convert(jen.Int64(), named || s.name != "int64"), jen.Lit(10))
	default:
		return jen.Qual("strconv", "FormatUint").Call(convert(jen.Uint64(), named || s.name != "uint64"), jen.Lit(10))
	}
}

// readPart returns the expression that reads a part from r.
func (g *generator) readPart(t model.Type) *jen.Statement {
	s, _ := g.scalar(underlying(t).Kind)
	named := t.Kind == model.Named
	var read *jen.Statement
	switch k := underlying(t).Kind; {
	case k == model.Named:
		return jen.Qual(runtimePath, "URIEnum").Types(g.goType(t)).Call(jen.Id("r"))
	case k == model.Name:
		read = reader("String")
	case s.text:
		read = jen.Qual(runtimePath, "URIText").Types(s.code()).Call(jen.Id("r"))
	case s.method:
		read = reader(s.name)
	default:
		read = s.readCall()
		named = named || s.convert != ""
	}
	if named {
		return g.goType(t).Call(read)
	}
	return read
}

// parse returns the statements of a handler that set the parts by the URI that a
// function of the runtime finds in ctx; refused is what the handler returns otherwise.
func (g *generator) parse(a address, uri string, refused ...jen.Code) []jen.Code {
	return []jen.Code{
		jen.List(append(a.arguments(), jen.Err())...).Op(":=").
			Qual(g.importPath(a.pkg), "Parse"+a.name+"URI").Call(jen.Qual(runtimePath, uri).Call(jen.Id("ctx"))),
		jen.If(jen.Err().Op("!=").Nil()).Block(jen.Return(refused...)),
	}
}

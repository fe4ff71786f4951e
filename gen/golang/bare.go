package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// bareCodec returns the codec of a payload that is one positional value. The runtime
// knows how to make it of the functions for the value itself; only what may be absent
// needs functions for the whole payload.
func (g *generator) bareCodec(p payload, f *model.Field) *jen.Statement {
	s, isScalar := g.scalar(f.Type.Kind)
	switch {
	case f.Optional():
		return g.absentCodec(p, f)
	case isScalar && !s.method:
		write, read := s.functions()
		return g.checked(p, jen.Qual(runtimePath, "One").Call(jen.Lit(f.Name), write, read))
	case isScalar:
		return g.checked(p, jen.Qual(runtimePath, "PositionalOf").Types(g.goType(f.Type)).Call(jen.Lit(f.Name)))
	case isUnion(f.Type):
		function := func(verb string) *jen.Statement {
			return jen.Qual(g.importPath(f.Type.Decl.Package), verb+typeName(f.Type.Decl.Header))
		}
		return g.checked(p, jen.Qual(runtimePath, "One").Call(jen.Lit(f.Name), function("Encode"), function("Decode")))
	case f.Type.Kind == model.Named:
		return jen.Qual(runtimePath, "PositionalOf").Types(g.goType(f.Type)).Call(jen.Lit(f.Name))
	default:
		return jen.Qual(runtimePath, "Positional").Call(jen.Lit(f.Name), g.containerCodec(p, f))
	}
}

// functions returns the functions of package codec that write and read the scalar.
func (s scalar) functions() (write, read *jen.Statement) {
	switch {
	case s.text:
		return jen.Qual(runtimePath, "WriteText").Types(s.code()), jen.Qual(runtimePath, "ReadText").Types(s.code())
	case s.write == "Int" || s.write == "Uint":
		return jen.Qual(codecPath, "Encode"+s.write).Types(s.code()), jen.Qual(codecPath, "Decode"+s.write).Types(s.code())
	default:
		return jen.Parens(jen.Op("*").Qual(codecPath, "Writer")).Dot(s.write),
			jen.Parens(jen.Op("*").Qual(codecPath, "Reader")).Dot(s.read)
	}
}

// checked adds the check of the rules of a payload, if there are any, to a codec that
// has none.
func (g *generator) checked(p payload, codec *jen.Statement) *jen.Statement {
	rules := g.bareRules(p)
	if len(rules) == 0 {
		return codec
	}
	return codec.Dot("Checked").Call(jen.Id(g.bareFunc("validate", p, "v", "Validator", rules)))
}

// bareRules returns the checks of a whole bare payload.
func (g *generator) bareRules(p payload) []jen.Code {
	check := checker{g: g, owner: p.name, pos: p.pos}
	return entered(validator("Enter", jen.Lit("args")),
		check.arguments(p.Args, func(*model.Field) value { return receiver() }))
}

// containerCodec declares the functions for a value that is a list, a map or may be
// null, and returns its codec.
func (g *generator) containerCodec(p payload, f *model.Field) *jen.Statement {
	check := checker{g: g, owner: p.name, pos: p.pos}
	return g.functionsCodec(p, f, g.encode(f.Type, receiver()), g.decode(f.Type, receiver()),
		check.check(f.Type, f.Rules, memberName(f.Header), receiver()))
}

// absentCodec declares the functions for a payload whose value may be absent, and
// returns its codec.
func (g *generator) absentCodec(p payload, f *model.Field) *jen.Statement {
	bare := func(*model.Field) value { return receiver() }
	table := g.fieldsTable(lowerFirst(p.name)+"Fields", p.name, p.pos, p.Args, false)
	var begin []jen.Code
	if f.Default != nil {
		begin = append(begin, receiver().get().Op("=").Add(g.literal(f.Type, f.Default)))
	}
	return g.functionsCodec(p, f, g.encodeArgs(p.Args, bare), append(begin, g.decodeFields(inArgs, table, p.Args, bare)...), g.bareRules(p))
}

// functionsCodec declares three functions and returns the codec of them.
func (g *generator) functionsCodec(p payload, f *model.Field, encode, decode, validate []jen.Code) *jen.Statement {
	functions := []jen.Code{
		keyed("Encode", jen.Id(g.bareFunc("encode", p, "w", "Writer", encode))),
		keyed("Decode", jen.Id(g.bareFunc("decode", p, "r", "Reader", decode))),
	}
	if len(validate) > 0 {
		functions = append(functions, keyed("Validate", jen.Id(g.bareFunc("validate", p, "v", "Validator", validate))))
	}
	return jen.Qual(runtimePath, "Codec").Types(g.goType(f.Type)).Values(functions...)
}

// bareFunc declares a function of a bare payload's codec and returns its name.
func (g *generator) bareFunc(verb string, p payload, parameter, typ string, body []jen.Code) string {
	name := verb + p.name
	g.declareFunc(declaration{name: name, what: p.what, pos: p.pos}, nil).
		Params(jen.Id("x").Op("*").Add(g.payloadType(p)), jen.Id(parameter).Op("*").Qual(codecPath, typ)).
		Add(block(body...))
	return name
}

package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// reader returns a call of a method of r.
func reader(method string, args ...jen.Code) *jen.Statement {
	return jen.Id("r").Dot(method).Call(args...)
}

// read returns the expression that reads a value of type t from r, or false if that
// takes statements.
func (g *generator) read(t model.Type) (*jen.Statement, bool) {
	if isUnion(t) {
		return jen.Qual(g.importPath(t.Decl.Package), "Decode"+typeName(t.Decl.Header)).Call(jen.Id("r")), true
	}
	s, ok := g.scalar(t.Kind)
	if !ok || s.method {
		return nil, false
	}
	if s.convert != "" {
		return s.code().Call(s.readCall()), true
	}
	return s.readCall(), true
}

// readCall returns the call of the reader's method, unconverted.
func (s scalar) readCall() *jen.Statement {
	if s.text {
		return jen.Qual(runtimePath, "ReadText").Types(s.code()).Call(jen.Id("r"))
	}
	if s.bits > 0 {
		return reader(s.read, jen.Lit(s.bits))
	}
	return reader(s.read)
}

// decode returns the statements that read a value of type t, which is there, from r
// into v.
func (g *generator) decode(t model.Type, v value) []jen.Code {
	if x, ok := g.read(t); ok {
		return []jen.Code{v.get().Op("=").Add(x)}
	}
	switch t.Kind {
	case model.List:
		return []jen.Code{g.decodeList(*t.Elem, v)}
	case model.Map:
		return g.decodeMap(*t.Elem, v)
	case model.Optional:
		return g.decodeOptional(t, v)
	case model.Nullable:
		return []jen.Code{jen.If(jen.Op("!").Add(reader("Null"))).Block(g.decodePointer(t, v)...)}
	default:
		return []jen.Code{v.code().Dot("DecodeWAMP").Call(jen.Id("r"))}
	}
}

func (g *generator) decodeOptional(t model.Type, v value) []jen.Code {
	elem, inner := held(t, v)
	switch {
	case threeStates(t):
		state := func(name string) *jen.Statement {
			return v.code().Dot("State").Op("=").Qual(runtimePath, name)
		}
		there := append([]jen.Code{state("Present")}, g.decode(elem, inner)...)
		return []jen.Code{jen.If(reader("Null")).Block(state("Null")).Else().Block(there...)}
	case elem.Kind == model.List: // not nil, even if it is empty
		return append([]jen.Code{v.get().Op("=").Add(g.goType(elem)).Values()}, g.decode(elem, inner)...)
	case nilable(elem):
		return g.decode(elem, inner)
	default:
		return g.decodePointer(t, v)
	}
}

// decodePointer reads what an optional or nullable value points to.
func (g *generator) decodePointer(t model.Type, v value) []jen.Code {
	elem, inner := held(t, v)
	if isUnion(elem) {
		return g.decode(elem, inner)
	}
	if x, ok := g.read(elem); ok {
		return []jen.Code{v.get().Op("=").New(x)}
	}
	if elem.Kind == model.Map {
		m := v.loop("m")
		local := value{code: func() *jen.Statement { return jen.Id(m) }, depth: v.depth}
		return append(g.decodeItem(elem, m, local), v.get().Op("=").Op("&").Id(m))
	}
	return append([]jen.Code{v.get().Op("=").New(g.goType(elem))}, g.decode(elem, inner)...)
}

func (g *generator) decodeList(elem model.Type, v value) jen.Code {
	add := func(x jen.Code) jen.Code {
		return v.get().Op("=").Append(v.get(), x)
	}
	loop := jen.For(reader("List"), reader("NextItem"), jen.Empty())
	if x, ok := g.read(elem); ok {
		return loop.Block(add(x))
	}
	e := v.loop("e")
	return loop.Block(append(g.decodeItem(elem, e, v.item(e)), add(jen.Id(e)))...)
}

// decodeItem declares the variable name, which is v, and reads a value into it.
func (g *generator) decodeItem(t model.Type, name string, v value) []jen.Code {
	if t.Kind == model.Map {
		return []jen.Code{jen.Id(name).Op(":=").Make(g.goType(t)), g.decodeEntries(*t.Elem, v)}
	}
	return append([]jen.Code{jen.Var().Id(name).Add(g.goType(t))}, g.decode(t, v)...)
}

func (g *generator) decodeMap(elem model.Type, v value) []jen.Code {
	return []jen.Code{
		v.get().Op("=").Make(g.goType(model.Type{Kind: model.Map, Elem: &elem})),
		g.decodeEntries(elem, v),
	}
}

// decodeEntries reads the entries of a map, which is made.
func (g *generator) decodeEntries(elem model.Type, v value) jen.Code {
	k, e, twice := v.loop("k"), v.loop("e"), v.loop("twice")
	body := []jen.Code{
		jen.Id(k).Op(":=").Add(reader("Key")),
		jen.If(
			jen.List(jen.Id("_"), jen.Id(twice)).Op(":=").Add(v.operand()).Index(jen.Id(k)),
			jen.Id(twice),
		).Block(reader("Fail", jen.Lit("duplicate"), jen.Lit("key occurs twice"))),
	}
	if x, ok := g.read(elem); ok {
		body = append(body, v.operand().Index(jen.Id(k)).Op("=").Add(x))
	} else {
		body = append(body, g.decodeItem(elem, e, v.item(e))...)
		body = append(body, v.operand().Index(jen.Id(k)).Op("=").Id(e))
	}
	return jen.For(reader("Map"), reader("NextEntry"), jen.Empty()).Block(body...)
}

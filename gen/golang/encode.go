package golang

import (
	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// writer returns a call of a method of w.
func writer(method string, args ...jen.Code) *jen.Statement {
	return jen.Id("w").Dot(method).Call(args...)
}

// encode returns the statements that write a value of type t to w. Of an optional
// value it is known to be present.
func (g *generator) encode(t model.Type, v value) []jen.Code {
	switch t.Kind {
	case model.Named:
		if t.Decl.Union != nil {
			return []jen.Code{jen.Qual(g.importPath(t.Decl.Package), "Encode"+typeName(t.Decl.Header)).Call(jen.Id("w"), v.get())}
		}
		return []jen.Code{v.code().Dot("EncodeWAMP").Call(jen.Id("w"))}
	case model.List:
		return []jen.Code{writer("List", jen.Len(v.get())), g.encodeItems(*t.Elem, v), writer("End")}
	case model.Map:
		k, e := v.loop("k"), v.loop("e")
		body := append([]jen.Code{writer("MapKey", jen.Id(k))}, g.encode(*t.Elem, v.item(e))...)
		return []jen.Code{
			writer("Map", jen.Len(v.get())),
			jen.For(jen.List(jen.Id(k), jen.Id(e)).Op(":=").Range().Add(v.get())).Block(body...),
			writer("End"),
		}
	case model.Optional:
		elem, inner := held(t, v)
		if threeStates(t) {
			null := v.code().Dot("State").Op("==").Qual(runtimePath, "Null")
			return []jen.Code{jen.If(null).Block(writer("Null")).Else().Block(g.encode(elem, inner)...)}
		}
		return g.encode(elem, inner)
	case model.Nullable:
		elem, inner := held(t, v)
		return []jen.Code{jen.If(v.isNil()).Block(writer("Null")).Else().Block(g.encode(elem, inner)...)}
	}
	s, _ := g.scalar(t.Kind)
	if s.method {
		return []jen.Code{v.code().Dot("EncodeWAMP").Call(jen.Id("w"))}
	}
	return []jen.Code{s.writeCall(v.get())}
}

// entryWriters are the methods of a Writer that its Entry has too.
var entryWriters = map[string]bool{"Bool": true, "Int": true, "Uint": true, "Float": true, "String": true}

// encodeEntry returns the statements that write the key of a field and its value. Both
// are one call each in one statement where they can be.
func (g *generator) encodeEntry(f *model.Field, v value) []jen.Code {
	t, inner := f.Type, v
	if t.Kind == model.Optional && !threeStates(t) {
		t, inner = held(t, v)
	}
	s, _ := g.scalar(t.Kind)
	if s.method || !entryWriters[s.write] {
		return append([]jen.Code{writer("Key", jen.Lit(f.Name))}, g.encode(f.Type, v)...)
	}
	content := inner.get()
	if s.convert != "" {
		content = jen.Id(s.convert).Call(content)
	}
	return []jen.Code{writer("Field", jen.Lit(f.Name)).Dot(s.write).Call(content)}
}

// encodeItems returns the loop over a list. Items with a method of their own are
// taken by index: they are not copied.
func (g *generator) encodeItems(elem model.Type, v value) jen.Code {
	if elem.Kind == model.Named {
		i := v.loop("i")
		return jen.For(jen.Id(i).Op(":=").Range().Add(v.get())).Block(g.encode(elem, v.index(i))...)
	}
	e := v.loop("e")
	return jen.For(jen.List(jen.Id("_"), jen.Id(e)).Op(":=").Range().Add(v.get())).Block(g.encode(elem, v.item(e))...)
}

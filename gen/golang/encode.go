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

// encodeEntry returns the statements that write the entry of a field, unless it is
// absent: one statement, where package codec has a method for it.
func (g *generator) encodeEntry(f *model.Field, v value) []jen.Code {
	if t := f.Type; t.Kind == model.Optional || t.Kind == model.Nullable {
		if s, ok := g.entryScalar(*t.Elem); ok && s.convert == "" {
			method := map[model.Kind]string{model.Optional: "Optional", model.Nullable: "Nullable"}[t.Kind]
			return []jen.Code{writer(method, jen.Lit(f.Name)).Dot(s.write).Call(v.get())}
		}
	}
	code := g.encodePresent(f, v)
	if alwaysSent(f) {
		return code
	}
	return []jen.Code{jen.If(sent(f, v)).Block(code...)}
}

// encodePresent returns the statements that write the entry of a field that is present.
func (g *generator) encodePresent(f *model.Field, v value) []jen.Code {
	t, inner := f.Type, v
	if t.Kind == model.Optional && !threeStates(t) {
		t, inner = held(t, v)
	}
	entry := writer("Field", jen.Lit(f.Name))
	if s, ok := g.entryScalar(t); ok {
		content := inner.get()
		if s.convert != "" {
			content = jen.Id(s.convert).Call(content)
		}
		return []jen.Code{entry.Dot(s.write).Call(content)}
	}
	if t.Kind == model.List {
		if s, ok := g.entryScalar(*t.Elem); ok && listed[s.name] {
			return []jen.Code{entry.Dot(s.write + "s").Call(inner.get())}
		}
	}
	return append([]jen.Code{writer("Key", jen.Lit(f.Name))}, g.encode(f.Type, v)...)
}

// listed are the Go types of which package codec reads and writes lists.
var listed = map[string]bool{"bool": true, "int64": true, "float64": true, "string": true}

// entryScalar returns a scalar that a codec.Entry has a method for.
func (g *generator) entryScalar(t model.Type) (scalar, bool) {
	s, _ := g.scalar(t.Kind)
	switch s.write {
	case "Bool", "Int", "Uint", "Float", "String":
		return s, true
	}
	return s, false
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

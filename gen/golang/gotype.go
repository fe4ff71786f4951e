package golang

import (
	"go/token"
	"go/types"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

func isKeyword(name string) bool     { return token.IsKeyword(name) }
func isPredeclared(name string) bool { return types.Universe.Lookup(name) != nil }

// scalar says how a builtin scalar looks in Go and which functions of package codec
// write and read it.
type scalar struct {
	name string // a predeclared type, or one of the package at path
	path string

	write, read string // methods of codec.Writer and codec.Reader
	convert     string // the type that write takes, where it is not the scalar's own
	bits        int    // the argument of read, where it takes one

	method bool // has EncodeWAMP and DecodeWAMP of its own
	text   bool // has MarshalText and UnmarshalText: wampgen.yaml has mapped it
}

var scalars = map[model.Kind]scalar{
	model.Bool:       {name: "bool", write: "Bool", read: "Bool"},
	model.Int:        {name: "int64", write: "Int", read: "Int", bits: 64},
	model.Int8:       {name: "int8", write: "Int", read: "Int", convert: "int64", bits: 8},
	model.Int16:      {name: "int16", write: "Int", read: "Int", convert: "int64", bits: 16},
	model.Int32:      {name: "int32", write: "Int", read: "Int", convert: "int64", bits: 32},
	model.Int64:      {name: "int64", write: "Int", read: "Int", bits: 64},
	model.Uint8:      {name: "uint8", write: "Uint", read: "Uint", convert: "uint64", bits: 8},
	model.Uint16:     {name: "uint16", write: "Uint", read: "Uint", convert: "uint64", bits: 16},
	model.Uint32:     {name: "uint32", write: "Uint", read: "Uint", convert: "uint64", bits: 32},
	model.Uint64:     {name: "uint64", write: "Uint", read: "Uint", bits: 64},
	model.Float:      {name: "float64", write: "Float", read: "Float"},
	model.Float32:    {name: "float32", write: "Float32", read: "Float32"},
	model.String:     {name: "string", write: "String", read: "String"},
	model.Bytes:      {name: "[]byte", write: "Bytes", read: "Bytes"},
	model.Time:       {name: "Time", path: "time", write: "Time", read: "Time"},
	model.Timestamp:  {name: "Time", path: "time", write: "Timestamp", read: "Timestamp"},
	model.Duration:   {name: "Duration", path: "time", write: "Duration", read: "Duration"},
	model.Date:       {name: "Date", path: runtimePath, method: true},
	model.UUID:       {name: "UUID", path: runtimePath, method: true},
	model.Decimal:    {name: "Decimal", path: runtimePath, method: true},
	model.URI:        {name: "URI", path: wampPath, write: "URI", read: "URI"},
	model.URIPattern: {name: "URI", path: wampPath, write: "URI", read: "URIPattern"},
	model.Name:       {name: "string", write: "String", read: "Name"},
	model.ID:         {name: "ID", path: wampPath, write: "ID", read: "ID"},
	model.Any:        {name: "Raw", path: runtimePath, write: "Raw", read: "Raw"},
}

// code returns the scalar's Go type.
func (s scalar) code() *jen.Statement {
	if s.path != "" {
		return jen.Qual(s.path, s.name)
	}
	return jen.Id(s.name)
}

// goType returns a type as Go code.
func (g *generator) goType(t model.Type) *jen.Statement {
	switch t.Kind {
	case model.Named:
		return g.named(t.Decl)
	case model.List:
		return jen.Index().Add(g.goType(*t.Elem))
	case model.Map:
		return jen.Map(jen.String()).Add(g.goType(*t.Elem))
	case model.Optional:
		if t.Elem.Kind == model.Nullable {
			return jen.Qual(runtimePath, "Opt").Types(g.goType(*t.Elem.Elem))
		}
		if nilable(*t.Elem) {
			return g.goType(*t.Elem)
		}
		return jen.Op("*").Add(g.goType(*t.Elem))
	case model.Nullable:
		if isUnion(*t.Elem) {
			return g.goType(*t.Elem)
		}
		return jen.Op("*").Add(g.goType(*t.Elem))
	default:
		s, _ := g.scalar(t.Kind)
		return s.code()
	}
}

// named returns a declared type by its name.
func (g *generator) named(d *model.TypeDecl) *jen.Statement {
	return jen.Qual(g.importPath(d.Package), typeName(d.Header))
}

// nilable reports whether the Go type of t has a nil that stands for its absence.
func nilable(t model.Type) bool {
	switch k := underlying(t).Kind; k {
	case model.List, model.Map, model.Bytes:
		return true
	default:
		return isUnion(t)
	}
}

// isUnion reports whether t is a union, which is an interface in Go.
func isUnion(t model.Type) bool { return t.Kind == model.Named && t.Decl.Union != nil }

// underlying returns the scalar that a named scalar is made of, and any other type
// as it is.
func underlying(t model.Type) model.Type {
	if t.Kind == model.Named && t.Decl.Scalar != nil {
		return t.Decl.Scalar.Type
	}
	return t
}

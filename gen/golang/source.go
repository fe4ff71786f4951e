package golang

import (
	"bytes"
	"fmt"
	"go/parser"
	"go/printer"
	"go/token"
	"path"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/output"
)

// The packages that generated code imports.
const (
	runtimePath  = "github.com/wampgen/wampgen/runtime"
	codecPath    = runtimePath + "/codec"
	contractPath = runtimePath + "/contract"
	wampPath     = runtimePath + "/wamp"
)

// source is one generated Go file. It notes what is declared in it, in order.
type source struct {
	*jen.File
	path     string // slash path relative to the root of the unit
	once     bool   // a file for the user, without header
	declared []declaration
}

// declaration is a name of a package, or of a type in it, that generated code takes.
type declaration struct {
	owner string // of a method or a field: the type's name
	space string // where the name must be the only one: the owner, unless it is set
	name  string
	what  string // for people: client of interface "Greeter"
	pos   diag.Position
	taken bool // not declared here: a member of a struct or interface, or the user's
	fixed bool // whatever the schema calls things, so that go_name can not change it
}

// newSource returns a file at a path of the package with that import path and name.
func newSource(file, importPath, name string) *source {
	s := &source{File: jen.NewFilePathName(importPath, name), path: file}
	s.NoFormat = true // render formats what it has parsed
	for _, p := range []string{"context", "fmt", "iter", "log/slog", "slices", "strconv", "time", runtimePath, codecPath, contractPath, wampPath} {
		s.ImportName(p, path.Base(p))
	}
	return s
}

// header begins a generated file: what it is, where it comes from, and that it needs
// a runtime of its version.
func (s *source) header(sources ...string) {
	s.HeaderComment(output.Header)
	for _, file := range sources {
		s.HeaderComment("// Source: " + strings.TrimSpace(plain(file)))
	}
	s.Const().Id("_").Op("=").Qual(runtimePath, "GeneratedV1")
}

// paragraph begins a new paragraph of the file with the documentation of what follows.
func (s *source) paragraph(doc []jen.Code) {
	s.Line()
	for _, c := range doc {
		s.Add(c)
	}
}

// declareType writes `type name`; its type is to follow.
func (s *source) declareType(d declaration, doc []jen.Code) *jen.Statement {
	s.declared = append(s.declared, d)
	s.paragraph(doc)
	return s.Type().Id(d.name)
}

// declareVar writes `var name =`; its value is to follow.
func (s *source) declareVar(d declaration) *jen.Statement {
	s.declared = append(s.declared, d)
	s.paragraph(nil)
	return s.Var().Id(d.name).Op("=")
}

// declareConst writes `const name typ =`; its value is to follow.
func (s *source) declareConst(d declaration, doc []jen.Code, typ jen.Code) *jen.Statement {
	s.declared = append(s.declared, d)
	s.paragraph(doc)
	return s.Const().Id(d.name).Add(typ).Op("=")
}

// declareFunc writes `func name`; parameters, results and body are to follow.
func (s *source) declareFunc(d declaration, doc []jen.Code) *jen.Statement {
	s.declared = append(s.declared, d)
	s.paragraph(doc)
	return s.Func().Id(d.name)
}

// declareMethod writes `func (receiver) name`; parameters, results and body are to
// follow.
func (s *source) declareMethod(d declaration, receiver jen.Code, doc []jen.Code) *jen.Statement {
	s.declared = append(s.declared, d)
	s.paragraph(doc)
	return s.Func().Params(receiver).Id(d.name)
}

// note takes a name without writing a declaration of its own.
func (s *source) note(d declaration) { s.declared = append(s.declared, d) }

// gofmt prints as gofmt does, but for the sorting of imports, which are sorted already.
var gofmt = printer.Config{Mode: printer.UseSpaces | printer.TabIndent, Tabwidth: 8}

// render returns the file's text, formatted, after parsing it and comparing what it
// declares with what was meant.
func (s *source) render() (output.File, error) {
	var raw, text bytes.Buffer
	if err := s.Render(&raw); err != nil {
		return output.File{}, fmt.Errorf("render %s: %w", s.path, err)
	}
	files := token.NewFileSet()
	parsed, err := parser.ParseFile(files, s.path, groupImports(raw.Bytes()), parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return output.File{}, fmt.Errorf("parse what was rendered: %w", err)
	}
	if err := s.verify(parsed); err != nil {
		return output.File{}, fmt.Errorf("verify %s: %w", s.path, err)
	}
	if err := gofmt.Fprint(&text, files, parsed); err != nil {
		return output.File{}, fmt.Errorf("format %s: %w", s.path, err)
	}
	return output.File{Path: s.path, Data: text.Bytes(), Once: s.once}, nil
}

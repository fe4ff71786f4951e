package golang

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/printer"
	"go/token"
	"go/types"
	"path"
	"strconv"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// Exported is an exported name of generated code that other code can use.
type Exported struct {
	Package string // import path
	Clause  string // name in the package clause
	Owner   string // the type of a field or a method; "" otherwise
	Name    string

	// Type is its type as Go writes it, with import paths in the place of package
	// names; of a struct and an interface, whose members are names of their own, only
	// that word.
	Type string
	Pos  diag.Position // of what it comes from in the schemas
}

// ExportedNames returns the exported names of the Go files of a unit, or diagnostics, as
// Files does. What generate writes once for people is theirs and not among them.
func ExportedNames(unit *model.Unit, options Options) ([]Exported, diag.List) {
	options.Written, options.Exists = func(string, string) bool { return true }, nil
	faults := checkImports(unit, options)
	sources := build(unit, options)
	faults.Add(check(sources)...)
	if faults.HasErrors() {
		return nil, faults
	}
	var names []Exported
	for _, s := range sources {
		list, err := s.exported(path.Join(options.ImportPath, path.Dir(s.path)))
		if err != nil {
			faults.Errorf(diag.Position{}, ruleInternal, "%s", err).Hint = "this is a fault of wampgen: please report it with the schema"
			return nil, faults
		}
		names = append(names, list...)
	}
	return names, faults
}

// exported returns the exported names of one file.
func (s *source) exported(importPath string) ([]Exported, error) {
	var text bytes.Buffer
	if err := s.Render(&text); err != nil {
		return nil, fmt.Errorf("render %s: %w", s.path, err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), s.path, text.Bytes(), parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("parse what was rendered: %w", err)
	}
	e := &exporter{pkg: importPath, clause: file.Name.Name, imports: make(map[string]string), at: make(map[string]diag.Position)}
	for _, d := range s.declared {
		if _, ok := e.at[d.String()]; !ok {
			e.at[d.String()] = d.pos
		}
	}
	for _, i := range file.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return nil, fmt.Errorf("read import %s: %w", i.Path.Value, err)
		}
		name := path.Base(p)
		if i.Name != nil {
			name = i.Name.Name
		}
		e.imports[name] = p
	}
	for _, decl := range file.Decls {
		e.decl(decl)
	}
	return e.names, nil
}

// exporter collects the exported names of one file.
type exporter struct {
	pkg     string
	clause  string
	imports map[string]string // import paths by name
	at      map[string]diag.Position
	names   []Exported
}

func (e *exporter) add(owner, name, typ string) {
	if !token.IsExported(name) || owner != "" && !token.IsExported(owner) {
		return
	}
	if name == "ValidateWAMP" { // comes and goes with the rules of a type; it is the runtime that looks for it
		return
	}
	x := Exported{Package: e.pkg, Clause: e.clause, Owner: owner, Name: name, Type: typ}
	of := declaration{owner: owner, name: name}
	pos, ok := e.at[of.String()]
	if !ok {
		pos = e.at[owner]
	}
	x.Pos = pos
	e.names = append(e.names, x)
}

func (e *exporter) decl(decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		owner := ""
		if decl.Recv != nil {
			owner = receiverName(decl)
		}
		e.add(owner, decl.Name.Name, e.text(decl.Type, parametersOf(decl.Type.TypeParams)))
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				e.typeSpec(spec)
			case *ast.ValueSpec:
				for _, name := range spec.Names {
					typ := decl.Tok.String()
					if spec.Type != nil {
						typ += " " + e.text(spec.Type, nil)
					}
					e.add("", name.Name, typ)
				}
			}
		}
	}
}

// typeSpec adds a type and its members. What an interface asks for more than before
// concerns those who implement it: in generated code that is the class beside it.
func (e *exporter) typeSpec(spec *ast.TypeSpec) {
	owner, of := spec.Name.Name, parametersOf(spec.TypeParams)
	var members *ast.FieldList
	switch t := spec.Type.(type) {
	case *ast.StructType:
		e.add("", owner, "struct")
		members = t.Fields
	case *ast.InterfaceType:
		e.add("", owner, "interface")
		members = t.Methods
	default:
		e.add("", owner, e.text(t, of))
		return
	}
	for _, m := range members.List {
		if len(m.Names) == 0 {
			embedded := e.text(m.Type, of)
			e.add(owner, embedded[strings.LastIndexByte(embedded, '.')+1:], embedded)
		}
		for _, name := range m.Names {
			e.add(owner, name.Name, e.text(m.Type, of))
		}
	}
}

// parametersOf returns the names of type parameters, each with one that its place gives it.
func parametersOf(list *ast.FieldList) map[string]string {
	names := make(map[string]string)
	if list != nil {
		for _, f := range list.List {
			for _, n := range f.Names {
				names[n.Name] = fmt.Sprintf("T%d", len(names)+1)
			}
		}
	}
	return names
}

// text returns a type with import paths for packages, without names of parameters and
// results, and with those of type parameters that their places give them.
func (e *exporter) text(t ast.Expr, typeParameters map[string]string) string {
	seen := make(map[ast.Node]bool) // parameters that stand together share their type
	ast.Inspect(t, func(n ast.Node) bool {
		if n == nil || seen[n] {
			return false
		}
		seen[n] = true
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if x, ok := n.X.(*ast.Ident); ok {
				if p, ok := e.imports[x.Name]; ok {
					x.Name = p
				}
			}
			return false
		case *ast.FuncType:
			unnamed(n.Params)
			unnamed(n.Results)
		case *ast.Ident:
			if own, ok := typeParameters[n.Name]; ok {
				n.Name = own
			} else if types.Universe.Lookup(n.Name) == nil {
				n.Name = e.pkg + "." + n.Name
			}
		}
		return true
	})
	var b bytes.Buffer
	if err := printer.Fprint(&b, token.NewFileSet(), t); err != nil {
		return types.ExprString(t)
	}
	return b.String()
}

// unnamed takes the names of parameters away, one entry for each.
func unnamed(list *ast.FieldList) {
	if list == nil {
		return
	}
	var fields []*ast.Field
	for _, f := range list.List {
		for range max(len(f.Names), 1) {
			fields = append(fields, &ast.Field{Type: f.Type})
		}
	}
	list.List = fields
}

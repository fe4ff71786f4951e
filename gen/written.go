package gen

import (
	"errors"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/output"
)

// written finds what people have declared in the Go files of a directory. Directories
// are read when they are first asked for.
type written struct {
	fsys fs.FS
	dirs map[string]*declared
}

// declared is what the files of one directory declare.
type declared struct {
	types    map[string]bool
	methods  map[string][]method // by the type's name
	packages map[string]string   // names to the first file of each
	broken   bool                // a file does not parse: it may declare anything
}

// has reports whether a directory has a type of that name that wampgen did not
// generate, or may have it because a file there can not be read now.
func (w *written) has(dir, name string) bool {
	d := w.dir(dir)
	return d.broken || d.types[name]
}

// exists reports whether there is a file of that path, or anything else.
func (w *written) exists(p string) bool {
	_, err := fs.Lstat(w.fsys, p)
	return err == nil
}

// foreign returns a package of another name that stands in a directory, with a file of
// it, or nothing.
func (w *written) foreign(dir, name string) (pkg, file string) {
	packages := w.dir(dir).packages
	for _, other := range slices.Sorted(maps.Keys(packages)) {
		if other != name {
			return other, packages[other]
		}
	}
	return "", ""
}

func (w *written) dir(dir string) *declared {
	d, ok := w.dirs[dir]
	if !ok {
		d = w.read(dir)
		w.dirs[dir] = d
	}
	return d
}

func (w *written) read(dir string) *declared {
	d := &declared{types: make(map[string]bool), methods: make(map[string][]method), packages: make(map[string]string)}
	entries, err := fs.ReadDir(w.fsys, dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return d
	case err != nil:
		d.broken = true
		return d
	}
	for _, entry := range entries {
		name := entry.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := fs.ReadFile(w.fsys, path.Join(dir, name))
		if err != nil {
			d.broken = true
			continue
		}
		if !output.Generated(text) {
			d.add(path.Join(dir, name), text)
		}
	}
	return d
}

// method is a method that people have written.
type method struct {
	name string
	pos  diag.Position
}

func (d *declared) add(at string, text []byte) {
	name, set := path.Base(at), token.NewFileSet()
	file, err := parser.ParseFile(set, at, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		d.broken = true
	}
	if file == nil {
		return
	}
	if pkg := file.Name.Name; d.packages[pkg] == "" && !apart(file) {
		d.packages[pkg] = name
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil && len(f.Recv.List) == 1 {
			place := set.Position(f.Name.Pos())
			owner := receiver(f)
			d.methods[owner] = append(d.methods[owner], method{f.Name.Name, diag.Position{
				File: at, Line: place.Line, Column: place.Column, EndColumn: place.Column + len(f.Name.Name),
			}})
		}
		if decl, ok := decl.(*ast.GenDecl); ok && decl.Tok == token.TYPE {
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					d.types[spec.Name.Name] = true
				}
			}
		}
	}
}

// receiver returns the name of the type of a method.
func receiver(f *ast.FuncDecl) string {
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return ""
}

// apart reports whether a file may be no part of the package of its directory: one with
// a build constraint, such as ignore, and one of package documentation.
func apart(file *ast.File) bool {
	if file.Name.Name == "documentation" {
		return true
	}
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && constraint.IsGoBuild(c.Text) {
				return true
			}
		}
	}
	return false
}

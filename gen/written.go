package gen

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"strings"

	"github.com/wampgen/wampgen/gen/output"
)

// written finds the types that people have declared in the Go files of a package.
// Directories are read when they are first asked for.
type written struct {
	fsys fs.FS
	dirs map[string]*declared
}

// declared is what the files of one directory declare.
type declared struct {
	types  map[string]bool
	broken bool // a file does not parse: it may declare anything
}

// has reports whether a directory has a type of that name that wampgen did not
// generate, or may have it because a file there can not be read now.
func (w *written) has(dir, name string) bool {
	d, ok := w.dirs[dir]
	if !ok {
		d = w.read(dir)
		w.dirs[dir] = d
	}
	return d.broken || d.types[name]
}

func (w *written) read(dir string) *declared {
	d := &declared{types: make(map[string]bool)}
	entries, err := fs.ReadDir(w.fsys, dir)
	if err != nil {
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
			d.add(name, text)
		}
	}
	return d
}

func (d *declared) add(name string, text []byte) {
	file, err := parser.ParseFile(token.NewFileSet(), name, text, parser.SkipObjectResolution)
	if err != nil {
		d.broken = true
	}
	if file == nil {
		return
	}
	for _, decl := range file.Decls {
		if decl, ok := decl.(*ast.GenDecl); ok && decl.Tok == token.TYPE {
			for _, spec := range decl.Specs {
				if spec, ok := spec.(*ast.TypeSpec); ok {
					d.types[spec.Name.Name] = true
				}
			}
		}
	}
}

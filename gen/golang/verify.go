package golang

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// verify reports what is in the rendered file that the model did not ask for: another
// declaration, one in another place, or a comment that is more than a comment.
func (s *source) verify(file *ast.File) error {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Text != "//" && !strings.HasPrefix(c.Text, "// ") && !strings.HasPrefix(c.Text, "//\t") {
				return fmt.Errorf("comment %q is not plain text", c.Text)
			}
		}
	}
	var want []string
	for _, d := range s.declared {
		if !d.taken {
			want = append(want, d.String())
		}
	}
	if got := declarations(file); !slices.Equal(got, want) {
		return fmt.Errorf("file declares %q, want %q", got, want)
	}
	return nil
}

// String returns the name as Go code refers to it.
func (d declaration) String() string {
	if d.owner == "" {
		return d.name
	}
	return d.owner + "." + d.name
}

// declarations returns the names that a file declares, in order, without blank ones.
func declarations(file *ast.File) []string {
	var names []string
	add := func(idents ...*ast.Ident) {
		for _, id := range idents {
			if id.Name != "_" {
				names = append(names, id.Name)
			}
		}
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil {
				add(decl.Name)
			} else {
				names = append(names, receiverName(decl)+"."+decl.Name.Name)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					add(spec.Name)
				case *ast.ValueSpec:
					add(spec.Names...)
				}
			}
		}
	}
	return names
}

// receiverName returns the name of a method's type.
func receiverName(decl *ast.FuncDecl) string {
	t := decl.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name
	}
	return "?"
}

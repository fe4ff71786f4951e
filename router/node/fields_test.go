package node

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/router/config"
)

// TestEveryFieldIsUsed has no key of the node file that is read and then forgotten: the source
// of this package, or of config itself, mentions each field.
func TestEveryFieldIsUsed(t *testing.T) {
	used := map[string]bool{}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				used[s.Sel.Name] = true
			}
			return true
		})
	}
	seen := map[reflect.Type]bool{
		reflect.TypeFor[config.Source]():   true,
		reflect.TypeFor[config.Disclose](): true, // it is converted as a whole
	}
	var visit func(reflect.Type)
	visit = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Slice, reflect.Map, reflect.Pointer:
			visit(typ.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[typ] {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			if !f.IsExported() {
				continue
			}
			if !f.Anonymous && !used[f.Name] {
				t.Errorf("%s.%s is read from the file and used nowhere", typ, f.Name)
			}
			visit(f.Type)
		}
	}
	visit(reflect.TypeFor[config.Node]())
	if len(seen) < 20 {
		t.Errorf("only %d types", len(seen))
	}
}

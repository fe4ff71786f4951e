package config

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestNoKeyIsIgnoredInSilence finds the keys whose values go nowhere. Each says so with a
// warning, is refused, or can have one value only, which is what is done anyway.
func TestNoKeyIsIgnoredInSilence(t *testing.T) {
	for _, p := range places() {
		if p.read || p.shape.ignored != "" || p.shape.unsupported != "" || len(p.shape.choices) == 1 || p.path == "$schema" {
			continue
		}
		t.Errorf("%s is accepted and has no effect", p.path)
	}
}

// TestIgnoredKeysOfWorkers are those that somebody may rely on.
func TestIgnoredKeysOfWorkers(t *testing.T) {
	for key, value := range map[string]any{
		"pythonpath":        []any{".."},
		"python":            "pypy",
		"env":               map[string]any{"vars": map[string]any{"A": "b"}},
		"cpu_affinity":      []any{0, 1},
		"extra":             1,
		"expose_controller": true,
		"expose_shared":     true,
	} {
		for _, worker := range []string{"router", "container"} {
			file := map[string]any{"workers": []any{map[string]any{"type": worker, "options": map[string]any{key: value}}}}
			said := about(t, file, "workers[0].options."+key)
			if len(said) != 1 || said[0].Rule != "ignored" || !strings.Contains(said[0].Message, "has no effect") {
				t.Errorf("%s of a %s: want one warning [ignored], got %v", key, worker, said)
			}
		}
	}
}

// TestPlacesAreAllRows reads the names of keys in the source of the tables: each is among the
// keys that all tests of keys go through, with good and wrong values, and values out of range.
func TestPlacesAreAllRows(t *testing.T) {
	tested := map[string]bool{}
	for _, p := range places() {
		tested[p.path[strings.LastIndex(p.path, ".")+1:]] = true
	}
	rows := 0
	inspect := func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) == 0 || !rowMaker(call.Fun) {
			return true
		}
		if name, ok := call.Args[0].(*ast.BasicLit); ok && name.Kind == token.STRING {
			rows++
			if text, _ := strconv.Unquote(name.Value); !tested[text] {
				t.Errorf("no test goes through the key %q", text)
			}
		}
		return true
	}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, "_test.go") {
			ast.Inspect(file, inspect)
		}
	}
	if rows < 150 {
		t.Errorf("only %d rows are found in the source", rows)
	}
}

// rowMaker reports whether a call makes a row of a table.
func rowMaker(f ast.Expr) bool {
	switch f := f.(type) {
	case *ast.IndexExpr:
		return rowMaker(f.X)
	case *ast.IndexListExpr:
		return rowMaker(f.X)
	case *ast.Ident:
		return strings.HasSuffix(f.Name, "Key") || f.Name == "unsupportedFlag"
	}
	return false
}

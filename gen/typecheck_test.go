package gen

import (
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/gen/output"
)

// compiler checks the types of generated packages against those that they import.
type compiler struct {
	imports types.Importer // of what is compiled
	checked map[string]*types.Package
}

// newCompiler returns a compiler that knows the runtime.
func newCompiler(tb testing.TB) *compiler {
	tb.Helper()
	list := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}",
		"github.com/wampgen/wampgen/runtime", "github.com/wampgen/wampgen/golden/imports/devices", "fmt", "slices", "strconv", "time")
	out, err := list.Output()
	if err != nil {
		tb.Fatalf("list the runtime's packages: %v", err)
	}
	exports := make(map[string]string)
	for line := range strings.Lines(string(out)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[name] = file
	}
	lookup := func(name string) (io.ReadCloser, error) {
		file, ok := exports[name]
		if !ok {
			return nil, fmt.Errorf("no package %q", name)
		}
		return os.Open(file)
	}
	return &compiler{imports: importer.ForCompiler(token.NewFileSet(), "gc", lookup), checked: make(map[string]*types.Package)}
}

// Import returns a package that has been checked before, or one of the runtime's.
func (c *compiler) Import(name string) (*types.Package, error) {
	if p := c.checked[name]; p != nil {
		return p, nil
	}
	return c.imports.Import(name)
}

// check compiles the files of a unit. The registry, which imports all other packages,
// comes last.
func (c *compiler) check(importPath string, files []output.File) error {
	clear(c.checked)
	dirs := make(map[string][]output.File)
	for _, f := range files {
		dirs[path.Dir(f.Path)] = append(dirs[path.Dir(f.Path)], f)
	}
	order := slices.Sorted(maps.Keys(dirs))
	slices.SortStableFunc(order, func(a, b string) int {
		return strings.Compare(fmt.Sprint(a == "registry"), fmt.Sprint(b == "registry"))
	})
	for _, dir := range order {
		fset := token.NewFileSet()
		var parsed []*ast.File
		for _, f := range dirs[dir] {
			if text, err := format.Source(f.Data); err != nil {
				return err
			} else if string(text) != string(f.Data) {
				return fmt.Errorf("%s is not what gofmt makes of it", f.Path)
			}
			file, err := parser.ParseFile(fset, f.Path, f.Data, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			parsed = append(parsed, file)
		}
		cfg := types.Config{Importer: c}
		name := path.Join(importPath, dir)
		pkg, err := cfg.Check(name, fset, parsed, nil)
		if err != nil {
			return err
		}
		c.checked[name] = pkg
	}
	return nil
}

package gen

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindUnit(t *testing.T) {
	top := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(top, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("none/x", "")
	write("module/go.mod", "// a comment\nmodule example.com/m // another\n\ngo 1.26\n")
	write("module/plain/deep/x", "")
	write("module/unit/wampgen.yaml", "")
	write("module/unit/deep/x", "")
	write("module/unit/nested/go.mod", "module \"example.com/nested\"\n")
	write("module/unit/nested/x", "")
	write("broken/go.mod", "go 1.26\n")
	write("file", "")

	tests := []struct{ dir, root, importPath, err string }{
		{dir: "module", root: "module", importPath: "example.com/m"},
		{dir: "module/plain/deep", root: "module", importPath: "example.com/m"},
		{dir: "module/unit", root: "module/unit", importPath: "example.com/m/unit"},
		{dir: "module/unit/deep", root: "module/unit", importPath: "example.com/m/unit"},
		{dir: "module/unit/nested", root: "module/unit/nested", importPath: "example.com/nested"},
		{dir: "none", err: "no go.mod"},
		{dir: "broken", err: "no module line"},
		{dir: "missing", err: "missing"},
		{dir: "file", err: "not a directory"},
	}
	for _, test := range tests {
		t.Run(test.dir, func(t *testing.T) {
			got, err := FindUnit(filepath.Join(top, filepath.FromSlash(test.dir)))
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v, want one with %q", err, test.err)
				}
				return
			}
			want := Unit{Root: filepath.Join(top, filepath.FromSlash(test.root)), ImportPath: test.importPath}
			if err != nil || got != want {
				t.Errorf("unit = %+v, %v; want %+v", got, err, want)
			}
		})
	}
}

func TestFindUnitFromWorkingDirectory(t *testing.T) {
	got, err := FindUnit(".")
	if err != nil || got.ImportPath != "github.com/wampgen/wampgen" {
		t.Errorf("unit of this package = %+v, %v; want the module", got, err)
	}
}

package golden_test

import (
	"flag"
	"go/format"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen"
	"github.com/wampgen/wampgen/gen/config"
	"github.com/wampgen/wampgen/gen/diag"
)

var update = flag.Bool("update", false, "rewrite the outputs of all cases")

// importPath is that of this directory; each case is a unit in it.
const importPath = "github.com/wampgen/wampgen/golden"

// diagnosticsFile holds what is said about a case.
const diagnosticsFile = "diagnostics.txt"

// TestGolden generates every case and compares all files of its directory.
func TestGolden(t *testing.T) {
	names := cases(t)
	if len(names) == 0 {
		t.Fatal("there are no cases")
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			inputs, want := readCase(t, name)
			got := generate(t, inputs, name)
			if *update {
				rewrite(t, name, got, want)
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("output of %s differs from its directory (-want +got); go test ./golden -update rewrites it\n%s", name, diff)
			}
			if broken := strings.HasPrefix(name, "diag_"); broken != (len(got) == 1 && got[diagnosticsFile] != "") {
				t.Errorf("case gives %d files, but only cases named diag_* give nothing but %s", len(got), diagnosticsFile)
			}
		})
	}
}

// cases returns the names of the directories with a wampgen.yaml.
func cases(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("*/" + config.FileName)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, file := range files {
		names = append(names, filepath.Base(filepath.Dir(file)))
	}
	return names
}

// readCase returns the files of a case that go in and those that must come out.
func readCase(t *testing.T, name string) (inputs fstest.MapFS, outputs map[string]string) {
	t.Helper()
	inputs, outputs = fstest.MapFS{}, map[string]string{}
	err := fs.WalkDir(os.DirFS(name), ".", func(p string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasSuffix(p, "_test.go") {
			return err
		}
		data, err := os.ReadFile(filepath.Join(name, filepath.FromSlash(p)))
		if strings.HasSuffix(p, ".wamp.yaml") || p == config.FileName {
			inputs[p] = &fstest.MapFile{Data: data}
		} else {
			outputs[p] = string(data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return inputs, outputs
}

// generate returns the files that a case gives, diagnostics among them.
func generate(t *testing.T, inputs fs.FS, name string) map[string]string {
	t.Helper()
	result, faults := gen.Generate(inputs, path.Join(importPath, name))
	got := map[string]string{}
	for _, f := range result.Files {
		if formatted, err := format.Source(f.Data); err != nil || string(formatted) != string(f.Data) {
			t.Errorf("%s is not what gofmt makes of it: %v", f.Path, err)
		}
		got[f.Path] = string(f.Data)
	}
	for _, f := range faults {
		if !slices.ContainsFunc(gen.RuleTable(), func(r diag.Rule) bool { return r.Name == f.Rule }) {
			t.Errorf("the rule %q is not in the table", f.Rule)
		}
	}
	if len(faults) > 0 {
		var text strings.Builder
		if err := faults.WriteText(&text, result.Sources); err != nil {
			t.Fatal(err)
		}
		got[diagnosticsFile] = text.String()
	}
	return got
}

// rewrite makes the directory of a case hold what was generated.
func rewrite(t *testing.T, name string, got, want map[string]string) {
	t.Helper()
	for p := range maps.Keys(want) {
		if _, ok := got[p]; !ok {
			if err := os.Remove(filepath.Join(name, filepath.FromSlash(p))); err != nil {
				t.Error(err)
			}
		}
	}
	for p, text := range got {
		if old, ok := want[p]; ok && old == text {
			continue
		}
		file := filepath.Join(name, filepath.FromSlash(p))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Error(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Error(err)
		}
	}
}

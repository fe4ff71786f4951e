package config

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/wampgen/wampgen/gen/diag"
)

var update = flag.Bool("update", false, "rewrite what is expected in testdata")

// TestDiagnostics is what people read: each archive holds a node file and all that is
// said of it. To add a case, add an archive.
func TestDiagnostics(t *testing.T) {
	archives, err := filepath.Glob("testdata/load/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("find archives: %d, %v", len(archives), err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil || len(archive.Files) != 2 {
				t.Fatalf("want a node file and what is said of it: %v", err)
			}
			source, want := archive.Files[0], &archive.Files[1]
			_, faults := Load(source.Name, source.Data, environment(map[string]string{"SECRET": "hunter2 "}))
			got := faults.Text(diag.Sources{source.Name: source.Data})
			if strings.Contains(got, "hunter2") {
				t.Error("what a variable holds is shown")
			}
			if *update {
				want.Data = []byte(got)
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(want.Data), got); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
		})
	}
}

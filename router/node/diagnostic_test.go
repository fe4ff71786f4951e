package node

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite what is expected in testdata")

// TestPlanDiagnostics is what people read: each archive holds a node file and all
// that is said of it. To add a case, add an archive.
func TestPlanDiagnostics(t *testing.T) {
	archives, err := filepath.Glob("testdata/plan/*.txtar")
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
			plan, got := planOf(t, source.Name, string(source.Data), testRegistry(t))
			if strings.Contains(got, "s3cret") {
				t.Error("a secret is shown")
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
			if refused := strings.Contains(got, ": error: "); refused != (plan == nil) {
				t.Errorf("plan is %v", plan)
			}
		})
	}
}

package gen

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/wampgen/wampgen/gen/breaking"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/output"
)

var update = flag.Bool("update", false, "rewrite what is expected in testdata")

// TestRules is what people read of rules that are about more than one schema: each
// archive, named like its rule, holds a unit and what is said of it. To add a case, add
// an archive and run the test with -update.
func TestRules(t *testing.T) {
	for _, name := range archives(t) {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			unit, want := fstest.MapFS{}, ""
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
				} else {
					unit[f.Name] = &fstest.MapFile{Data: f.Data}
				}
			}
			got := said(t, unit)
			if *update {
				archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
				archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("diagnostics (-want +got):\n%s", diff)
			}
			if rule := strings.TrimSuffix(filepath.Base(name), ".txtar"); !strings.Contains(got, "["+rule+"]") {
				t.Errorf("the rule %s is not in what is said", rule)
			}
		})
	}
}

// said returns all that generating a unit says.
func said(t *testing.T, unit fstest.MapFS) string {
	t.Helper()
	result, faults := Generate(unit, "example.com/unit")
	if !faults.HasErrors() {
		_, conflicts := output.Plan(unit, result.Files, result.Existing)
		faults.Add(conflicts...)
	}
	var text strings.Builder
	if err := faults.WriteText(&text, result.Sources); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

// elsewhere are the rules that no archive and no golden directory shows, with the reason.
var elsewhere = map[string]string{
	ruleStrayHandler:  "a finding of lint: lint_test.go",
	"lint-timestamp":  "a finding of lint: lint_test.go",
	"lint-large-int":  "a finding of lint: lint_test.go",
	"file-limit":      "takes megabytes: gen/syntax",
	"unreadable":      "takes a disk: tree_test.go",
	"output-symlink":  "takes a disk: gen/output",
	"output-read":     "takes a disk: gen/output",
	"go-name-missing": "a second line of defence: gen/model refuses such names",
	"internal":        "a second line of defence: no schema is known that reaches it",
}

// Every rule is shown, with its text, its place and its hint.
func TestEveryRuleIsShown(t *testing.T) {
	goldens, err := filepath.Glob("../golden/*/diagnostics.txt")
	if err != nil || len(goldens) == 0 {
		t.Fatalf("find goldens: %d, %v", len(goldens), err)
	}
	shown := ""
	for _, name := range append(goldens, archives(t)...) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		shown += string(data)
	}
	for _, r := range RuleTable() {
		if slices.Contains(breaking.RuleTable(), r) {
			continue // breaking_test.go
		}
		inText := strings.Contains(shown, "["+r.Name+"]")
		switch _, exempt := elsewhere[r.Name]; {
		case !inText && !exempt:
			t.Errorf("the rule %s is in no golden", r.Name)
		case inText && exempt:
			t.Errorf("the rule %s is in a golden: delete it from the exemptions", r.Name)
		}
	}
	for name := range elsewhere {
		if !slices.ContainsFunc(RuleTable(), func(r diag.Rule) bool { return r.Name == name }) {
			t.Errorf("there is no rule %s", name)
		}
	}
}

func archives(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob("testdata/rules/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("find archives: %d, %v", len(names), err)
	}
	return names
}

package gen

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/wampgen/wampgen/gen/breaking"
)

// TestBreakingRules is what people read of breaking changes: each archive, named like
// its rule, holds an old state of a unit, a new one that breaks the rule, a harmless one
// that is like it and does not, and what is said. To add a case, add an archive and run
// the test with -update.
func TestBreakingRules(t *testing.T) {
	names, err := filepath.Glob("testdata/breaking/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("find archives: %d, %v", len(names), err)
	}
	shown := make(map[string]bool)
	for _, name := range names {
		rule := strings.TrimSuffix(filepath.Base(name), ".txtar")
		shown[rule] = true
		t.Run(rule, func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			old, broken, harmless := part(archive, "old"), part(archive, "new"), part(archive, "harmless")
			level, _, _ := strings.Cut(rule, "-")
			levels := []breaking.Level{breaking.Level(level)}
			got := compare(t, old, broken, levels)
			if *update {
				archive.Files = slices.DeleteFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
				archive.Files = append(archive.Files, txtar.File{Name: "want", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, _ := fs.ReadFile(txtarFS(archive), "want")
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if !strings.Contains(got, "["+rule+"]") {
				t.Errorf("the rule %s is not in what is said", rule)
			}
			if len(harmless) == 0 {
				t.Error("there is no harmless change")
			}
			if got := compare(t, old, harmless, levels); got != "" {
				t.Errorf("of the harmless change is said:\n%s", got)
			}
			for _, state := range []fstest.MapFS{old, broken, harmless} {
				if got := compare(t, state, state, breaking.Levels()); got != "" {
					t.Errorf("of no change is said:\n%s", got)
				}
			}
		})
	}
	for _, r := range breaking.RuleTable() {
		if !shown[r.Name] {
			t.Errorf("the rule %s has no archive", r.Name)
		}
	}
}

// compare returns all that is said of a change.
func compare(t *testing.T, old, new fstest.MapFS, levels []breaking.Level) string {
	t.Helper()
	c := breakingOf(old, new, levels)
	if len(c.Faults) > 0 {
		t.Fatalf("schemas have faults:\n%s", c.Faults.Text(c.Sources))
	}
	return c.Findings.Text(c.Sources)
}

func breakingOf(old, new fs.FS, levels []breaking.Level, ignores ...breaking.Ignore) Comparison {
	return Breaking(
		State{FS: old, ImportPath: "example.com/unit", Display: func(file string, _ bool) string { return "v1:" + file }},
		State{FS: new, ImportPath: "example.com/unit", Display: func(file string, _ bool) string { return file }},
		levels, ignores...)
}

// part returns the files of an archive that stand below a directory.
func part(archive *txtar.Archive, dir string) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		if name, ok := strings.CutPrefix(f.Name, dir+"/"); ok {
			files[name] = &fstest.MapFile{Data: f.Data}
		}
	}
	return files
}

func txtarFS(archive *txtar.Archive) fstest.MapFS {
	files := fstest.MapFS{}
	for _, f := range archive.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

// The table of docs/schema.md holds the rules with what they mean.
func TestBreakingRulesAreDocumented(t *testing.T) {
	page, err := os.ReadFile("../docs/schema.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(page), "| rule | what holds where it is kept |\n|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var want []string
	for _, r := range breaking.RuleTable() {
		want = append(want, "| `"+r.Name+"` | "+strings.Replace(r.Doc, " (breaking).", ".", 1)+" |")
	}
	if diff := cmp.Diff(want, strings.Split(table, "\n")); diff != "" {
		t.Errorf("rules (-code +page):\n%s", diff)
	}
}

// A change in a type breaks all who use it, by whatever way they come to it; it is said
// once, with how many they are.
func TestBreakingNamesParties(t *testing.T) {
	unit := func(leaf string) fstest.MapFS {
		return fstest.MapFS{"a/a.wamp.yaml": {Data: []byte(`wampgen: 1
package: a
uri: com.a
types:
  Leaf: {fields: {x: ` + leaf + `, more: list(Tree)}}
  Tree: {fields: {leaf: Leaf, left: optional(Tree), either: list(Either)}}
  Either: {union: {tag: kind, of: {leaf: Leaf, tree: Tree}}}
interfaces:
  I:
    procedures:
      one: {args: {t: Tree}, result: Leaf, progress: {args: {e: Either}}}
      two: {args: {l: map(Leaf), t: Tree}}
      three: {input: {args: {e: Either}}, result: bool}
      four: {args: {n: int}}
    topics:
      five: {args: {e: Either}}
`)}}
	}
	c := breakingOf(unit("int"), unit("string"), []breaking.Level{breaking.Wire})
	var got []string
	for _, f := range c.Findings {
		got = append(got, f.Message)
	}
	want := []string{
		`field "x" of Leaf is string now, was int: callers of com.a.one and 2 more may send what is refused`,
		`field "x" of Leaf is string now, was int: callers of com.a.one and subscribers of com.a.five refuse what they do not know`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

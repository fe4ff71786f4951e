package gen

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/breaking"
)

// displayOf names the files of a state for people.
func displayOf(label string) func(string, bool) string {
	return func(file string, imported bool) string {
		if imported {
			return label + "import " + file
		}
		return label + file
	}
}

// What a past state imports is that of its time: of modules in the same tree, too.
func TestPastImports(t *testing.T) {
	tree := func(field string) fstest.MapFS {
		return fstest.MapFS{
			"repo/app/go.mod":               {Data: []byte("module example.com/app\nrequire example.com/lib v0.0.0\nreplace example.com/lib => ../lib\n")},
			"repo/app/sub/wampgen.yaml":     {},
			"repo/app/sub/a/a.wamp.yaml":    {Data: []byte("wampgen: 1\npackage: a\nuri: com.a\nimports: {common: example.com/lib/common, own: example.com/app/sub/own}\ninterfaces: {I: {procedures: {get: {args: {o: own.O}, result: common.User}}}}\n")},
			"repo/app/sub/own/o.wamp.yaml":  {Data: []byte("wampgen: 1\npackage: own\ntypes: {O: {fields: {x: int}}}\n")},
			"repo/lib/go.mod":               {Data: []byte("module example.com/lib\n")},
			"repo/lib/common/c.wamp.yaml":   {Data: []byte("wampgen: 1\npackage: common\ntypes: {User: {fields: {" + field + "}}}\n")},
			"repo/elsewhere/b/b.wamp.yaml":  {Data: []byte("nonsense")},
			"repo/app/testdata/b.wamp.yaml": {Data: []byte("nonsense")},
		}
	}
	now := Unit{Root: filepath.FromSlash("/top/repo/app/sub"), ImportPath: "example.com/app/sub"}
	past := func(tree fs.FS, label string) State {
		s, err := Past(tree, filepath.FromSlash("/top"), "repo/app/sub", now, displayOf(label))
		if err != nil {
			t.Fatal(err)
		}
		if s.ImportPath != now.ImportPath {
			t.Errorf("the import path is %s", s.ImportPath)
		}
		return s
	}
	c := Breaking(past(tree("id: string, name: string"), "v1:"), past(tree("name: string"), ""), breaking.Levels())
	got := c.Faults.Text(c.Sources) + c.Findings.Text(c.Sources)
	want := `v1:import example.com/lib/common/c.wamp.yaml:3:25: error: field "id" of User is gone: callers of com.a.get require it [wire-absent]
    3 | types: {User: {fields: {id: string, name: string}}}
      |                         ^^
   hint: keep sending it, deprecated
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// A module that has got another path is another one to code that imports it.
func TestPastModule(t *testing.T) {
	tree := fstest.MapFS{
		"go.mod":        {Data: []byte("module example.com/old\n")},
		"a/a.wamp.yaml": {Data: []byte("wampgen: 1\npackage: a\ntypes: {A: {fields: {x: int}}}\n")},
	}
	now := Unit{Root: "/top", ImportPath: "example.com/new"}
	old, err := Past(tree, "/top", ".", now, displayOf("v1:"))
	if err != nil {
		t.Fatal(err)
	}
	c := Breaking(old, State{FS: tree, ImportPath: now.ImportPath, Display: displayOf("")}, breaking.Levels())
	want := "v1:a/a.wamp.yaml: error: the Go package example.com/old/a is gone: code that imports it does not compile [go-import]\n   hint: leave the module's path, the directory and the package's name\n"
	if diff := cmp.Diff(want, c.Findings.Text(c.Sources)); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
	for _, dir := range []string{"nothing", "a/a.wamp.yaml"} {
		empty, err := Past(tree, "/top", dir, now, displayOf("v1:"))
		if err != nil {
			t.Fatal(err)
		}
		if c := Breaking(empty, State{FS: tree, ImportPath: now.ImportPath, Display: displayOf("")}, breaking.Levels()); len(c.Findings)+len(c.Faults)+c.Schemas > 0 {
			t.Errorf("%s: %v %v %d", dir, c.Findings, c.Faults, c.Schemas)
		}
	}
}

func TestPastDirectory(t *testing.T) {
	dir := t.TempDir()
	for _, sub := range []string{"unit", "module", "nothing"} {
		if err := os.Mkdir(filepath.Join(dir, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for name, text := range map[string]string{"unit/wampgen.yaml": "", "module/go.mod": "module example.com/other\n", "file": ""} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	now := Unit{Root: dir, ImportPath: "example.com/app"}
	for sub, want := range map[string]string{"unit": "example.com/app", "module": "example.com/other"} {
		state, end, err := PastDirectory(filepath.Join(dir, sub), now, displayOf(""))
		if err != nil {
			t.Errorf("%s: %v", sub, err)
			continue
		}
		if state.ImportPath != want {
			t.Errorf("%s: the import path is %s, want %s", sub, state.ImportPath, want)
		}
		if err := end(); err != nil {
			t.Error(err)
		}
	}
	for sub, want := range map[string]string{".": "is the unit itself", "nothing": "is no unit", "file": "is not a directory", "gone": "gone"} {
		if _, _, err := PastDirectory(filepath.Join(dir, sub), now, displayOf("")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", sub, err, want)
		}
	}
}

// Of another unit's interface a component may let go, which its callers notice; that the
// interface itself is not there any more is nothing that this unit has done.
func TestImportedInterfaces(t *testing.T) {
	library := fstest.MapFS{"c.wamp.yaml": {Data: []byte("wampgen: 1\npackage: common\nuri: com.c\ninterfaces: {Users: {procedures: {get: {}, list: {}}, topics: {removed: {}, added: {}}}}\n")}}
	state := func(component string) State {
		text := "wampgen: 1\npackage: a\nuri: com.a\ninterfaces: {I: {procedures: {p: {}}}}\ncomponents: {A: {" + component + "}}\n"
		if component != "provides: [I]" {
			text += "imports: {common: example.com/lib/common}\n"
		}
		return State{
			FS: fstest.MapFS{"a/a.wamp.yaml": {Data: []byte(text)}}, ImportPath: "example.com/app", Display: displayOf(""),
			Importer: func(string) (fs.FS, error) { return library, nil },
		}
	}
	old := state("provides: [I, common.Users.get], calls: [common.Users.list], publishes: [common.Users.removed], subscribes: [common.Users.added]")
	for component, want := range map[string][]string{
		"provides: [I]": {"wire-not-provided", "wire-not-published"},
		"provides: [I, common.Users.get], calls: [common.Users.list]":                                               {"wire-not-published"},
		"provides: [I, common.Users.get, common.Users.list], publishes: [common.Users.removed, common.Users.added]": nil,
	} {
		c := Breaking(old, state(component), []breaking.Level{breaking.Wire})
		if len(c.Faults) > 0 {
			t.Fatal(c.Faults.Text(c.Sources))
		}
		var got []string
		for _, f := range c.Findings {
			got = append(got, f.Rule)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s\n%s", component, diff, c.Findings.Text(c.Sources))
		}
	}
}

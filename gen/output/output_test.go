package output

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
)

const generated = Header + "\n"

func TestPlan(t *testing.T) {
	fsys := fstest.MapFS{
		"current.wamp.go":     {Data: []byte(generated + "same")},
		"windows.wamp.go":     {Data: []byte(Header + "\r\nold")},
		"old.wamp.go":         {Data: []byte(generated + "old")},
		"stale.wamp.go":       {Data: []byte(generated)},
		"foreign.wamp.go":     {Data: []byte("package foreign")},
		"almost.wamp.go":      {Data: []byte(Header + " Really.\n")},
		"empty.wamp.go":       {},
		"mine.go":             {Data: []byte("package mine")},
		"dir.wamp.go/file":    {},
		"file/is/no/dir.go":   {},
		"link.wamp.go":        {Data: []byte("old.wamp.go"), Mode: fs.ModeSymlink},
		"linked":              {Data: []byte("file"), Mode: fs.ModeSymlink},
		"device.wamp.go":      {Mode: fs.ModeDevice},
		"sub/current.wamp.go": {Data: []byte(generated)},
	}
	text := []byte(generated + "same")
	tests := []struct {
		name     string
		files    []File
		existing []string
		want     []string // changes
		rules    []string // or diagnostics
	}{
		{name: "nothing"},
		{name: "current", files: []File{{Path: "current.wamp.go", Data: text}}},
		{name: "create and update, sorted", files: []File{
			{Path: "z/new.wamp.go", Data: text}, {Path: "old.wamp.go", Data: text}, {Path: "windows.wamp.go", Data: text}, {Path: "new.go", Data: text, Once: true},
		}, want: []string{"create new.go", "update old.wamp.go", "update windows.wamp.go", "create z/new.wamp.go"}},
		{name: "stale", existing: []string{"stale.wamp.go", "old.wamp.go"}, files: []File{{Path: "old.wamp.go", Data: text}},
			want: []string{"update old.wamp.go", "remove stale.wamp.go"}},
		{name: "stale, but not ours any more", existing: []string{"foreign.wamp.go", "gone.wamp.go"}},
		{name: "foreign", files: []File{{Path: "foreign.wamp.go", Data: text}}, rules: []string{"output-foreign foreign.wamp.go"}},
		{name: "almost our header", files: []File{{Path: "almost.wamp.go", Data: text}}, rules: []string{"output-foreign almost.wamp.go"}},
		{name: "empty file", files: []File{{Path: "empty.wamp.go", Data: text}}, rules: []string{"output-foreign empty.wamp.go"}},
		{name: "user's file", files: []File{{Path: "mine.go", Data: text, Once: true}}, rules: []string{"output-foreign mine.go"}},
		{name: "user's file, generated", files: []File{{Path: "old.wamp.go", Data: text, Once: true}}, rules: []string{"output-foreign old.wamp.go"}},
		{name: "all faults, no changes", files: []File{
			{Path: "new.wamp.go", Data: text}, {Path: "mine.go", Data: text}, {Path: "foreign.wamp.go", Data: text},
		}, rules: []string{"output-foreign foreign.wamp.go", "output-foreign mine.go"}},
		{name: "twice", files: []File{{Path: "a.go", Data: text}, {Path: "a.go", Data: text}}, rules: []string{"output-twice a.go"}},
		{name: "outside", files: []File{{Path: "../a.go"}, {Path: "/a.go"}, {Path: "a/../../b"}, {Path: "."}, {Path: ""}},
			rules: []string{"output-path ", "output-path .", "output-path ../a.go", "output-path /a.go", "output-path a/../../b"}},
		{name: "directory in the way", files: []File{{Path: "dir.wamp.go", Data: text}}, rules: []string{"output-path dir.wamp.go"}},
		{name: "device in the way", files: []File{{Path: "device.wamp.go", Data: text}}, rules: []string{"output-path device.wamp.go"}},
		{name: "file instead of a directory", files: []File{{Path: "mine.go/a.go", Data: text}}, rules: []string{"output-path mine.go"}},
		{name: "link", files: []File{{Path: "link.wamp.go", Data: text}}, rules: []string{"output-symlink link.wamp.go"}},
		{name: "linked directory", files: []File{{Path: "linked/a/b.go", Data: text}}, rules: []string{"output-symlink linked"}},
		{name: "stale link", existing: []string{"link.wamp.go"}, rules: []string{"output-symlink link.wamp.go"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			changes, faults := Plan(fsys, test.files, test.existing)
			var got, rules []string
			for _, c := range changes {
				got = append(got, string(c.Action)+" "+c.Path)
			}
			for _, f := range faults {
				rules = append(rules, f.Rule+" "+f.Pos.File)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("changes differ (-want +got)\n%s", diff)
			}
			if diff := cmp.Diff(test.rules, rules); diff != "" {
				t.Errorf("diagnostics differ (-want +got)\n%s", diff)
			}
		})
	}
}

func TestPlanReadFault(t *testing.T) {
	fsys := faultyFS{fstest.MapFS{"a.wamp.go": {Data: []byte(generated)}}}
	changes, faults := Plan(fsys, []File{{Path: "a.wamp.go"}}, []string{"a.wamp.go"})
	if changes != nil || len(faults) != 1 || faults[0].Rule != "output-read" {
		t.Errorf("plan = %v, %v; want one output-read", changes, faults)
	}
}

// faultyFS fails to read.
type faultyFS struct{ fstest.MapFS }

func (f faultyFS) ReadFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("device is on fire")}
}

// before is what stands in the directory of the tests of Apply.
var before = map[string]string{
	"keep.go":         "package keep",
	"same.wamp.go":    generated + "same",
	"update.wamp.go":  generated + "old",
	"stale.wamp.go":   generated + "stale",
	"sub/two.wamp.go": generated + "old",
}

// wanted is what shall stand there.
var wanted = []File{
	{Path: "same.wamp.go", Data: []byte(generated + "same")},
	{Path: "update.wamp.go", Data: []byte(generated + "new")},
	{Path: "sub/two.wamp.go", Data: []byte(generated + "new")},
	{Path: "new.wamp.go", Data: []byte(generated + "new")},
	{Path: "a/b/deep.wamp.go", Data: []byte(generated + "new")},
	{Path: "once.go", Data: []byte("package once"), Once: true},
}

var after = map[string]string{
	"keep.go":          "package keep",
	"same.wamp.go":     generated + "same",
	"update.wamp.go":   generated + "new",
	"sub/two.wamp.go":  generated + "new",
	"new.wamp.go":      generated + "new",
	"a/b/deep.wamp.go": generated + "new",
	"once.go":          "package once",
}

// then is the time of all files before.
var then = time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)

// prepare fills a directory and plans the changes to it.
func prepare(t *testing.T) (*os.Root, []Change) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range before {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, then, then); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	changes, faults := Plan(root.FS(), wanted, []string{"stale.wamp.go", "update.wamp.go"})
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	return root, changes
}

// contents returns the files below root and, for unchanged, those of the old time.
func contents(t *testing.T, root *os.Root) (texts map[string]string, unchanged []string, dirs []string) {
	t.Helper()
	texts = map[string]string{}
	err := fs.WalkDir(root.FS(), ".", func(p string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			dirs = append(dirs, p)
			return nil
		}
		data, err := root.ReadFile(p)
		if err != nil {
			return err
		}
		texts[p] = string(data)
		if info, err := root.Stat(p); err != nil {
			return err
		} else if info.ModTime().Equal(then) && info.Mode().Perm() == 0o640 {
			unchanged = append(unchanged, p)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts, unchanged, dirs
}

func TestApply(t *testing.T) {
	root, changes := prepare(t)
	if err := Apply(root, changes); err != nil {
		t.Fatal(err)
	}
	texts, unchanged, _ := contents(t, root)
	if diff := cmp.Diff(after, texts); diff != "" {
		t.Errorf("files differ (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"keep.go", "same.wamp.go"}, unchanged); diff != "" {
		t.Errorf("untouched files differ (-want +got)\n%s", diff)
	}
	if info, err := root.Stat("update.wamp.go"); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("updated file has mode %v, %v; want that of before", info.Mode(), err)
	}
	again, faults := Plan(root.FS(), slices.DeleteFunc(slices.Clone(wanted), func(f File) bool { return f.Once }), []string{"update.wamp.go"})
	if len(again)+len(faults) > 0 {
		t.Errorf("second plan = %v, %v; want nothing", again, faults)
	}
}

// TestApplyFaults makes every single step fail, one after the other, and expects
// everything to be as it was.
func TestApplyFaults(t *testing.T) {
	steps := 0
	for fail := 1; ; fail++ {
		root, changes := prepare(t)
		d := &faultyDisk{disk: root, fail: fail}
		err := apply(d, changes)
		if err == nil {
			steps = fail - 1
			break
		}
		if !errors.Is(err, errFault) || !strings.Contains(err.Error(), "wamp.go") && !strings.Contains(err.Error(), "once.go") {
			t.Errorf("fault %d: error %q; want the fault, and the file", fail, err)
		}
		texts, unchanged, dirs := contents(t, root)
		if diff := cmp.Diff(before, texts); diff != "" {
			t.Errorf("fault %d: files differ from before (-want +got)\n%s", fail, diff)
		}
		if diff := cmp.Diff(slices.Sorted(maps.Keys(before)), unchanged); diff != "" {
			t.Errorf("fault %d: files with their old time and mode (-want +got)\n%s", fail, diff)
		}
		if diff := cmp.Diff([]string{".", "sub"}, dirs); diff != "" {
			t.Errorf("fault %d: directories differ from before (-want +got)\n%s", fail, diff)
		}
	}
	if steps < 15 {
		t.Errorf("only %d steps can fail", steps)
	}
}

// TestApplyWriteFault has the disk take no bytes.
func TestApplyWriteFault(t *testing.T) {
	root, changes := prepare(t)
	if err := apply(&fullDisk{root}, changes); err == nil {
		t.Error("apply to a full disk reports nothing")
	}
	texts, _, _ := contents(t, root)
	if diff := cmp.Diff(before, texts); diff != "" {
		t.Errorf("files differ from before (-want +got)\n%s", diff)
	}
}

// fullDisk opens files that can not be written.
type fullDisk struct{ disk }

func (d *fullDisk) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	f, err := d.disk.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return f, f.Close()
}

// TestApplyRollbackFault has a step and all later ones fail: the error tells both.
func TestApplyRollbackFault(t *testing.T) {
	root, changes := prepare(t)
	err := apply(&faultyDisk{disk: root, fail: 13, forever: true}, changes)
	if err == nil || !strings.Contains(err.Error(), "taking back") {
		t.Errorf("error %q does not tell that taking back failed", err)
	}
}

// TestApplyLateFile has a file appear between plan and apply: it is not overwritten.
func TestApplyLateFile(t *testing.T) {
	root, changes := prepare(t)
	if err := root.WriteFile("new.wamp.go", []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Apply(root, changes); !errors.Is(err, fs.ErrExist) {
		t.Errorf("error %v; want that the file exists", err)
	}
	texts, _, _ := contents(t, root)
	want := maps.Clone(before)
	want["new.wamp.go"] = "mine"
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("files differ (-want +got)\n%s", diff)
	}
}

var errFault = errors.New("injected fault")

// faultyDisk fails one step, or that and all later ones.
type faultyDisk struct {
	disk
	fail    int
	forever bool
	count   int
}

func (d *faultyDisk) step() error {
	d.count++
	if d.count == d.fail || d.forever && d.count > d.fail {
		return errFault
	}
	return nil
}

func (d *faultyDisk) Mkdir(name string, perm fs.FileMode) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.disk.Mkdir(name, perm)
}

func (d *faultyDisk) OpenFile(name string, flag int, perm fs.FileMode) (*os.File, error) {
	if err := d.step(); err != nil {
		return nil, err
	}
	return d.disk.OpenFile(name, flag, perm)
}

func (d *faultyDisk) Chmod(name string, mode fs.FileMode) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.disk.Chmod(name, mode)
}

func (d *faultyDisk) Rename(from, to string) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.disk.Rename(from, to)
}

func (d *faultyDisk) Remove(name string) error {
	if err := d.step(); err != nil {
		return err
	}
	return d.disk.Remove(name)
}

func TestGenerated(t *testing.T) {
	for text, want := range map[string]bool{
		Header:                               true,
		generated + "x":                      true,
		Header + "\r\nx":                     true,
		"":                                   false,
		"\n" + generated:                     false,
		" " + generated:                      false,
		Header + "x\n":                       false,
		strings.ToLower(Header):              false,
		string(bytes.Repeat([]byte("x"), 9)): false,
	} {
		if got := Generated([]byte(text)); got != want {
			t.Errorf("Generated(%q) = %v, want %v", text, got, want)
		}
	}
}

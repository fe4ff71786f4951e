package gen

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/gen/output"
)

func TestScan(t *testing.T) {
	file := &fstest.MapFile{}
	ours := &fstest.MapFile{Data: []byte(output.Header + "\n")}
	fsys := fstest.MapFS{
		"wampgen.yaml":                file,
		"b/b.wamp.yaml":               file,
		"a.wamp.yaml":                 file,
		"a/z.wamp.yaml":               file,
		"a/other.yaml":                file,
		"a/short.wamp.yml":            file,
		"vendor/short.wamp.yml":       file,
		"a/z.wamp.go":                 ours,
		"a/mine.wamp.go":              file,
		"a/ours.go":                   ours,
		"b/old.wamp.go":               ours,
		".hidden/x.wamp.yaml":         file,
		"_apart/x.wamp.yaml":          file,
		"vendor/x.wamp.yaml":          file,
		"a/testdata/x.wamp.yaml":      file,
		"node_modules/m/x.wamp.yaml":  file,
		"unit/wampgen.yaml":           file,
		"unit/x.wamp.yaml":            file,
		"unit/deep/x.wamp.yaml":       file,
		"module/go.mod":               file,
		"module/x.wamp.yaml":          file,
		"module/stale.wamp.go":        ours,
		"linked.wamp.yaml":            {Data: []byte("a.wamp.yaml"), Mode: fs.ModeSymlink},
		"linked.wamp.go":              {Data: []byte("a/z.wamp.go"), Mode: fs.ModeSymlink},
		"directory.wamp.yaml/x":       file,
		"directory.wamp.go/c.wamp.go": ours,
	}
	got, faults := scan(fsys)
	want := tree{
		schemas:   []string{"a.wamp.yaml", "a/z.wamp.yaml", "b/b.wamp.yaml"},
		generated: []string{"a/z.wamp.go", "b/old.wamp.go", "directory.wamp.go/c.wamp.go"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(tree{})); diff != "" {
		t.Errorf("tree differs (-want +got)\n%s", diff)
	}
	var said []string
	for _, f := range faults {
		said = append(said, f.Error())
	}
	wantSaid := []string{
		"a/short.wamp.yml: warning: file is not read: schemas are named NAME.wamp.yaml [not-read]",
		"linked.wamp.yaml: error: schema is not a regular file; links are not followed [unreadable]",
	}
	if diff := cmp.Diff(wantSaid, said); diff != "" {
		t.Errorf("diagnostics differ (-want +got)\n%s", diff)
	}
}

func TestScanFaults(t *testing.T) {
	fsys := brokenFS{fstest.MapFS{"a/a.wamp.yaml": {}, "b.wamp.go": {Data: []byte(output.Header)}, "c.wamp.yaml": {}}}
	got, faults := scan(fsys)
	if diff := cmp.Diff([]string{"c.wamp.yaml"}, got.schemas); diff != "" {
		t.Errorf("schemas differ (-want +got)\n%s", diff)
	}
	var files []string
	for _, f := range faults {
		files = append(files, f.Pos.File+": "+f.Message)
	}
	want := []string{"a: no such luck", "b.wamp.go: no such luck"}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("diagnostics differ (-want +got)\n%s", diff)
	}
}

// brokenFS reads the root directory, and nothing else.
type brokenFS struct{ fstest.MapFS }

func (b brokenFS) ReadDir(name string) ([]fs.DirEntry, error) {
	if name != "." {
		return nil, &fs.PathError{Op: "open", Path: name, Err: errors.New("no such luck")}
	}
	return b.MapFS.ReadDir(name)
}

func (b brokenFS) ReadFile(name string) ([]byte, error) {
	return nil, &fs.PathError{Op: "read", Path: name, Err: errors.New("no such luck")}
}

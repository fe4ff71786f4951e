package gen

import (
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/config"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/output"
)

// tree is what a unit's directory holds.
type tree struct {
	schemas   []string // paths of *.wamp.yaml, sorted
	generated []string // paths of *.wamp.go that wampgen wrote, sorted
}

// scan walks a unit. Directories that Go or people set apart, nested units and other
// modules are not entered; symbolic links are not followed.
func scan(fsys fs.FS) (tree, diag.List) {
	var (
		t      tree
		faults diag.List
	)
	fail := func(p string, err error) {
		if e, ok := errors.AsType[*fs.PathError](err); ok {
			err = e.Err
		}
		faults.Errorf(diag.Position{File: p}, ruleUnreadable, "%s", err)
	}
	err := fs.WalkDir(fsys, ".", func(p string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			fail(p, err)
			return nil
		case entry.IsDir():
			if p != "." && (setApart(entry.Name()) || nested(fsys, p)) {
				return fs.SkipDir
			}
		case strings.HasSuffix(p, ".wamp.yaml"):
			if !entry.Type().IsRegular() {
				faults.Errorf(diag.Position{File: p}, ruleUnreadable, "schema is not a regular file; links are not followed")
				return nil
			}
			t.schemas = append(t.schemas, p)
		case strings.HasSuffix(p, ".wamp.yml"):
			faults.Warnf(diag.Position{File: p}, ruleNotRead, "file is not read: schemas are named NAME.wamp.yaml").
				Hint = "rename it to " + strings.TrimSuffix(path.Base(p), "yml") + "yaml"
		case strings.HasSuffix(p, ".wamp.go") && entry.Type().IsRegular():
			data, err := fs.ReadFile(fsys, p)
			if err != nil {
				fail(p, err)
			}
			if output.Generated(data) {
				t.generated = append(t.generated, p)
			}
		}
		return nil
	})
	if err != nil {
		fail(".", err)
	}
	slices.Sort(t.schemas)
	slices.Sort(t.generated)
	return t, faults
}

// setApart reports whether a directory is none of the unit's: hidden, or of a name
// that the go command or a package manager skips.
func setApart(name string) bool {
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") ||
		name == "vendor" || name == "testdata" || name == "node_modules"
}

// nested reports whether a directory is the root of another unit or module.
func nested(fsys fs.FS, dir string) bool {
	for _, marker := range []string{config.FileName, "go.mod"} {
		if _, err := fs.Stat(fsys, path.Join(dir, marker)); err == nil {
			return true
		}
	}
	return false
}

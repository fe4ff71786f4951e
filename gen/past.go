package gen

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/wampgen/wampgen/gen/config"
)

// WantedOfPast reports whether a file of a past state is read, by its name.
func WantedOfPast(name string) bool {
	return name == config.FileName || name == "go.mod" || strings.HasSuffix(name, ".wamp.yaml")
}

// Past returns a past state of a unit: that of a directory tree, of which dir is the
// unit's, and top the tree's in the operating system. now is the unit as it is. A
// directory that the tree has not is one without schemas.
func Past(tree fs.FS, top, dir string, now Unit, display func(file string, imported bool) string) (State, error) {
	state := State{FS: embed.FS{}, ImportPath: now.ImportPath, Importer: ModuleImporter(now.Root), Display: display}
	if info, err := fs.Stat(tree, dir); errors.Is(err, fs.ErrNotExist) || err == nil && !info.IsDir() {
		return state, nil
	}
	var err error
	if state.FS, err = fs.Sub(tree, dir); err != nil {
		return state, fmt.Errorf("open %s: %w", dir, err)
	}
	for module := dir; ; module = path.Dir(module) {
		goMod, err := fs.ReadFile(tree, path.Join(module, "go.mod"))
		if err == nil {
			if name := modulePath(string(goMod)); name != "" {
				state.ImportPath = path.Join(name, strings.TrimPrefix("./"+dir, "./"+module))
			}
			state.Importer = pastImporter(string(goMod), filepath.Join(top, filepath.FromSlash(module)), inTree(tree, top))
			return state, nil
		}
		if module == "." {
			return state, nil
		}
	}
}

// inTree opens directories below the top in the tree, and others on the disk.
func inTree(tree fs.FS, top string) func(dir string) (fs.FS, error) {
	return func(dir string) (fs.FS, error) {
		rel, err := filepath.Rel(top, dir)
		if rel = filepath.ToSlash(rel); err != nil || !fs.ValidPath(rel) {
			return onDisk(dir)
		}
		if info, err := fs.Stat(tree, rel); err != nil || !info.IsDir() {
			return onDisk(dir) // such as a module cache in the work tree
		}
		return fs.Sub(tree, rel)
	}
}

// PastDirectory returns the state that another directory holds: the root of a unit.
// Close ends its use.
func PastDirectory(dir string, now Unit, display func(file string, imported bool) string) (state State, close func() error, err error) {
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return State{}, nil, err
	case !info.IsDir():
		return State{}, nil, fmt.Errorf("%s is not a directory", dir)
	}
	if self, err := os.Stat(now.Root); err == nil && os.SameFile(self, info) {
		return State{}, nil, fmt.Errorf("%s is the unit itself: nothing has changed", dir)
	}
	if !isRoot(dir) {
		return State{}, nil, fmt.Errorf("%s is no unit: it has neither %s nor go.mod", dir, config.FileName)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return State{}, nil, err
	}
	top, err := filepath.Abs(dir)
	if err != nil {
		return State{}, nil, errors.Join(err, root.Close())
	}
	state, err = Past(root.FS(), top, ".", now, display)
	if err != nil {
		return State{}, nil, errors.Join(err, root.Close())
	}
	return state, root.Close, nil
}

// isRoot reports whether a directory is the root of a unit.
func isRoot(dir string) bool {
	for _, marker := range []string{config.FileName, "go.mod"} {
		if _, err := os.Stat(filepath.Join(dir, marker)); err == nil {
			return true
		}
	}
	return false
}

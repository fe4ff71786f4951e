package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/wampgen/wampgen/gen/config"
)

// Unit is an application: everything that is generated together.
type Unit struct {
	Root       string // directory, in the operating system's notation
	ImportPath string // of the root
}

// FindUnit returns the unit that a directory belongs to: the nearest directory upward
// that has a wampgen.yaml, else the nearest that has a go.mod.
func FindUnit(dir string) (Unit, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Unit{}, fmt.Errorf("find unit: %w", err)
	}
	if info, err := os.Stat(dir); err != nil {
		return Unit{}, fmt.Errorf("find unit: %w", err)
	} else if !info.IsDir() {
		return Unit{}, fmt.Errorf("find unit: %s is not a directory", dir)
	}
	module, err := upward(dir, "go.mod")
	if errors.Is(err, fs.ErrNotExist) {
		return Unit{}, fmt.Errorf("find unit: no go.mod in %s or above: generated code needs a Go module", dir)
	}
	if err != nil {
		return Unit{}, fmt.Errorf("find unit: %w", err)
	}
	root, err := upward(dir, config.FileName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Unit{}, fmt.Errorf("find unit: %w", err)
	}
	if err != nil || len(root) < len(module) {
		root = module // a wampgen.yaml above the module is another module's
	}
	importPath, err := importPath(module, root)
	if err != nil {
		return Unit{}, fmt.Errorf("find unit: %w", err)
	}
	return Unit{Root: root, ImportPath: importPath}, nil
}

// upward returns the nearest directory upward that has a file of that name.
func upward(dir, name string) (string, error) {
	for {
		_, err := os.Stat(filepath.Join(dir, name))
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return dir, err
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fs.ErrNotExist
		}
		dir = parent
	}
}

// importPath returns the import path of a directory of a module.
func importPath(module, dir string) (string, error) {
	data, err := os.ReadFile(filepath.Join(module, "go.mod"))
	if err != nil {
		return "", err
	}
	name := modulePath(string(data))
	if name == "" {
		return "", fmt.Errorf("%s has no module line", filepath.Join(module, "go.mod"))
	}
	rel, err := filepath.Rel(module, dir)
	if err != nil {
		return "", err
	}
	return path.Join(name, filepath.ToSlash(rel)), nil
}

// modulePath returns the path on the module line of a go.mod, or "".
func modulePath(text string) string {
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		fields := strings.Fields(line)
		if len(fields) != 2 || fields[0] != "module" {
			continue
		}
		if name, err := strconv.Unquote(fields[1]); err == nil {
			return name
		}
		return fields[1]
	}
	return ""
}

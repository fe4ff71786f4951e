package gen

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Importer returns the directory of a Go package outside of the unit.
type Importer func(importPath string) (fs.FS, error)

// ModuleImporter returns an importer of the packages of the modules that the go.mod of
// a directory, the nearest one upward, requires or replaces, and of its own. It reads
// them where the go command has put them, and runs nothing.
func ModuleImporter(dir string) Importer {
	return func(importPath string) (fs.FS, error) {
		m, err := readModules(dir)
		if err != nil {
			return nil, err
		}
		return m.open(importPath, onDisk)
	}
}

// pastImporter is ModuleImporter for a go.mod that stood in a directory of the operating
// system once: what it finds is opened by a function.
func pastImporter(goMod, dir string, open func(dir string) (fs.FS, error)) Importer {
	m := parseModules(goMod, dir, moduleCache())
	return func(importPath string) (fs.FS, error) { return m.open(importPath, open) }
}

// open opens the directory of a package.
func (m modules) open(importPath string, open func(dir string) (fs.FS, error)) (fs.FS, error) {
	found, err := m.find(importPath)
	if err != nil {
		return nil, err
	}
	return open(found)
}

func onDisk(dir string) (fs.FS, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("there is no directory %s; go mod download fetches modules", dir)
	}
	return os.DirFS(dir), nil
}

// modules are the directories of modules, by their paths.
type modules map[string]string

// readModules reads the nearest go.mod upward from a directory.
func readModules(dir string) (modules, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("find go.mod: %w", err)
	}
	for {
		data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
		if err == nil {
			return parseModules(string(data), dir, moduleCache()), nil
		}
		parent := filepath.Dir(dir)
		if !errors.Is(err, fs.ErrNotExist) || parent == dir {
			return nil, fmt.Errorf("find go.mod: %w", err)
		}
		dir = parent
	}
}

// parseModules finds the directories of the modules that a go.mod in dir names.
func parseModules(text, dir, cache string) modules {
	m, replaced := modules{}, modules{}
	block := ""
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(strings.ReplaceAll(line, `"`, ""))
		switch {
		case len(words) == 0:
			continue
		case words[0] == ")":
			block = ""
			continue
		case len(words) == 2 && words[1] == "(":
			block = words[0]
			continue
		case block != "":
			words = append([]string{block}, words...)
		}
		m.directive(replaced, words, dir, cache)
	}
	for module, at := range replaced {
		m[module] = at
	}
	return m
}

// directive reads a line of a go.mod: module, require or replace.
func (m modules) directive(replaced modules, words []string, dir, cache string) {
	switch {
	case words[0] == "module" && len(words) == 2:
		m[words[1]] = dir
	case words[0] == "require" && len(words) >= 3:
		m[words[1]] = cached(cache, words[1], words[2])
	case words[0] == "replace":
		_, to, _ := strings.Cut(strings.Join(words, " "), " => ")
		switch target := strings.Fields(to); {
		case len(target) == 2:
			replaced[words[1]] = cached(cache, target[0], target[1])
		case len(target) == 1 && filepath.IsAbs(target[0]):
			replaced[words[1]] = target[0]
		case len(target) == 1:
			replaced[words[1]] = filepath.Join(dir, filepath.FromSlash(target[0]))
		}
	}
}

// find returns the directory of a package: of the module with the longest path.
func (m modules) find(importPath string) (string, error) {
	for module := importPath; module != ""; {
		if dir, ok := m[module]; ok {
			return filepath.Join(dir, filepath.FromSlash(strings.TrimPrefix(importPath, module))), nil
		}
		module = module[:max(strings.LastIndexByte(module, '/'), 0)]
	}
	return "", errors.New("no module of go.mod has it")
}

// moduleCache returns where the go command keeps modules.
func moduleCache() string {
	if dir := os.Getenv("GOMODCACHE"); dir != "" {
		return dir
	}
	dir := filepath.SplitList(os.Getenv("GOPATH"))
	if len(dir) == 0 || dir[0] == "" {
		home, _ := os.UserHomeDir() // without one nothing is found, which is said
		dir = []string{filepath.Join(home, "go")}
	}
	return filepath.Join(dir[0], "pkg", "mod")
}

// cached returns the directory of a version of a module, where capitals are written as
// ! and the small letter.
func cached(cache, module, version string) string {
	var b strings.Builder
	for _, r := range module + "@" + version {
		if r >= 'A' && r <= 'Z' {
			b.WriteByte('!')
			r += 'a' - 'A'
		}
		b.WriteRune(r)
	}
	return filepath.Join(cache, filepath.FromSlash(b.String()))
}

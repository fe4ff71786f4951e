package model

import (
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/schema"
)

// imported is a package under the name that another one gives it.
type imported struct {
	*scope // nil: there is none, which has been said
	dir    string
	pos    diag.Position
	used   bool
}

// RelativeImport reports whether an import names a directory, not a Go package.
func RelativeImport(importPath string) bool {
	return importPath == "." || importPath == ".." || strings.HasPrefix(importPath, "./") || strings.HasPrefix(importPath, "../")
}

// ImportDir returns the directory of the unit that an import of a file in dir names,
// or the Go import path of a package outside of it. root is the import path of the unit.
func ImportDir(dir, importPath, root string) string {
	switch within, inside := strings.CutPrefix(importPath, root+"/"); {
	case RelativeImport(importPath):
		return path.Join(dir, importPath)
	case importPath == root:
		return "."
	case inside && root != "":
		return within
	default:
		return importPath
	}
}

// imports returns the step that finds the packages that a package imports. All its
// files see them.
func (c *checker) imports(scopes []*scope) func(*scope) {
	byDir := make(map[string]*scope, len(scopes))
	for _, s := range scopes {
		byDir[s.pkg.Dir] = s
	}
	return func(s *scope) {
		for _, f := range s.files {
			for _, i := range f.Imports {
				c.importPackage(s, i, byDir)
			}
		}
	}
}

func (c *checker) importPackage(s *scope, i *schema.Import, byDir map[string]*scope) {
	name := i.Name.Value
	if !validPackage(name) {
		c.list.Errorf(i.Name.Pos, ruleName, "%q cannot name a package", name).Hint = "names of packages are like common"
	}
	m := &imported{pos: i.Name.Pos}
	if i.Path.Value != "" {
		m.dir = ImportDir(s.pkg.Dir, i.Path.Value, c.root(s))
	}
	if first := s.imports[name]; first != nil {
		if first.dir != m.dir {
			c.list.Errorf(i.Name.Pos, ruleDuplicate, "the package imports %q already, from elsewhere", name).Hint = "in " + place(first.pos, i.Name.Pos.File)
		}
		return
	}
	s.imports[name] = m
	to := byDir[m.dir]
	if to != nil && to.pkg.ImportPath == "" && m.dir == i.Path.Value && !RelativeImport(m.dir) {
		to = nil // a Go import path that looks like a directory
	}
	switch {
	case m.dir == "":
	case m.dir == ".." || strings.HasPrefix(m.dir, "../"):
		c.list.Errorf(i.Path.Pos, ruleImport, "%q is outside of the unit", i.Path.Value).Hint = "write its Go import path"
	case to == s:
		c.list.Errorf(i.Path.Pos, ruleImport, "%q is this package", i.Path.Value).Hint = "its names are known without an import"
	case to == nil:
		c.unknownImport(s, i, m.dir, byDir)
	case to.pkg.Name == "main":
		c.list.Errorf(i.Path.Pos, ruleImport, "package main cannot be imported")
	default:
		m.scope = to
	}
}

// root returns the import path below which imports of a package are its unit's own.
func (c *checker) root(s *scope) string {
	if s.pkg.ImportPath != "" {
		return ""
	}
	return c.options.ImportPath
}

func (c *checker) unknownImport(s *scope, i *schema.Import, dir string, byDir map[string]*scope) {
	if slices.Contains(c.options.Imported, dir) {
		return // why it could not be read has been said
	}
	d := c.list.Errorf(i.Path.Pos, ruleImport, "there are no schemas in %q", i.Path.Value)
	near := c.suggest(dir, func() []string { return slices.Sorted(maps.Keys(byDir)) })
	if below := path.Join(s.pkg.Dir, i.Path.Value); byDir[below] != nil {
		near = below
	}
	if near != "" && near != s.pkg.Dir {
		d.Hint = fmt.Sprintf("did you mean %q?", relative(s.pkg.Dir, near))
	}
}

// relative returns how a file in one directory imports another.
func relative(from, to string) string {
	up := ""
	for from != "." && to != from && !strings.HasPrefix(to, from+"/") {
		from, up = path.Dir(from), up+"../"
	}
	if from != "." {
		to = strings.TrimPrefix(to, from+"/")
	}
	if up == "" {
		up = "./"
	}
	return up + to
}

// cycles returns the step that reports circles of imports.
func (c *checker) cycles() func(*scope) {
	state := map[*scope]visit{}
	var walk func(s *scope, trail []string)
	walk = func(s *scope, trail []string) {
		state[s] = open
		trail = append(trail, s.pkg.Name)
		for _, name := range slices.Sorted(maps.Keys(s.imports)) {
			i := s.imports[name]
			switch {
			case i.scope == nil:
			case state[i.scope] == open:
				start := max(slices.Index(trail, i.scope.pkg.Name), 0)
				c.list.Errorf(i.pos, ruleImportCycle, "packages import each other: %s", strings.Join(append(trail[start:], i.scope.pkg.Name), " imports "))
			case state[i.scope] == unvisited:
				walk(i.scope, slices.Clip(trail))
			}
		}
		state[s] = done
	}
	return func(s *scope) {
		if state[s] == unvisited {
			walk(s, nil)
		}
	}
}

// unusedImports warns of imports of which no name is used, where nothing else is wrong.
func (c *checker) unusedImports(s *scope) {
	if s.pkg.ImportPath != "" || c.list.HasErrors() {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(s.imports)) {
		if i := s.imports[name]; i.scope != nil && !i.used {
			c.list.Warnf(i.pos, ruleUnusedImport, "the package imports %q and uses none of its names", name).Hint = "remove the import"
		}
	}
}

// qualified returns the package in which a name is looked up, and the name there: that
// of an import where it begins with one, else s. It is false where that has been refused.
func (c *checker) qualified(s *scope, name string, pos diag.Position) (*scope, string, bool) {
	first, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		return s, name, true
	}
	if i := s.imports[first]; i != nil {
		i.used = true
		return i.scope, rest, i.scope != nil
	}
	near := c.suggest(first, func() []string { return slices.Sorted(maps.Keys(s.imports)) })
	switch {
	case declName.MatchString(first) || s.names[first] != nil || !packageName.MatchString(first):
		return s, name, true // Interface.member
	case near == "" && c.suggest(first, func() []string { return slices.Sorted(maps.Keys(s.interfaces)) }) != "":
		return s, name, true // and was meant as such
	case s.incomplete:
		return nil, "", false
	}
	d := c.list.Errorf(pos, ruleImport, "the package imports no %q", first)
	if near != "" {
		d.Hint = fmt.Sprintf("did you mean %q?", near+"."+rest)
	} else {
		d.Hint = fmt.Sprintf("write imports: {%s: ../%s}", first, first)
	}
	return nil, "", false
}

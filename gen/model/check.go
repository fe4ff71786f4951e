package model

import (
	"path"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/schema"
)

// Options is what the configuration of a unit adds to its schemas.
type Options struct {
	// RootDir is the name of the unit's root directory, for schemas that stand
	// in the root itself: the package must be named so. Empty: not checked.
	RootDir string
	// Packages gives directories (slash paths relative to the root) another
	// package name than their own.
	Packages map[string]string
	// ImportPath is the Go import path of the unit's root; imports below it are
	// the unit's own packages.
	ImportPath string
	// Imported are the directories of the files that belong to other units: Go
	// import paths.
	Imported []string
	// ProvideReserved allows components to provide and publish wamp. URIs.
	ProvideReserved bool
}

// Check resolves and checks all files of a unit together. The unit holds what is
// sound; it is complete only if the list has no errors. The list is sorted.
func Check(files []*schema.File, options Options) (*Unit, diag.List) {
	c := &checker{
		options:    options,
		procedures: map[string]*member{},
		topics:     map[string]*member{},
		classes:    map[string]diag.Position{},
		uuids:      map[string]diag.Position{},
	}
	unit := &Unit{}
	scopes := c.scopes(files)
	steps := []func(*scope){
		c.packageName, c.packageDoc, c.declare, c.imports(scopes), c.cycles(), c.scalarsAndEnums, c.structs, c.unions, c.recursion, c.endless,
		c.errors, c.interfaces, c.components, c.unusedImports,
	}
	for _, step := range steps {
		for _, s := range scopes {
			step(s)
		}
	}
	for _, s := range scopes {
		if s.pkg.ImportPath != "" {
			unit.Imported = append(unit.Imported, s.pkg)
		} else {
			unit.Packages = append(unit.Packages, s.pkg)
		}
	}
	c.list.Sort()
	return unit, c.list
}

// checker is the state of one Check.
type checker struct {
	options     Options
	list        diag.List
	suggestions int
	procedures  map[string]*member // of the unit, by URI
	topics      map[string]*member
	classes     map[string]diag.Position
	uuids       map[string]diag.Position // of interfaces
}

// scope is a package while it is checked: its files and what they declare.
type scope struct {
	pkg        *Package
	files      []*fileScope
	incomplete bool // of a file that could not be read names may be missing

	names      map[string]*declared
	types      map[string]*TypeDecl
	errors     map[string]*Error
	interfaces map[string]*interfaceScope
	imports    map[string]*imported
}

// fileScope is a file of a scope.
type fileScope struct {
	*schema.File
	model       *File
	saidMissing bool // that there is no base of URIs

	types      []*typeScope // without those whose name is taken, as below
	errors     []*errorScope
	interfaces []*interfaceScope
	components []*componentScope
}

// scopes groups the files by directory.
func (c *checker) scopes(files []*schema.File) []*scope {
	byDir := map[string]*scope{}
	var scopes []*scope
	files = slices.SortedFunc(slices.Values(files), func(a, b *schema.File) int { return strings.Compare(a.Path, b.Path) })
	for _, f := range files {
		dir := path.Dir(f.Path)
		s := byDir[dir]
		if s == nil {
			s = &scope{
				pkg:        &Package{Dir: dir},
				names:      map[string]*declared{},
				types:      map[string]*TypeDecl{},
				errors:     map[string]*Error{},
				interfaces: map[string]*interfaceScope{},
				imports:    map[string]*imported{},
			}
			if slices.Contains(c.options.Imported, dir) {
				s.pkg.ImportPath = dir
			}
			byDir[dir] = s
			scopes = append(scopes, s)
		}
		m := &File{Path: f.Path}
		if f.URI != nil {
			m.URI = c.base(f.URI)
		}
		s.pkg.Files = append(s.pkg.Files, m)
		s.files = append(s.files, &fileScope{File: f, model: m})
		s.incomplete = s.incomplete || f.Incomplete
	}
	slices.SortFunc(scopes, func(a, b *scope) int { return strings.Compare(a.pkg.Dir, b.pkg.Dir) })
	return scopes
}

// maxSuggestions bounds the search for near names in files of nonsense.
const maxSuggestions = 100

func (c *checker) suggest(name string, candidates func() []string) string {
	if c.suggestions++; c.suggestions > maxSuggestions {
		return ""
	}
	return diag.Suggest(name, candidates())
}

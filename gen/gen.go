package gen

import (
	"io/fs"
	"path"
	"slices"

	"github.com/wampgen/wampgen/gen/config"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/golang"
	"github.com/wampgen/wampgen/gen/model"
	"github.com/wampgen/wampgen/gen/output"
	"github.com/wampgen/wampgen/gen/schema"
	"github.com/wampgen/wampgen/gen/syntax"
)

// Result is what a unit's schemas give.
type Result struct {
	Files    []output.File // nil if there are errors
	Existing []string      // generated files that the unit has now
	Sources  diag.Sources  // the files that diagnostics speak of
	Imports  bool          // packages outside of the unit have been read
}

// Generate reads the configuration and all schemas of the unit in fsys and returns
// the files they give, or the faults of all of them. importPath is the Go import path
// of the unit's root. Nothing is written. Packages outside of the unit can not be
// imported; see GenerateWith.
func Generate(fsys fs.FS, importPath string) (Result, diag.List) {
	return GenerateWith(fsys, importPath, nil)
}

// GenerateWith is Generate with an importer of packages outside of the unit. They are
// read, and nothing is generated for them.
func GenerateWith(fsys fs.FS, importPath string, importer Importer) (Result, diag.List) {
	p := newPipeline(fsys)
	c := p.check(importPath, importer)
	result := Result{Existing: c.tree.generated, Sources: p.sources, Imports: c.imports}
	if !p.faults.HasErrors() {
		p.faults.Add(checkPackages(c.unit, c.files, c.config.Registry, c.people)...)
		code, faults := golang.Files(c.unit, c.options(importPath))
		p.faults.Add(faults...)
		result.Files = code
	}
	p.faults.Sort()
	return result, p.faults
}

// checked is what the files of a unit mean.
type checked struct {
	config config.Config
	tree   tree
	files  []*schema.File // of the unit
	unit   *model.Unit
	people *written

	imports bool // of packages outside of the unit
}

// options returns what generated code depends on beside the model.
func (c *checked) options(importPath string) golang.Options {
	return golang.Options{
		ImportPath: importPath,
		Registry:   golang.Registry(c.config.Registry),
		Written:    c.people.has,
		Exists:     c.people.exists,

		ProvideReserved: c.config.ProvideReserved,
		Types:           goTypes(c.config.Types),
	}
}

func goTypes(types map[string]config.GoType) map[string]golang.GoType {
	list := make(map[string]golang.GoType, len(types))
	for name, t := range types {
		list[name] = golang.GoType(t)
	}
	return list
}

// check reads and checks everything. The unit is complete only without faults.
func (p *pipeline) check(importPath string, importer Importer) *checked {
	c := &checked{people: &written{fsys: p.fsys, dirs: make(map[string]*declared)}}
	var faults diag.List
	c.tree, faults = scan(p.fsys)
	p.faults = faults
	c.config = p.config()
	for _, name := range c.tree.schemas {
		file, faults := schema.Parse(name, p.load(name))
		p.faults.Add(faults...)
		c.files = append(c.files, file)
	}
	outside, importPaths := p.imported(c.files, importPath, importer)
	c.imports = len(importPaths) > 0
	c.unit, faults = model.Check(slices.Concat(c.files, outside), model.Options{
		RootDir:         path.Base(importPath),
		ImportPath:      importPath,
		Imported:        importPaths,
		Packages:        c.config.Packages,
		ProvideReserved: c.config.ProvideReserved,
	})
	p.faults.Add(faults...)
	return c
}

func newPipeline(fsys fs.FS) *pipeline {
	return &pipeline{fsys: fsys, sources: make(diag.Sources)}
}

// pipeline collects the faults of all stages.
type pipeline struct {
	fsys    fs.FS
	sources diag.Sources
	faults  diag.List
}

// config returns what wampgen.yaml says, or the defaults.
func (p *pipeline) config() config.Config {
	if _, err := fs.Stat(p.fsys, config.FileName); err != nil {
		return config.Default()
	}
	root := p.load(config.FileName)
	if root == nil {
		return config.Default()
	}
	cfg, faults := config.Parse(root)
	p.faults.Add(faults...)
	return cfg
}

// load reads the tree of a file; nil stands for faults that leave none.
func (p *pipeline) load(name string) *syntax.Node { return p.read(p.fsys, name, name) }

// read reads the tree of a file, which diagnostics call by another name.
func (p *pipeline) read(fsys fs.FS, file, name string) *syntax.Node {
	data, err := fs.ReadFile(fsys, file)
	if err != nil {
		p.faults.Errorf(diag.Position{File: name}, ruleUnreadable, "%s", err)
		return nil
	}
	p.sources[name] = data
	root, faults := syntax.Load(name, data, syntax.Limits{})
	p.faults.Add(faults...)
	return root
}

package gen

import (
	"io/fs"
	"path"

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
}

// Generate reads the configuration and all schemas of the unit in fsys and returns
// the files they give, or the faults of all of them. importPath is the Go import path
// of the unit's root. Nothing is written.
func Generate(fsys fs.FS, importPath string) (Result, diag.List) {
	p := pipeline{fsys: fsys, sources: make(diag.Sources)}
	tree, faults := scan(fsys)
	p.faults = faults

	cfg := p.config()
	var files []*schema.File
	for _, name := range tree.schemas {
		file, faults := schema.Parse(name, p.load(name))
		p.faults.Add(faults...)
		files = append(files, file)
	}
	result := Result{Existing: tree.generated, Sources: p.sources}
	unit, faults := model.Check(files, model.Options{
		RootDir:         path.Base(importPath),
		ImportPath:      importPath,
		Packages:        cfg.Packages,
		ProvideReserved: cfg.ProvideReserved,
	})
	p.faults.Add(faults...)
	if !p.faults.HasErrors() {
		code, faults := golang.Files(unit, golang.Options{
			ImportPath: importPath,
			Registry:   golang.Registry(cfg.Registry),
			Written:    (&written{fsys: fsys, dirs: make(map[string]*declared)}).has,
		})
		p.faults.Add(faults...)
		result.Files = code
	}
	p.faults.Sort()
	return result, p.faults
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
func (p *pipeline) load(name string) *syntax.Node {
	data, err := fs.ReadFile(p.fsys, name)
	if err != nil {
		p.faults.Errorf(diag.Position{File: name}, ruleUnreadable, "%s", err)
		return nil
	}
	p.sources[name] = data
	root, faults := syntax.Load(name, data, syntax.Limits{})
	p.faults.Add(faults...)
	return root
}

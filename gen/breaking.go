package gen

import (
	"io/fs"
	"path"
	"slices"

	"github.com/wampgen/wampgen/gen/breaking"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/golang"
)

// State is one of the states of a unit that Breaking compares.
type State struct {
	FS         fs.FS
	ImportPath string // of the root
	Importer   Importer

	// Display returns what people call a file of the unit, such as ref:path, or one of
	// an imported package of another unit, which has its import path for a directory.
	Display func(file string, imported bool) string

	imported map[string]bool // import paths of the packages of other units that are read
}

// Comparison is what Breaking finds. Positions have names as State.Display gives them.
type Comparison struct {
	Findings diag.List // what breaks; errors, whose rules begin with their level

	// Faults are those of schemas that are not sound: then nothing is compared. Old
	// tells that they are those of the old state.
	Faults diag.List
	Old    bool

	Ignored int               // findings that were left out
	Unused  []breaking.Ignore // those that had nothing to ignore

	Schemas int // of the old state
	Sources diag.Sources
}

// Breaking returns what of the levels breaks for those who know the old state of a unit, but for
// what is ignored.
func Breaking(old, new State, levels []breaking.Level, ignores ...breaking.Ignore) Comparison {
	c := Comparison{Sources: make(diag.Sources)}
	now := c.read(&new, levels)
	if len(c.Faults) > 0 {
		return c
	}
	was := c.read(&old, levels)
	if c.Old = len(c.Faults) > 0; c.Old {
		return c
	}
	for _, pkg := range was.Unit.Packages {
		c.Schemas += len(pkg.Files)
	}
	found := breaking.Check(was, now, levels, ignores...)
	c.Ignored, c.Unused = found.Ignored, found.Unused
	for _, f := range found.Findings {
		state := new
		if f.Old {
			state = old
		}
		f.Pos.File = state.name(f.Pos.File)
		c.Findings.Errorf(f.Pos, f.Rule, "%s", f.Message).Hint = f.Hint
	}
	c.Findings.Sort()
	return c
}

// name returns what people call a file; no file has no name.
func (s State) name(file string) string {
	if file == "" {
		return ""
	}
	return s.Display(file, s.imported[path.Dir(file)])
}

// read reads and checks a state. Warnings are left to generate.
func (c *Comparison) read(s *State, levels []breaking.Level) breaking.State {
	p := newPipeline(s.FS)
	checked := p.check(s.ImportPath, s.Importer)
	s.imported = make(map[string]bool)
	for _, pkg := range checked.unit.Imported {
		s.imported[pkg.ImportPath] = true
	}
	state := breaking.State{Unit: checked.unit}
	if !p.faults.HasErrors() && slices.Contains(levels, breaking.Go) {
		names, faults := golang.ExportedNames(checked.unit, checked.options(s.ImportPath))
		p.faults.Add(faults...)
		for _, n := range names {
			state.Names = append(state.Names, breaking.Name(n))
		}
	}
	for name, text := range p.sources {
		c.Sources[s.name(name)] = text
	}
	for _, f := range p.faults {
		if f.Severity == diag.Error {
			f.Pos.File = s.name(f.Pos.File)
			c.Faults.Add(f)
		}
	}
	c.Faults.Sort()
	return state
}

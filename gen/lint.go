package gen

import (
	"io/fs"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/golang"
	"github.com/wampgen/wampgen/gen/lint"
)

// Lint returns what is likely to hurt in a unit whose schemas are sound: the findings of
// package lint, and methods of component classes that look like handlers and are none.
// Where schemas are not sound it returns their faults. The sources are those that the
// diagnostics speak of.
func Lint(fsys fs.FS, importPath string, importer Importer) (diag.Sources, diag.List) {
	p := newPipeline(fsys)
	c := p.check(importPath, importer)
	if !p.faults.HasErrors() {
		p.faults.Add(lint.Check(c.unit)...)
		p.faults.Add(p.strayHandlers(c)...)
	}
	p.faults.Sort()
	return p.sources, p.faults
}

// strayHandlers warns of methods On... of component classes that nothing calls.
func (p *pipeline) strayHandlers(c *checked) diag.List {
	var findings diag.List
	for _, pkg := range c.unit.Packages {
		for _, f := range pkg.Files {
			for _, component := range f.Components {
				class, called := golang.ClassMethods(component)
				for _, m := range c.people.dir(pkg.Dir).methods[class] {
					after, on := strings.CutPrefix(m.name, "On")
					if !on || after == "" || after[0] < 'A' || after[0] > 'Z' || slices.Contains(called, m.name) {
						continue
					}
					p.note(m.pos.File)
					d := findings.Warnf(m.pos, ruleStrayHandler, "%s.%s is neither a hook nor a handler of an event", class, m.name)
					if near := diag.Suggest(m.name, called); near != "" {
						d.Hint = "did you mean " + near + "?"
					} else {
						d.Hint = "subscribe to its topic, or name it otherwise"
					}
				}
			}
		}
	}
	return findings
}

// note keeps the text of a file that a diagnostic speaks of.
func (p *pipeline) note(file string) {
	if text, err := fs.ReadFile(p.fsys, file); err == nil {
		p.sources[file] = text
	}
}

package gen

import (
	"io/fs"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/golang"
)

// Explain returns what is derived from the declarations of a unit: URIs, patterns, Go
// names and signatures, options. Where schemas are not sound it returns their faults.
func Explain(fsys fs.FS, importPath string, importer Importer) ([]golang.Explanation, diag.Sources, diag.List) {
	p := newPipeline(fsys)
	c := p.check(importPath, importer)
	var list []golang.Explanation
	if !p.faults.HasErrors() {
		var err error
		if list, err = golang.Explain(c.unit, c.options(importPath)); err != nil {
			p.faults.Errorf(diag.Position{}, ruleUnreadable, "%s", err)
		}
	}
	p.faults.Sort()
	return list, p.sources, p.faults
}

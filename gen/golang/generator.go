package golang

import (
	"path"

	"github.com/wampgen/wampgen/gen/model"
)

// generator writes the files of one package.
type generator struct {
	root string // import path of the unit's root directory
	pkg  *model.Package
	*source
}

// importPath returns the import path of a package of the unit.
func (g *generator) importPath(p *model.Package) string { return path.Join(g.root, p.Dir) }

package gen

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/model"
	"github.com/wampgen/wampgen/gen/schema"
)

// imported reads the schemas of all packages outside of the unit that its files import,
// and of those that they import in turn. It returns them with the import paths.
func (p *pipeline) imported(files []*schema.File, root string, importer Importer) (more []*schema.File, importPaths []string) {
	if importer == nil {
		return nil, nil
	}
	unit := len(files)
	for at := 0; at < len(files); at++ {
		f, base := files[at], root
		if at >= unit {
			base = ""
		}
		for _, i := range f.Imports {
			to := model.ImportDir(path.Dir(f.Path), i.Path.Value, base)
			own := at < unit && (to != i.Path.Value || model.RelativeImport(i.Path.Value))
			if own || to == "" || strings.HasPrefix(to, "..") || slices.Contains(importPaths, to) {
				continue
			}
			importPaths = append(importPaths, to)
			files = append(files, p.importPackage(i, to, importer)...)
		}
	}
	return files[unit:], importPaths
}

func (p *pipeline) importPackage(i *schema.Import, importPath string, importer Importer) []*schema.File {
	if !fs.ValidPath(importPath) {
		p.faults.Errorf(i.Path.Pos, ruleUnreadable, "%q is neither a relative directory nor a Go import path", importPath)
		return nil
	}
	dir, err := importer(importPath)
	if err != nil {
		p.faults.Errorf(i.Path.Pos, ruleUnreadable, "import %q: %s", importPath, err)
		return nil
	}
	names, err := fs.Glob(dir, "*.wamp.yaml")
	if err != nil || len(names) == 0 {
		p.faults.Errorf(i.Path.Pos, ruleUnreadable, "import %q: the package has no schemas", importPath)
		return nil
	}
	var files []*schema.File
	for _, name := range names {
		at := path.Join(importPath, name)
		file, faults := schema.Parse(at, p.read(dir, name, at))
		p.faults.Add(faults...)
		files = append(files, file)
	}
	return files
}

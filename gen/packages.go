package gen

import (
	"fmt"
	"path"
	"slices"

	"github.com/wampgen/wampgen/gen/config"
	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
	"github.com/wampgen/wampgen/gen/schema"
)

// checkPackages finds the directories where another package stands than that of the
// schemas, or than that of the registry: Go has one package in a directory.
func checkPackages(unit *model.Unit, files []*schema.File, registry config.Registry, people *written) diag.List {
	var faults diag.List
	named := make(map[string]diag.Position) // by directory, where its package is named first
	for _, f := range slices.Backward(files) {
		if f.Package != nil {
			named[path.Dir(f.Path)] = f.Package.Pos
		}
	}
	classes := false
	inRegistry := ""
	for _, pkg := range unit.Packages {
		if other, file := people.foreign(pkg.Dir, pkg.Name); other != "" {
			faults.Errorf(named[pkg.Dir], rulePackage, "package %q stands with package %q of %s", pkg.Name, other, file).
				Hint = "move one of them: Go has one package in a directory"
		}
		if pkg.Dir == registry.Dir && pkg.Name != registry.Package {
			inRegistry = pkg.Name
		}
		classes = classes || slices.ContainsFunc(pkg.Files, func(f *model.File) bool { return len(f.Components) > 0 })
	}
	if !classes {
		return faults // and no registry
	}
	of := "the schemas"
	if inRegistry == "" {
		inRegistry, of = people.foreign(registry.Dir, registry.Package)
	}
	if inRegistry != "" {
		pos, known := named[registry.Dir]
		if !known {
			pos.File = path.Join(registry.Dir, of)
		}
		faults.Errorf(pos, rulePackage, "package %q of the registry stands with package %q of %s", registry.Package, inRegistry, of).
			Hint = fmt.Sprintf("say in %s where it belongs, such as registry: {dir: %s, package: %s}", config.FileName, registry.Dir, inRegistry)
	}
	return faults
}

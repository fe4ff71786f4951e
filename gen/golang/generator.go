package golang

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/gen/model"
)

// generator writes the files of one package.
type generator struct {
	root string // import path of the unit's root directory
	pkg  *model.Package
	*source

	tables      variables // the fields of all types of a file
	patterns    variables // that texts of a file have to match
	descriptors variables // the procedures and topics of an interface

	reserved bool                  // topics of the protocol are published, too
	mapped   map[model.Kind]scalar // to other Go types than the runtime's
}

// importPath returns the import path of a package.
func (g *generator) importPath(p *model.Package) string { return importPath(g.root, p) }

func importPath(root string, p *model.Package) string {
	if p.ImportPath != "" {
		return p.ImportPath
	}
	return path.Join(root, p.Dir)
}

// packageNames says by which name each package is imported: its own, or one with the
// directories above it in front where something else has that name.
type packageNames struct {
	paths []string // import paths, sorted as the packages of the model are
	names map[string]string
	own   map[string]string // of the packages themselves, where that is known
}

// namePackages names the packages that the code of a unit may import.
func namePackages(unit *model.Unit, root string, types map[string]GoType) packageNames {
	n := packageNames{names: make(map[string]string), own: make(map[string]string)}
	taken := takenNames(unit)
	for _, packages := range [][]*model.Package{unit.Packages, unit.Imported} {
		for _, pkg := range packages {
			p := importPath(root, pkg)
			n.paths = append(n.paths, p)
			n.own[p], n.names[p] = pkg.Name, freeName(p, pkg.Name, taken)
			taken[n.names[p]] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(types)) {
		t := types[name]
		if n.names[t.Path] == "" {
			n.paths = append(n.paths, t.Path)
			n.names[t.Path] = freeName(t.Path, t.packageName(), taken)
			taken[n.names[t.Path]] = true
		}
	}
	return n
}

// importAll names all packages in a file, which imports those that it uses.
func (s *source) importAll(n packageNames) {
	for _, p := range n.paths {
		if n.names[p] == n.own[p] {
			s.ImportName(p, n.own[p])
		} else {
			s.ImportAlias(p, n.names[p])
		}
	}
}

// takenNames returns the names that stand for something else where generated code may
// name a package: other packages, parameters and variables.
func takenNames(unit *model.Unit) map[string]bool {
	taken := make(map[string]bool)
	for _, name := range strings.Fields(`codec context contract fmt iter runtime slices slog strconv time wamp
		args construct ctx env err event extra faults handler input opts part plain progress result session stub table twice uri`) {
		taken[name] = true
	}
	fields := func(lists ...[]*model.Field) {
		for _, list := range lists {
			for _, f := range list {
				taken[parameterName(f)] = true
			}
		}
	}
	for _, packages := range [][]*model.Package{unit.Packages, unit.Imported} {
		for _, pkg := range packages {
			for _, file := range pkg.Files {
				for _, e := range file.Errors {
					fields(e.Args, e.Kwargs)
				}
				for _, i := range file.Interfaces {
					for _, p := range i.Procedures {
						fields(partFields(p.Parts), p.Args, p.Result.Args)
					}
					for _, t := range i.Topics {
						fields(partFields(t.Parts), t.Args)
					}
				}
			}
		}
	}
	return taken
}

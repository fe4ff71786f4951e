package golang

import (
	"path"

	"github.com/dave/jennifer/jen"

	"github.com/wampgen/wampgen/gen/model"
)

// Registry says where the registry of a unit's component classes stands.
type Registry struct {
	Dir     string // slash path relative to the root; "." for the root
	Package string // name of the Go package there
}

// registryFile is the name of the registry's file.
const registryFile = "registry.wamp.go"

// registry returns the file that lists all classes of a unit, or nil if there are none.
func registry(unit *model.Unit, options Options) *source {
	var entries []jen.Code
	var sources []string
	s := newSource(path.Join(options.Registry.Dir, registryFile), path.Join(options.ImportPath, options.Registry.Dir), options.Registry.Package)
	aliases := map[string]bool{"runtime": true}
	for _, pkg := range unit.Packages {
		importPath := path.Join(options.ImportPath, pkg.Dir)
		named := false
		for _, file := range pkg.Files {
			if len(file.Components) > 0 {
				sources = append(sources, file.Path)
			}
			for _, c := range file.Components {
				if !named {
					s.importPackage(importPath, pkg.Name, aliases)
					named = true
				}
				class := typeName(c.Header)
				entries = append(entries, jen.Lit(className(c)).Op(":").
					Qual(importPath, class+"Class").Call(jen.Qual(importPath, "New"+class)))
			}
		}
	}
	if len(entries) == 0 {
		return nil
	}
	s.header(sources...)
	d := declaration{name: "Classes", what: "the registry"}
	s.declareFunc(d, comment("Classes returns the component classes of this application.")).
		Params().Qual(runtimePath, "Classes").
		Block(jen.Return(jen.Qual(runtimePath, "Classes").Add(multiline(entries...))))
	return s
}

// importPackage names an import; a name that is taken gets the directories above it
// in front.
func (s *source) importPackage(importPath, name string, taken map[string]bool) {
	alias := freeName(importPath, name, taken)
	taken[alias] = true
	if alias == name {
		s.ImportName(importPath, name)
	} else {
		s.ImportAlias(importPath, alias)
	}
}

// freeName returns a name for an import that is not taken.
func freeName(importPath, name string, taken map[string]bool) string {
	for dir := path.Dir(importPath); busy(name, taken) && dir != "." && dir != "/"; dir = path.Dir(dir) {
		name = unexported(path.Base(dir)) + name
	}
	for busy(name, taken) {
		name += "pkg"
	}
	return name
}

// busy reports whether a name is taken, or single letters of generated code, or Go's.
func busy(name string, taken map[string]bool) bool {
	return taken[name] || len(name) < 3 || isPredeclared(name) || isKeyword(name)
}

package golang

import (
	"errors"
	"path"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
	"github.com/wampgen/wampgen/gen/output"
)

// Options is what the code depends on beside the model.
type Options struct {
	ImportPath string // of the unit's root directory
	Registry   Registry

	// Types are the Go types of date, decimal and uuid that are not the runtime's.
	Types map[string]GoType

	// ProvideReserved says that the unit may publish the topics of the protocol.
	ProvideReserved bool

	// Written reports whether people have written a type of that name in a
	// directory (slash path relative to the root). nil: nothing is written yet.
	Written func(dir, name string) bool

	// Exists reports whether there is a file of that path (relative to the root).
	// nil: there is none.
	Exists func(path string) bool
}

// missing reports whether people have not written a class yet.
func (o Options) missing(c *model.Component) bool {
	return o.Written == nil || !o.Written(c.Package.Dir, typeName(c.Header))
}

// Files returns the Go files of a unit, or diagnostics if names collide or packages
// can not be imported. Paths are relative to the unit's root.
func Files(unit *model.Unit, options Options) ([]output.File, diag.List) {
	faults := checkImports(unit, options)
	sources := build(unit, options)
	faults.Add(check(sources)...)
	faults.Add(checkFileNames(sources)...)
	faults.Add(checkComponentFiles(unit, options)...)
	if faults.HasErrors() {
		return nil, faults
	}
	files, err := render(sources)
	if err != nil {
		faults.Errorf(diag.Position{}, ruleInternal, "%s", err).
			Hint = "this is a fault of wampgen: please report it with the schema"
	}
	return files, faults
}

// render renders all files, as many at once as there are processors, in their order.
func render(sources []*source) ([]output.File, error) {
	files, errs := make([]output.File, len(sources)), make([]error, len(sources))
	var (
		workers sync.WaitGroup
		next    atomic.Int64
	)
	for range min(runtime.GOMAXPROCS(0), len(sources)) {
		workers.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(sources)); i = next.Add(1) - 1 {
				files[i], errs[i] = sources[i].render()
				sources[i] = nil // large, and done with
			}
		})
	}
	workers.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return files, nil
}

// build returns all files of a unit, not rendered yet.
func build(unit *model.Unit, options Options) []*source {
	var sources []*source
	names := namePackages(unit, options.ImportPath, options.Types)
	for _, pkg := range unit.Packages {
		documented := false
		for _, file := range pkg.Files {
			g := &generator{root: options.ImportPath, pkg: pkg, reserved: options.ProvideReserved, mapped: options.mapped()}
			g.source = newSource(outputPath(file.Path), g.importPath(pkg), pkg.Name)
			g.importAll(names)
			if pkg.Doc != "" && !documented {
				g.packageDoc(pkg.Doc)
				documented = true
			}
			g.file(file)
			sources = append(sources, g.source)
			for _, c := range file.Components {
				if options.missing(c) {
					s := g.componentFile(c)
					s.importAll(names)
					sources = append(sources, s)
				}
			}
		}
	}
	if s := registry(unit, options); s != nil {
		sources = append(sources, s)
	}
	return sources
}

// file writes everything that a schema file declares, in its order.
func (g *generator) file(file *model.File) {
	g.header(path.Base(file.Path))
	for _, d := range file.Types {
		g.typeDecl(d)
	}
	for _, e := range file.Errors {
		g.errorDecl(e)
	}
	for _, i := range file.Interfaces {
		g.interfaceDecl(i)
	}
	for _, c := range file.Components {
		g.componentDecl(c)
	}
	g.declareVars("The fields of types and payloads, as Reader.Scan takes them.", &g.tables)
	g.declareVars("The patterns that texts have to match.", &g.patterns)
}

// packageDoc writes the documentation of the package.
func (s *source) packageDoc(doc string) {
	for _, line := range commentLines(doc) {
		s.PackageComment(line)
	}
}

// outputPath returns the path of the Go file of a schema file.
func outputPath(schema string) string {
	return strings.TrimSuffix(schema, ".yaml") + ".go"
}

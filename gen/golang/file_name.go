package golang

import (
	gobuild "go/build"
	"io"
	"path"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/model"
)

// built reports whether the go command builds a file of that name everywhere, and with
// the package rather than with its tests. It asks go/build for a system that does not
// exist, so that every name with a condition in it is refused.
func built(name string) bool {
	nowhere := gobuild.Context{
		GOOS: "none", GOARCH: "none", Compiler: "gc",
		JoinPath: path.Join,
		OpenFile: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package p\n")), nil },
	}
	match, err := nowhere.MatchFile(".", name)
	return err == nil && match && !strings.HasSuffix(name, "_test.go")
}

// componentPath returns the path of the file that a user fills in for a class.
func componentPath(dir, class string) string {
	name := snake(class)
	if !built(name + ".go") {
		name += "_component" // AgentLinux is not for Linux alone
	}
	return path.Join(dir, name+".go")
}

// checkFileNames finds the files that Go would not build, and those that are one file
// where upper and lower case are the same.
func checkFileNames(sources []*source) diag.List {
	var faults diag.List
	folded := make(map[string]string, len(sources))
	for _, s := range sources {
		schema, generated := strings.CutSuffix(s.path, ".wamp.go")
		if !generated {
			continue // named after a class, which is checked as a name
		}
		pos := diag.Position{File: schema + ".wamp.yaml"}
		switch name := path.Base(s.path); {
		case name[0] == '.' || name[0] == '_':
			faults.Errorf(pos, ruleFileName, "go build ignores files whose names begin with %q, such as %s", name[:1], name).
				Hint = "rename the schema"
		case !built(name):
			system := strings.TrimSuffix(path.Base(schema), "_test")
			system = system[strings.LastIndexByte(system, '_')+1:]
			faults.Errorf(pos, ruleFileName, "go build takes %s only on %s, by its name", name, system).
				Hint = "rename the schema so that its name does not end with _" + system
		}
		lower := strings.ToLower(s.path)
		if first, taken := folded[lower]; taken && first != s.path {
			faults.Errorf(pos, ruleFileName, "%s is %s where upper and lower case are the same", s.path, first).
				Hint = "rename one of the schemas"
		}
		folded[lower] = s.path
	}
	return faults
}

// checkComponentFiles finds the classes that nobody has written, but where they would be
// written something stands.
func checkComponentFiles(unit *model.Unit, options Options) diag.List {
	var faults diag.List
	for _, pkg := range unit.Packages {
		for _, file := range pkg.Files {
			for _, c := range file.Components {
				class := typeName(c.Header)
				p := componentPath(pkg.Dir, class)
				if options.Exists == nil || !options.missing(c) || !options.Exists(p) {
					continue
				}
				faults.Errorf(c.Pos, ruleNoClass, "package %s has no type %s, and %s, where it would be written, exists", pkg.Name, class, p).
					Hint = "declare the type " + class + ", or move " + path.Base(p) + " away"
			}
		}
	}
	return faults
}

package model

import (
	"fmt"
	"go/token"
	"path"
	"regexp"
	"strings"
)

var packageName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// packageName settles the name of a package: the directory's, unless the
// configuration or the form of that name say otherwise.
func (c *checker) packageName(s *scope) {
	want := s.pkg.Dir
	if want == "." {
		want = c.options.RootDir
	}
	want = path.Base(want)
	if s.pkg.ImportPath != "" {
		want = "" // what its own wampgen.yaml says counts there
	} else if name, ok := c.options.Packages[s.pkg.Dir]; ok {
		want = name
	} else if want == "." || !validPackage(want) {
		want = "" // the directory cannot give its name
	}
	first := ""
	for _, f := range s.files {
		if f.Package == nil || f.Package.Value == "" {
			continue
		}
		name, pos := f.Package.Value, f.Package.Pos
		switch {
		case !validPackage(name):
			c.list.Errorf(pos, rulePackage, "%q cannot be the name of a package", name).Hint = "a package has lower case letters, digits and underscores, and is no keyword"
			continue
		case want != "" && name != want:
			c.list.Errorf(pos, rulePackage, "package %q stands in the directory of package %q", name, want).Hint =
				fmt.Sprintf("write package: %s, or say otherwise in wampgen.yaml: packages: {%s: %s}", want, s.pkg.Dir, name)
		case first != "" && name != first:
			c.list.Errorf(pos, rulePackage, "package %q stands in one directory with package %q", name, first).Hint = "move it to a directory of its own"
		}
		if first == "" {
			first = name
		}
	}
	s.pkg.Name = want
	if want == "" {
		s.pkg.Name = first
	}
}

func validPackage(name string) bool { return packageName.MatchString(name) && !token.IsKeyword(name) }

// packageDoc takes the documentation of a package from the one file that has it.
func (c *checker) packageDoc(s *scope) {
	where := ""
	for _, f := range s.files {
		switch {
		case f.Doc == nil:
		case where != "":
			c.list.Errorf(f.Doc.Pos, ruleOneDoc, "the package has its doc already").Hint = "it stands in " + where
		default:
			where = f.Doc.Pos.String()
			s.pkg.Doc = strings.TrimSpace(f.Doc.Value)
		}
	}
}

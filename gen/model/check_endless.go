package model

import "fmt"

// endless finds types of which no value has an end although no struct contains itself
// in Go: a union all of whose members need another value of it, a list that must not be
// empty. They would compile, and never be sent.
func (c *checker) endless(s *scope) {
	finite := finiteTypes(s.pkg)
	for _, f := range s.pkg.Files {
		for _, d := range f.Types {
			switch {
			case finite[d]:
			case d.Union != nil && len(d.Union.Members) > 0:
				c.list.Errorf(d.Pos, ruleRecursion, "no value of the union %q has an end: each member needs another one", d.Name).Hint =
					fmt.Sprintf("make it optional(%s) in a member, or a list", d.Name)
			case d.Struct != nil:
				c.endlessStruct(d, finite)
			}
		}
	}
}

// endlessStruct reports the field of a struct that a list or a map makes endless. What
// a union or another struct makes endless is reported there.
func (c *checker) endlessStruct(d *TypeDecl, finite map[*TypeDecl]bool) {
	for _, f := range d.Struct.Fields {
		if inner := needed(f); inner != nil && !finite[inner] && f.Type.Kind != Named {
			c.list.Errorf(f.Pos, ruleRecursion, "no value of %q has an end: %q must hold another one", d.Name, f.Name).Hint = "leave min out"
		}
	}
}

// finiteTypes returns the types of a package of which there are values with an end.
func finiteTypes(pkg *Package) map[*TypeDecl]bool {
	finite := map[*TypeDecl]bool{}
	for grew := true; grew; {
		grew = false
		for _, f := range pkg.Files {
			for _, d := range f.Types {
				if !finite[d] && hasEnd(d, pkg, finite) {
					finite[d], grew = true, true
				}
			}
		}
	}
	return finite
}

// hasEnd reports whether a type has a value with an end, as far as that is known of
// those in it. Types of other packages have been checked there, and import nothing back.
func hasEnd(d *TypeDecl, pkg *Package, finite map[*TypeDecl]bool) bool {
	switch {
	case d.Struct != nil:
		for _, f := range d.Struct.Fields {
			if inner := needed(f); inner != nil && inner.Package == pkg && !finite[inner] {
				return false
			}
		}
		return true
	case d.Union != nil:
		for _, m := range d.Union.Members {
			if finite[m.Type] {
				return true
			}
		}
		return len(d.Union.Members) == 0
	default:
		return true
	}
}

// needed returns the declared type of which each value of a field holds one, or nil.
func needed(f *Field) *TypeDecl {
	switch t := f.Type; {
	case t.Kind == Named:
		return t.Decl
	case (t.Kind == List || t.Kind == Map) && t.Elem.Kind == Named && f.Rules.Min != "" && f.Rules.Min != "0":
		return t.Elem.Decl
	default:
		return nil
	}
}

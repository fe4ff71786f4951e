package model

import "strings"

// recursion finds structs that contain themselves: no value of them has an end.
func (c *checker) recursion(s *scope) {
	r := &recursion{checker: c, state: map[*TypeDecl]visit{}}
	for _, f := range s.pkg.Files {
		for _, d := range f.Types {
			r.walk(d)
		}
	}
}

type visit uint8

const (
	unvisited visit = iota
	open            // on the path
	done
)

type recursion struct {
	*checker
	state map[*TypeDecl]visit
	path  []*Field // that lead from one struct to the next
}

func (r *recursion) walk(d *TypeDecl) {
	if d.Struct == nil || r.state[d] != unvisited {
		return
	}
	r.state[d] = open
	for _, f := range d.Struct.Fields {
		if f.Type.Kind != Named {
			continue
		}
		r.path = append(r.path, f)
		if r.state[f.Type.Decl] == open {
			r.report(f)
		} else {
			r.walk(f.Type.Decl)
		}
		r.path = r.path[:len(r.path)-1]
	}
	r.state[d] = done
}

// maxPath bounds the fields that a message lists.
const maxPath = 8

// report describes the circle that a field closes.
func (r *recursion) report(last *Field) {
	start := len(r.path) - 1
	for start > 0 && r.path[start-1].Type.Decl != last.Type.Decl {
		start--
	}
	names := []string{last.Type.Name}
	for _, f := range r.path[start:] {
		names = append(names, f.Name)
	}
	if len(names) > maxPath {
		names = append(names[:maxPath/2], append([]string{"..."}, names[len(names)-maxPath/2:]...)...)
	}
	r.list.Errorf(last.Pos, ruleRecursion, "%q contains itself: %s", last.Type.Name, strings.Join(names, ".")).Hint =
		"write optional(" + last.Type.Name + "), or a list of it"
}

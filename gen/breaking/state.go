package breaking

import (
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/gen/model"
)

// State is one of the two states of a unit.
type State struct {
	Unit  *model.Unit
	Names []Name // exported names of the generated Go packages; only for the level Go
}

// members are the procedures, or the topics, of a state.
type members[T comparable] struct {
	own       []T          // of the unit's packages, and those of others that its components refer to
	byPattern map[string]T // those of imported packages, too
	byName    map[string]T
	serves    map[T]bool // provided or published by components of the unit
	uses      map[T]bool // called or subscribed to
}

func newMembers[T comparable]() *members[T] {
	return &members[T]{byPattern: map[string]T{}, byName: map[string]T{}, serves: map[T]bool{}, uses: map[T]bool{}}
}

// add adds members of an interface.
func (m *members[T]) add(list []T, i *model.Interface, template func(T) (name string, t model.Template)) {
	for _, x := range list {
		name, t := template(x)
		if i.Package.ImportPath == "" || m.serves[x] || m.uses[x] {
			m.own = append(m.own, x)
		}
		if _, ok := m.byPattern[wireName(t)]; !ok {
			m.byPattern[wireName(t)] = x
		}
		m.byName[qualified(i, name)] = x
	}
}

// component notes what a component provides or publishes, and what it calls or subscribes to.
func (m *members[T]) component(serves, uses []T) {
	for _, x := range serves {
		m.serves[x] = true
	}
	for _, x := range uses {
		m.uses[x] = true
	}
}

// foreign reports whether components of the unit only use a member, in both states.
func foreign[T comparable](old, new *members[T], o, n T) bool {
	return !old.serves[o] && !new.serves[n] && (old.uses[o] || new.uses[n])
}

// wireName returns what a member is on the wire.
func wireName(t model.Template) string { return fmt.Sprintf("%d %s", t.Match(), t.Pattern()) }

// qualified returns the name of a member in the schemas.
func qualified(i *model.Interface, name string) string {
	return fmt.Sprintf("%s %s %s.%s", i.Package.ImportPath, i.Package.Dir, i.Name, name)
}

// membersOf returns the procedures and the topics of a unit.
func membersOf(unit *model.Unit) (*members[*model.Procedure], *members[*model.Topic]) {
	procedures, topics := newMembers[*model.Procedure](), newMembers[*model.Topic]()
	for _, c := range components(unit) {
		procedures.component(c.Provides, c.Calls)
		topics.component(c.Publishes, c.Subscribes)
	}
	for _, pkg := range slices.Concat(unit.Packages, unit.Imported) {
		for _, f := range pkg.Files {
			for _, i := range f.Interfaces {
				procedures.add(i.Procedures, i, func(p *model.Procedure) (string, model.Template) { return p.Name, p.Template })
				topics.add(i.Topics, i, func(t *model.Topic) (string, model.Template) { return t.Name, t.Template })
			}
		}
	}
	return procedures, topics
}

// components returns the component classes of a unit.
func components(unit *model.Unit) []*model.Component {
	var list []*model.Component
	for _, pkg := range unit.Packages {
		for _, f := range pkg.Files {
			list = append(list, f.Components...)
		}
	}
	return list
}

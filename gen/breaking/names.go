package breaking

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
)

// Name is an exported name of a generated Go package.
type Name struct {
	Package string // import path
	Clause  string // name in the package clause
	Owner   string // the type of a field or method; "" otherwise
	Name    string
	Type    string // as Go writes it, with import paths for packages
	Pos     diag.Position
}

// String returns the name as it is used in the package: Device.Target.
func (n Name) String() string {
	if n.Owner == "" {
		return n.Name
	}
	return n.Owner + "." + n.Name
}

// goKey finds a name.
type goKey struct{ pkg, name string }

func (n Name) key() goKey   { return goKey{n.Package, n.String()} }
func (n Name) owner() goKey { return goKey{n.Package, n.Owner} }

// names compares the exported names of the generated packages. What follows from
// another finding is not said again: of a package that is gone, its names; of a type
// that is gone or another one, its members, and what speaks of it.
func (c *collector) names(old, new []Name) {
	now, packages := make(map[goKey]Name, len(new)), make(map[string]Name)
	for _, n := range new {
		now[n.key()] = n
		packages[n.Package] = n
	}
	lost := make(map[goKey]Name) // types that are gone or others
	for _, o := range old {
		if n, stands := now[o.key()]; o.Owner == "" && (!stands || n.Type != o.Type) {
			lost[o.key()] = o
		}
	}
	follows := func(o Name, stands bool) bool {
		if _, ok := lost[o.owner()]; ok && o.Owner != "" {
			return true
		}
		for _, m := range mentioned.FindAllStringSubmatch(o.Type, -1) {
			of, ok := lost[goKey{m[1], m[2]}]
			if ok && of != o && (stands || of.Pos != o.Pos) {
				return true
			}
		}
		return false
	}
	var gone, changed groups
	for _, o := range old {
		n, stands := now[o.key()]
		pkg, there := packages[o.Package]
		if there && pkg.Clause != o.Clause {
			c.add(Go, rulePackage, place{pos: diag.Position{File: pkg.Pos.File}, names: []string{o.Package}}, fmt.Sprintf("the Go package %s is named %s now, was %s", o.Package, pkg.Clause, o.Clause),
				"code that imports it may not compile", "leave package as it is", party{})
		}
		switch {
		case !there:
			c.add(Go, rulePackage, place{pos: diag.Position{File: o.Pos.File}, old: true, names: []string{o.Package}}, "the Go package "+o.Package+" is gone",
				"code that imports it does not compile", "leave the module's path, the directory and the package's name", party{})
		case stands && n.Type == o.Type || follows(o, stands):
		case !stands:
			gone.add(o.Pos, o, o)
		default:
			changed.add(n.Pos, o, n)
		}
	}
	c.sayGone(gone)
	c.sayChanged(changed)
}

func (c *collector) sayGone(list groups) {
	for _, g := range list.order {
		names := make([]string, 0, 3)
		for _, o := range g.old[:min(len(g.old), 3)] {
			names = append(names, o.String())
		}
		text, verb, them := strings.Join(names, ", "), "are", "them"
		switch more := len(g.old) - len(names); {
		case more > 0:
			text += fmt.Sprintf(" and %d more", more)
		case len(names) == 1:
			verb, them = "is", "it"
		}
		c.add(Go, ruleGone, place{pos: g.pos, old: true, names: g.names()}, fmt.Sprintf("%s %s gone from the Go package %s", text, verb, g.old[0].Package),
			"code that uses "+them+" does not compile", "keep it, deprecated; go_name gives what is renamed its old name in Go", party{})
	}
}

func (c *collector) sayChanged(list groups) {
	for _, g := range list.order {
		o, n := g.old[0], g.new[0]
		change := fmt.Sprintf("%s.%s is %s now, was %s", path.Base(o.Package), o, shortType(n.Type, o.Type), shortType(o.Type, n.Type))
		if more := len(g.old) - 1; more > 0 {
			change += fmt.Sprintf(", and %d more with it", more)
		}
		c.add(Go, ruleChanged, place{pos: g.pos, names: g.names()}, change, "code that uses it may not compile", "leave it, and add another one", party{})
	}
}

// groups are names by what they come from in the schemas: they go and change together.
type groups struct {
	order []*group
	at    map[diag.Position]*group
}

type group struct {
	pos      diag.Position
	old, new []Name
}

// names are those by which the group can be ignored: of its package, and each name with it and
// without.
func (g *group) names() (names []string) {
	for _, o := range g.old {
		names = append(names, o.Package, o.String(), path.Base(o.Package)+"."+o.String())
	}
	return names
}

func (l *groups) add(pos diag.Position, old, new Name) {
	g := l.at[pos]
	if g == nil {
		if l.at == nil {
			l.at = make(map[diag.Position]*group)
		}
		g = &group{pos: pos}
		l.at[pos] = g
		l.order = append(l.order, g)
	}
	g.old, g.new = append(g.old, old), append(g.new, new)
}

// mentioned finds the import paths and the names in the text of a type.
var mentioned = regexp.MustCompile(`(\w[\w./~+-]*)\.([A-Z]\w*)`)

// shortType returns a type with names of packages for import paths, unless another one
// would look the same.
func shortType(text, other string) string {
	short := func(text string) string {
		return mentioned.ReplaceAllStringFunc(text, func(name string) string { return name[strings.LastIndexByte(name, '/')+1:] })
	}
	if short(text) == short(other) {
		return text
	}
	return short(text)
}

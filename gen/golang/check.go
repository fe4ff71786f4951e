package golang

import (
	"fmt"
	"go/token"
	"path"

	"github.com/wampgen/wampgen/gen/diag"
)

// check finds the names that two declarations of a package, or two members of a type,
// would have, and those that are none in Go.
func check(sources []*source) diag.List {
	c := checks{
		taken:  make(map[spot]declaration),
		doubts: make(map[[2]diag.Position]bool),
		twice:  make(map[spot]bool),
	}
	for _, s := range sources {
		if s.once {
			continue // its names are the user's, which the generated file takes
		}
		for _, d := range s.declared {
			c.declaration(path.Dir(s.path), d)
		}
	}
	return c.faults
}

// spot is where a name can stand once: in a package or, if space is not empty, in one
// of its types.
type spot struct{ dir, space, name string }

type checks struct {
	faults diag.List
	taken  map[spot]declaration
	doubts map[[2]diag.Position]bool // pairs of things of whose names one has been reported
	twice  map[spot]bool             // types that are there twice: the members are no news
}

func (c *checks) declaration(dir string, d declaration) {
	space := d.space
	if space == "" {
		space = d.owner
	}
	at := spot{dir, space, d.name}
	first, taken := c.taken[at]
	switch {
	case c.twice[spot{dir, "", d.owner}]:
	case !token.IsIdentifier(d.name) || space != "" && !d.fixed && !token.IsExported(d.name):
		c.faults.Errorf(d.pos, ruleNoName, "%s has no exported name in Go", d.what).
			Hint = "give it one with go_name"
	case taken:
		if space == "" {
			c.twice[at] = true
		}
		c.collision(first, d)
	default:
		c.taken[at] = d
	}
}

// collision reports that two things would have one name, at the one that can have
// another.
func (c *checks) collision(first, second declaration) {
	if second.fixed {
		first, second = second, first
	}
	pair := [2]diag.Position{first.pos, second.pos}
	if c.doubts[pair] {
		return
	}
	c.doubts[pair] = true
	where := ""
	switch {
	case first.fixed:
	case first.pos.File == second.pos.File:
		where = fmt.Sprintf(" (line %d)", first.pos.Line)
	default:
		where = fmt.Sprintf(" (%s)", first.pos)
	}
	c.faults.Errorf(second.pos, ruleCollision, "%s would have the Go name %s, which %s%s has", second.what, second.name, first.what, where).
		Hint = "rename one of them, or give it another Go name with go_name"
}

package breaking

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/gen/diag"
)

// Finding is a change that breaks somebody.
type Finding struct {
	Level   Level
	Rule    string
	Pos     diag.Position
	Old     bool   // Pos is in a file of the old state: what it speaks of is gone
	Message string // what has changed, and whom that breaks
	Hint    string // how to evolve instead
}

// place is what a finding speaks of.
type place struct {
	what string // field "target" of Device
	pos  diag.Position
	old  bool

	names []string // by which it can be ignored, beside those of the parties
}

// classParty is before the name of a class where node files of it are a party.
const classParty = "class "

// party are peers of the old state, as people call them: callers of a URI.
type party struct{ who, of string }

// breakage is a finding for which parties are collected: a type breaks all who use it.
type breakage struct {
	Finding
	change  string // what has changed
	effect  string // what it does to the parties, which stand for %s; "" if change says it
	parties []party
	names   []string // by which it can be ignored
}

// collector collects findings, each once.
type collector struct {
	order []*breakage
	known map[breakageKey]*breakage
	nodes map[nodeKey]*node
	walks int // so far
}

func newCollector() *collector {
	return &collector{known: make(map[breakageKey]*breakage), nodes: make(map[nodeKey]*node)}
}

type breakageKey struct {
	rule, change, effect string
	pos                  diag.Position
	old                  bool
}

// add adds a finding, or the party to one that is known.
func (c *collector) add(level Level, rule string, at place, change, effect, hint string, p party) *breakage {
	key := breakageKey{rule, change, effect, at.pos, at.old}
	b := c.known[key]
	if b == nil {
		b = &breakage{
			Finding: Finding{Level: level, Rule: rule, Pos: at.pos, Old: at.old, Hint: hint},
			change:  change, effect: effect, names: at.names,
		}
		c.known[key] = b
		c.order = append(c.order, b)
	}
	b.breaks(p)
	return b
}

// breaks adds a party. All that one sends and reads is compared in a row: a party that
// is there already is the last one.
func (b *breakage) breaks(p party) {
	if n := len(b.parties); p.who != "" && (n == 0 || b.parties[n-1] != p) {
		b.parties = append(b.parties, p)
	}
}

// findings returns what has been collected, in order.
func (c *collector) findings() []Finding {
	var list []Finding
	for _, b := range c.order {
		f := b.Finding
		f.Message = b.change
		if b.effect != "" {
			f.Message += ": " + strings.ReplaceAll(b.effect, "%s", parties(b.parties))
		}
		list = append(list, f)
	}
	return list
}

// parties names parties: callers of a.b and 2 more, and subscribers of c.d.
func parties(list []party) string {
	var who []string
	of := make(map[string][]string)
	for _, p := range list {
		if of[p.who] == nil {
			who = append(who, p.who)
		}
		of[p.who] = append(of[p.who], p.of)
	}
	var texts []string
	for _, w := range who {
		text := w + " of " + of[w][0]
		if n := len(of[w]) - 1; n > 0 {
			text += fmt.Sprintf(" and %d more", n)
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " and ")
}

package node

import "reflect"

// ChangeKind says what happens to a thing between two plans.
type ChangeKind uint8

// The kinds of changes.
const (
	Added ChangeKind = iota
	Removed
	Changed
)

// String returns the kind's name.
func (k ChangeKind) String() string { return [...]string{"added", "removed", "changed"}[k] }

// Change is one difference of two plans.
type Change struct {
	Kind   ChangeKind
	What   string // "realm", "component" or "transport"
	Worker string // the worker's id
	ID     string // the realm's name, or the id
}

// Diff returns what has to be done to get from a running plan to a new one, in
// an order that does it: what goes is stopped in the reverse of the order at start
// (transports, components, realms), then what comes or changes is started in order.
// What it does not name is the same in both plans and can keep running.
func Diff(old, updated *Plan) []Change {
	var going, coming []Change
	before, after := parts(old), parts(updated)
	for _, p := range before {
		if _, stays := find(after, p); !stays {
			going = append([]Change{p.change(Removed)}, going...)
		}
	}
	for _, p := range after {
		switch was, ran := find(before, p); {
		case !ran:
			coming = append(coming, p.change(Added))
		case !reflect.DeepEqual(was.value, p.value):
			coming = append(coming, p.change(Changed))
		}
	}
	return append(going, coming...)
}

// part is one thing of a plan.
type part struct {
	what, worker, id string
	value            any
}

func (p part) change(kind ChangeKind) Change { return Change{kind, p.what, p.worker, p.id} }

// parts lists what a plan runs, in the order of starting.
func parts(plan *Plan) []part {
	var list []part
	for _, w := range plan.Workers {
		for _, r := range w.Realms {
			list = append(list, part{"realm", w.ID, string(r.Name), r})
		}
	}
	for _, w := range plan.Workers {
		for _, c := range w.Components {
			list = append(list, part{"component", w.ID, c.ID, c})
		}
	}
	for _, w := range plan.Workers {
		for _, t := range w.Transports {
			list = append(list, part{"transport", w.ID, t.ID, t})
		}
	}
	return list
}

func find(list []part, p part) (part, bool) {
	for _, q := range list {
		if q.what == p.what && q.worker == p.worker && q.id == p.id {
			return q, true
		}
	}
	return part{}, false
}

package node

import (
	"fmt"
	"reflect"
	"slices"
)

// adopt returns the updated plan with the ids that components of the old plan have by
// default. Such ids are counted, so that a component that is inserted into the file would
// shift those of all below it: a component without an id in both files that is
// otherwise the same keeps its id, and others get the first ones that are free.
func adopt(old, updated *Plan) *Plan {
	adopted := *updated
	adopted.Workers = slices.Clone(updated.Workers)
	for i := range adopted.Workers {
		w := &adopted.Workers[i]
		was := slices.IndexFunc(old.Workers, func(o Worker) bool { return o.ID == w.ID && o.Type == w.Type })
		if was >= 0 && slices.ContainsFunc(w.Components, func(c Component) bool { return c.Unnamed }) {
			w.Components = adoptIDs(old.Workers[was].Components, w.Components)
		}
	}
	return &adopted
}

func adoptIDs(old, updated []Component) []Component {
	updated = slices.Clone(updated)
	taken := map[string]bool{}
	var open []int // components without an id yet
	for i, c := range updated {
		if c.Unnamed {
			open = append(open, i)
		} else {
			taken[c.ID] = true
		}
	}
	take := func(same func(a, b Component) bool) {
		open = slices.DeleteFunc(open, func(i int) bool {
			at := slices.IndexFunc(old, func(o Component) bool { return o.Unnamed && !taken[o.ID] && same(o, updated[i]) })
			if at < 0 {
				return false
			}
			updated[i].ID = old[at].ID
			taken[old[at].ID] = true
			return true
		})
	}
	take(func(a, b Component) bool { b.ID = a.ID; return reflect.DeepEqual(a, b) })
	// The rest has changed or is new: by the class it is seen which.
	take(func(a, b Component) bool { return a.Class == b.Class && a.Realm == b.Realm })
	next := 1
	for _, i := range open {
		for taken[fmt.Sprintf("component%d", next)] {
			next++
		}
		updated[i].ID = fmt.Sprintf("component%d", next)
		taken[updated[i].ID] = true
	}
	return updated
}

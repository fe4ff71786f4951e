package breaking

import (
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/gen/model"
)

// payload compares what a message carries; what names it for people: argument.
func (w *walk) payload(old, new model.Payload, what string) {
	name := func(f *model.Field) string { return fmt.Sprintf("%s %q", what, f.Name) }
	if !w.order(old.Args, new.Args, name) {
		w.positional(old.Args, new.Args, name)
	}
	w.fields(old.Kwargs, new.Kwargs, false, name)
}

// order reports whether positional values have changed their places, and says so.
// Names are not on the wire: a name that is new in its place is another name for the
// same value, unless the old one stands in another place now.
func (w *walk) order(old, new []*model.Field, what func(*model.Field) string) bool {
	for i, o := range old {
		to := slices.IndexFunc(new, func(n *model.Field) bool { return n.Name == o.Name })
		if to < 0 || to == i {
			continue
		}
		at := place{what: what(new[to]), pos: new[to].Pos}
		change := fmt.Sprintf("%s is at place %d now, was at %d", at.what, to+1, i+1)
		effect := "%s read it at its old place"
		if w.toNew {
			effect = "%s send it at its old place"
		}
		w.add(w.level, ruleOrder, at, change, effect, "put new values behind those that are there, or give them keys (kwargs)", w.peers)
		return true
	}
	return false
}

// positional compares values that are known by their places. Surplus ones are ignored.
func (w *walk) positional(old, new []*model.Field, what func(*model.Field) string) {
	for i, n := range new {
		at := place{what: what(n), pos: n.Pos}
		switch {
		case i < len(old):
			w.both(at, old[i], n)
		case w.toNew && !n.Optional():
			w.required(at, "is new and required")
		}
	}
	for _, o := range old[min(len(new), len(old)):] {
		if !w.toNew && !o.Optional() {
			w.absent(place{what: what(o), pos: o.Pos, old: true}, "is gone")
		}
	}
}

// parts compares the values that stand in URIs of one pattern.
func (w *walk) parts(old, new model.Template) {
	for i, n := range new.Parts {
		o := old.Parts[i]
		at := place{what: fmt.Sprintf("part %q of the URI", n.Name), pos: n.Pos}
		writer, reader := sides(w.flow, meaning(o.Type, o.Rules), meaning(n.Type, n.Rules))
		if reader.Kind == model.String && writer.Kind != reader.Kind { // a URI is text
			if reader.rules == (model.Rules{}) {
				continue
			}
			writer.Type, writer.rules = reader.Type, model.Rules{}
			w.rules(at, writer, reader, meaning(o.Type, o.Rules), meaning(n.Type, n.Rules))
			continue
		}
		w.value(at, o.Type, n.Type, o.Rules, n.Rules)
	}
}

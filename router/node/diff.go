package node

import (
	"reflect"
	"slices"
)

// ChangeKind says what happens to a thing between two plans.
type ChangeKind uint8

// The kinds of changes.
const (
	Added    ChangeKind = iota
	Removed             // it goes, and its sessions with it
	Changed             // it is replaced by another, as if removed and added
	Adjusted            // it changes while it runs: nobody is dropped
)

// String returns the kind's name.
func (k ChangeKind) String() string {
	return [...]string{"added", "removed", "changed", "adjusted"}[k]
}

// What a Change is about.
const (
	RealmPart     = "realm"
	ComponentPart = "component"
	TransportPart = "transport"
)

// Change is one difference of two plans.
type Change struct {
	Kind   ChangeKind
	What   string // RealmPart, ComponentPart or TransportPart
	Worker string // the worker's id
	ID     string // the realm's name, or the id
}

// Diff returns what has to be done to get from a running plan to a new one:
// what goes, in the reverse of the order at start (transports, components, realms),
// then what comes or changes, in order. What it does not name is the same in both
// plans and keeps running.
//
// A realm is known by its name, a component by its id, or by what it is where neither file
// gives it one, a transport by its address (by
// its id too, where the port is any free one). The permissions of a realm and the
// paths and certificates of a transport are adjusted. A component changes with its
// realm, and realms and components with the limits of their worker.
func Diff(old, updated *Plan) []Change {
	var list []Change
	for _, d := range differences(old, adopt(old, updated)) {
		list = append(list, d.Change)
	}
	return list
}

// difference is a change with the parts that it is about; the zero part where there is
// none.
type difference struct {
	Change
	old, updated part
}

func differences(old, updated *Plan) []difference {
	before, after := parts(old), parts(updated)
	var list []difference
	for _, p := range slices.Backward(before) {
		if _, stays := find(after, p.key); !stays {
			list = append(list, difference{p.change(Removed), p, part{}})
		}
	}
	replaced := map[key]bool{} // realms
	for _, p := range after {
		was, ran := find(before, p.key)
		d := difference{p.change(Added), was, p}
		switch {
		case !ran:
		case p.what == ComponentPart && replaced[p.realm()], !reflect.DeepEqual(was.fixed, p.fixed):
			d.Kind = Changed
		case !reflect.DeepEqual(was.adjustable, p.adjustable):
			d.Kind = Adjusted
		default:
			continue
		}
		if p.what == RealmPart {
			replaced[p.key] = d.Kind == Changed
		}
		list = append(list, d)
	}
	return list
}

// key is what a part of a plan is known by.
type key struct{ what, worker, name string }

// part is one thing of a plan. What is adjustable can change while it runs.
type part struct {
	key
	id                string // for people
	fixed, adjustable any

	realmPlan *Realm
	component *Component
	transport *Transport
	limits    *Worker // of the component
}

func (p part) change(kind ChangeKind) Change { return Change{kind, p.what, p.worker, p.id} }

// realm is the key of a component's realm.
func (p part) realm() key { return realmKey(p.worker, string(p.component.Realm)) }

func realmKey(worker, name string) key   { return key{RealmPart, worker, name} }
func componentKey(worker, id string) key { return key{ComponentPart, worker, id} }

func transportKey(worker string, t *Transport) key {
	if t.anyPort() {
		return key{TransportPart, worker, t.Address + " " + t.ID}
	}
	return key{TransportPart, worker, t.Address}
}

// late reports whether a component starts after the transports, which it may need: it is
// in a container, or a guest.
func (p part) late() bool { return p.component.Remote != nil || p.component.Program != nil }

// parts lists what a plan runs, in the order of starting: realms, the components
// beside them, transports, and what may join by those.
func parts(plan *Plan) []part {
	var realms, components, transports, late []part
	for _, w := range plan.workers() {
		for j := range w.Realms {
			r := &w.Realms[j]
			fixed := *r
			fixed.Roles, fixed.Authorizers, fixed.Implied = nil, nil, false
			realms = append(realms, part{key: realmKey(w.ID, string(r.Name)), id: string(r.Name), fixed: fixed, adjustable: []any{r.Roles, r.Authorizers}, realmPlan: r})
		}
		for j := range w.Components {
			c := &w.Components[j]
			fixed := *c
			fixed.Unnamed = false
			p := part{key: componentKey(w.ID, c.ID), id: c.ID, fixed: []any{fixed, w.Limits}, component: c, limits: w}
			if p.late() {
				late = append(late, p)
			} else {
				components = append(components, p)
			}
		}
		for j := range w.Transports {
			t := &w.Transports[j]
			fixed := []any{t.Network, t.Address, t.Limits, t.Proxies, t.TLS != nil, t.Private, len(t.Paths) > 0, t.RawSocket != nil}
			transports = append(transports, part{key: transportKey(w.ID, t), id: t.ID, fixed: fixed, adjustable: []any{t.ID, t.Paths, t.RawSocket, t.TLS}, transport: t})
		}
	}
	return slices.Concat(realms, components, transports, late)
}

func find(list []part, k key) (part, bool) {
	i := slices.IndexFunc(list, func(p part) bool { return p.key == k })
	if i < 0 {
		return part{}, false
	}
	return list[i], true
}

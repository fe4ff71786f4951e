package breaking

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/gen/model"
)

// flow is a way that values go between the two states.
type flow struct {
	level Level
	toNew bool  // who knows the old state sends, who knows the new one reads; else the other way round
	peers party // who knows the old state

	// trusting says that readers do not check min, max and pattern.
	trusting bool
}

// back returns the flow of the answers.
func (f flow) back() flow {
	f.toNew = !f.toNew
	return f
}

// walk compares the values of one flow.
type walk struct {
	*collector
	flow
	id   int
	node *node  // of the declared types that are being compared; nil outside of them
	decl string // the name of the new one; "" outside of them
}

// node is a pair of declared types that has been compared in a way. The next walk that
// comes to it adds its peers to what was found.
type node struct {
	found    []*breakage
	children []*node
	walk     int // the last one that was here
}

type nodeKey struct {
	old, new *model.TypeDecl
	level    Level
	toNew    bool
	trusting bool
}

func (c *collector) walk(f flow) *walk {
	c.walks++
	return &walk{collector: c, flow: f, id: c.walks}
}

// again adds the peers to what was found in a node and below.
func (w *walk) again(n *node) {
	if n.walk == w.id {
		return
	}
	n.walk = w.id
	for _, b := range n.found {
		b.breaks(w.peers)
	}
	for _, child := range n.children {
		w.again(child)
	}
}

// say adds a finding with the effect on those who send, or on those who read: %s stands
// for them, and %v for what senders do.
func (w *walk) say(rule string, at place, change, onSender, onReader, hint string) {
	effect := onReader
	if w.toNew {
		effect = onSender
	}
	verb := "send"
	if w.level == Config {
		verb = "write"
	}
	effect = strings.ReplaceAll(effect, "%v", verb)
	if at.names == nil && w.decl != "" {
		at.names = []string{w.decl}
	}
	b := w.add(w.level, w.level.rule(rule), at, change, effect, hint, w.peers)
	if w.node != nil {
		w.node.found = append(w.node.found, b)
	}
}

// another is the hint where a value can not change in its place.
func (w *walk) another() string {
	if w.level == Config {
		return "add another optional field, and deprecate this one"
	}
	return "leave it as it is, and add another optional field, or a new procedure or topic with its own URI"
}

// use is a type where it is used.
type use struct {
	model.Type
	rules model.Rules
	null  bool
}

// meaning returns what a use of a type means: without optional, which is a matter of
// the field, with the scalar that a name stands for.
func meaning(t model.Type, rules model.Rules) use {
	u := use{Type: t, rules: rules}
	for u.Elem != nil && (u.Kind == model.Optional || u.Kind == model.Nullable) {
		u.null = u.null || u.Kind == model.Nullable
		u.Type = *u.Elem
	}
	if u.Kind == model.Named && u.Decl.Scalar != nil {
		u.Type, u.rules = u.Decl.Scalar.Type, u.Decl.Scalar.Rules
	}
	return u
}

// sides returns the writer and the reader of an old and a new side.
func sides[T any](f flow, old, new T) (writer, reader T) {
	if f.toNew {
		return old, new
	}
	return new, old
}

// value compares a value at a place. The rules are those of the field around it.
func (w *walk) value(at place, oldType, newType model.Type, oldRules, newRules model.Rules) {
	old, new := meaning(oldType, oldRules), meaning(newType, newRules)
	writer, reader := sides(w.flow, old, new)
	if reader.Kind == model.Any {
		return // takes everything, null too
	}
	if writer.null && !reader.null {
		if w.toNew {
			w.say(null, at, at.what+" can not be null any more", "%s may %v null, which is refused", "", w.another())
		} else {
			w.say(null, at, at.what+" may be null now", "", "%s refuse null", w.another())
		}
	}
	switch {
	case writer.Kind == model.Named && reader.Kind == model.Named && w.declared(old.Decl, new.Decl):
	case (reader.Kind == model.List || reader.Kind == model.Map) && writer.Kind == reader.Kind:
		w.rules(at, writer, reader, old, new)
		w.value(at, *old.Elem, *new.Elem, model.Rules{}, model.Rules{})
	case w.takes(writer, reader):
		if o, n := oldType.Present(), newType.Present(); o.Kind == model.Named && n.Kind == model.Named && o.Decl.Name == n.Decl.Name {
			at = place{what: "type " + n.Decl.Name, pos: n.Decl.Pos, names: []string{n.Decl.Name}} // where the rules stand
		}
		w.rules(at, writer, reader, old, new)
	default:
		was, is := describe(oldType, newType)
		w.say(kind, at, fmt.Sprintf("%s is %s now, was %s", at.what, is, was),
			"%s may %v what is refused", "%s refuse what they do not know", w.another())
	}
}

// describe returns two types as the schemas write them, or with what they are if that
// looks the same.
func describe(old, new model.Type) (was, is string) {
	old, new = old.Present(), new.Present()
	was, is = old.String(), new.String()
	if was == is {
		was, is = sort(old)+" "+was, sort(new)+" "+is
	}
	return was, is
}

// sort returns what sort of type a declared one is.
func sort(t model.Type) string {
	switch {
	case t.Decl == nil:
		return "builtin"
	case t.Decl.Struct != nil:
		return "the struct"
	case t.Decl.Enum != nil:
		return "the enum"
	case t.Decl.Union != nil:
		return "the union"
	default:
		return "the " + t.Decl.Scalar.Type.String()
	}
}

// declared compares the values of two declared types of one sort. It reports whether
// they are of one sort.
func (w *walk) declared(old, new *model.TypeDecl) bool {
	switch {
	case old.Struct != nil && new.Struct != nil, old.Union != nil && new.Union != nil, old.Enum != nil && new.Enum != nil:
	default:
		return false
	}
	key := nodeKey{old, new, w.level, w.toNew, w.trusting}
	parent, n := w.node, w.nodes[key]
	around := w.decl
	if n != nil {
		w.again(n)
	} else {
		n = &node{walk: w.id}
		w.nodes[key], w.node, w.decl = n, n, new.Name
		switch {
		case old.Struct != nil:
			w.structs(old, new)
		case old.Union != nil:
			w.unions(old, new)
		default:
			w.enums(old, new)
		}
		w.node, w.decl = parent, around
	}
	if parent != nil {
		parent.children = append(parent.children, n)
	}
	return true
}

// structs compares maps with known keys.
func (w *walk) structs(old, new *model.TypeDecl) {
	refuses := func(d *model.TypeDecl) bool { return d.Struct.RejectUnknown }
	if w.toNew && refuses(new) && !refuses(old) {
		w.say(unknownKey, place{what: new.Name, pos: new.Pos}, "type "+new.Name+" refuses unknown keys now",
			"%s may %v keys of their own", "", "leave `unknown: reject` out, or use it in a new type")
	}
	_, reader := sides(w.flow, old, new)
	w.fields(old.Struct.Fields, new.Struct.Fields, refuses(reader), func(f *model.Field) string {
		return fmt.Sprintf("field %q of %s", f.Name, new.Name)
	})
}

// fields compares values that are known by their keys; what names them for people.
func (w *walk) fields(old, new []*model.Field, refuseUnknown bool, what func(*model.Field) string) {
	for _, n := range new {
		at := place{what: what(n), pos: n.Pos}
		o := field(old, n.Name)
		switch {
		case o != nil:
			w.both(at, o, n)
		case w.toNew && !n.Optional():
			w.required(at, "is new and required")
		case !w.toNew && refuseUnknown:
			w.say(unknownKey, at, at.what+" is new, and unknown keys were refused", "", "%s refuse it", w.another())
		}
	}
	for _, o := range old {
		if field(new, o.Name) != nil {
			continue
		}
		at := place{what: what(o), pos: o.Pos, old: true}
		switch {
		case w.toNew && refuseUnknown:
			w.say(unknownKey, at, at.what+" is gone, and unknown keys are refused", "%s may %v it", "", "keep it, deprecated, and ignore it")
		case !w.toNew && !o.Optional():
			w.absent(at, "is gone")
		}
	}
}

// both compares a value that both states have.
func (w *walk) both(at place, old, new *model.Field) {
	writer, reader := sides(w.flow, old, new)
	switch {
	case !writer.Optional() || reader.Optional():
	case w.toNew:
		w.required(at, "is required now")
	default:
		w.absent(at, "may be absent now")
	}
	w.defaults(at, old, new)
	w.value(at, old.Type, new.Type, old.Rules, new.Rules)
}

func (w *walk) required(at place, change string) {
	w.say(required, at, at.what+" "+change, "%s may leave it out, which is refused", "", "make it optional, or give it a default")
}

func (w *walk) absent(at place, change string) {
	hint := "keep sending it, deprecated"
	if !at.old {
		hint = "leave it required, and send a value that says nothing"
	}
	w.say(absent, at, at.what+" "+change, "", "%s require it", hint)
}

// defaults compares what it means that a value is absent.
func (w *walk) defaults(at place, old, new *model.Field) {
	if old.Default == nil || !new.Optional() || new.Default != nil && old.Default.JSON() == new.Default.JSON() {
		return
	}
	change := fmt.Sprintf("%s has no default now, was %s", at.what, literalText(old.Default))
	if new.Default != nil {
		change = fmt.Sprintf("the default of %s is %s now, was %s", at.what, literalText(new.Default), literalText(old.Default))
	}
	w.say(defaults, at, change, "%s that leave it out mean the old one", "%s that do not get it take the old one",
		"leave the default, and set the other value where it is wanted")
}

// literalText returns a default for people.
func literalText(l *model.Literal) string {
	if l.Kind == model.Duration {
		return quantity(l.Kind, l.Text)
	}
	return l.JSON()
}

// enums compares the values of enums.
func (w *walk) enums(old, new *model.TypeDecl) {
	writer, reader := sides(w.flow, old, new)
	for _, v := range writer.Enum.Values {
		if enumHas(reader.Enum, v.Name) {
			continue
		}
		at := place{what: fmt.Sprintf("value %q of %s", v.Name, new.Name), pos: v.Pos, old: w.toNew}
		w.member(enumValue, at)
	}
}

// unions compares tags and members of unions.
func (w *walk) unions(old, new *model.TypeDecl) {
	if old.Union.Tag != new.Union.Tag {
		w.say(unionTag, place{what: new.Name, pos: new.Pos},
			fmt.Sprintf("the tag of %s is %q now, was %q", new.Name, new.Union.Tag, old.Union.Tag),
			"%s %v the old one", "%s look for the old one", w.another())
		return
	}
	writer, reader := sides(w.flow, old, new)
	for _, m := range writer.Union.Members {
		if unionMemberOf(reader.Union, m.Value) == nil {
			at := place{what: fmt.Sprintf("member %q of %s", m.Value, new.Name), pos: new.Pos}
			if w.toNew {
				at.pos, at.old = old.Pos, true
			}
			w.member(unionMember, at)
		}
	}
	for _, n := range new.Union.Members {
		if o := unionMemberOf(old.Union, n.Value); o != nil {
			at := place{what: fmt.Sprintf("member %q of %s", n.Value, new.Name), pos: new.Pos}
			as := func(d *model.TypeDecl) model.Type { return model.Type{Kind: model.Named, Name: d.Name, Decl: d} }
			w.value(at, as(o.Type), as(n.Type), model.Rules{}, model.Rules{})
		}
	}
}

// member says that one of a set is gone that is sent, or new to those who read.
func (w *walk) member(rule string, at place) {
	if w.toNew {
		w.say(rule, at, at.what+" is gone", "%s may %v it, which is refused", "", "keep it, deprecated, and take it for another one")
	} else {
		w.say(rule, at, at.what+" is new", "", "%s refuse it", "send it only to those who know it: in a new optional field, or by a new procedure or topic")
	}
}

func field(list []*model.Field, name string) *model.Field {
	for _, f := range list {
		if f.Name == name {
			return f
		}
	}
	return nil
}

func enumHas(e *model.Enum, value string) bool {
	for _, v := range e.Values {
		if v.Name == value {
			return true
		}
	}
	return false
}

func unionMemberOf(u *model.Union, value string) *model.UnionMember {
	for _, m := range u.Members {
		if m.Value == value {
			return m
		}
	}
	return nil
}

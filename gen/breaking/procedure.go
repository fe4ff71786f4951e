package breaking

import (
	"cmp"
	"fmt"

	"github.com/wampgen/wampgen/gen/model"
)

// procedures compares the procedures of two states.
func (c *collector) procedures(old, new *members[*model.Procedure]) {
	for _, o := range old.own {
		n := new.byPattern[wireName(o.Template)]
		if n != nil {
			c.procedure(o, n, foreign(old, new, o, n))
			if old.serves[o] && !new.serves[n] {
				c.add(Wire, ruleNotProvided, place{pos: n.Pos}, fmt.Sprintf("no component provides %s any more", n.URI),
					"%s find nobody", "leave it with a component until nobody calls it", party{"callers", n.URI})
			}
			continue
		}
		if old.uses[o] && !old.serves[o] {
			continue // and does so no more
		}
		callers := party{"callers", o.URI}
		if o.Interface.Package.ImportPath != "" { // which this unit can not have deleted
			c.add(Wire, ruleNotProvided, place{pos: o.Pos, old: true}, fmt.Sprintf("no component provides %s any more", o.URI),
				"%s find nobody", "leave it with a component until nobody calls it", callers)
			continue
		}
		moved := new.byName[qualified(o.Interface, o.Name)]
		if moved != nil && old.byPattern[wireName(moved.Template)] == nil {
			c.add(Wire, ruleURI, place{pos: moved.Pos}, fmt.Sprintf("procedure %q has the URI %s now, was %s", o.Name, moved.URI, o.URI),
				"%s find nobody", "write uri: "+o.URI+", or keep that procedure, deprecated, beside the new one", callers)
			continue
		}
		c.add(Wire, ruleProcedure, place{pos: o.Pos, old: true}, fmt.Sprintf("procedure %q is gone", o.Name),
			"%s find nobody", "keep it, deprecated, until nobody calls it", callers)
	}
}

// procedure compares two states of one procedure. A foreign one is provided by others.
func (c *collector) procedure(old, new *model.Procedure, foreign bool) {
	in := flow{level: Wire, toNew: true, peers: party{"callers", new.URI}}
	if foreign {
		in = flow{level: Wire, peers: party{"callees", new.URI}}
	}
	out := in.back()
	c.walk(in).parts(old.Template, new.Template)
	c.walk(in).payload(old.Payload, new.Payload, "argument")
	c.walk(out).payload(old.Result, new.Result, "result value")
	c.input(old, new, in)
	c.progress(old, new, out)
	if !foreign {
		c.errors(old, new, out)
		c.invoke(old, new)
	}
}

// input compares progressive inputs, of which callers send as many as they want.
func (c *collector) input(old, new *model.Procedure, in flow) {
	sent, taken := sides(in, old.Input, new.Input)
	switch {
	case sent != nil && taken != nil:
		c.walk(in).payload(*old.Input, *new.Input, "input value")
	case sent != nil && in.toNew:
		c.add(Wire, ruleInput, place{pos: new.Pos}, fmt.Sprintf("procedure %q takes no progressive inputs any more", new.Name),
			"%s send them", "keep input, deprecated, or make a new procedure", in.peers)
	case sent != nil:
		c.add(Wire, ruleInput, place{pos: new.Pos}, fmt.Sprintf("procedure %q has progressive inputs now", new.Name),
			"%s do not take them", "make it a new procedure", in.peers)
	}
}

// progress compares progressive results.
func (c *collector) progress(old, new *model.Procedure, out flow) {
	sent, awaited := sides(out, old.Progress, new.Progress)
	switch {
	case sent != nil && awaited != nil:
		c.walk(out).payload(*old.Progress, *new.Progress, "progress value")
	case awaited != nil && !out.toNew:
		c.add(Wire, ruleProgress, place{pos: new.Pos}, fmt.Sprintf("procedure %q sends no progressive results any more", new.Name),
			"%s wait for them in vain", "keep progress, deprecated, or make a new procedure", out.peers)
	case awaited != nil:
		c.add(Wire, ruleProgress, place{pos: new.Pos}, fmt.Sprintf("procedure %q has progressive results now", new.Name),
			"%s send none", "make it a new procedure", out.peers)
	}
}

// errors compares the declared errors of a procedure, which callers tell apart by their
// URIs. Any call may end with any error: a new one breaks nobody. Readers do not check
// the rules of what an error carries.
func (c *collector) errors(old, new *model.Procedure, out flow) {
	out.trusting = true
	now := make(map[string]*model.Error)
	for _, e := range new.Errors {
		now[e.URI] = e
	}
	for _, o := range old.Errors {
		if n := now[o.URI]; n != nil {
			c.walk(out).payload(o.Payload, n.Payload, "value of error "+n.Name)
			continue
		}
		change := fmt.Sprintf("the error %s of procedure %q is gone", o.URI, new.Name)
		hint := "leave it declared as long as callers handle it"
		for _, n := range new.Errors {
			if n.Name == o.Name {
				change = fmt.Sprintf("the error %s has the URI %s now, was %s", n.Name, n.URI, o.URI)
				hint = "write uri: " + o.URI
			}
		}
		c.add(Wire, ruleError, place{pos: new.Pos}, change, "%s look for it in vain", hint, out.peers)
	}
}

// invoke compares the policies of registrations. The dealer refuses one with another
// policy than those that are there (section "Shared Registration"), and a single one
// beside any other: whose policy was single never had another callee beside it.
func (c *collector) invoke(old, new *model.Procedure) {
	const single = "single"
	was, is := cmp.Or(old.Invoke, single), cmp.Or(new.Invoke, single)
	if was == single || was == is {
		return
	}
	c.add(Wire, ruleInvoke, place{pos: new.Pos}, fmt.Sprintf("the invocation policy of procedure %q is %s now, was %s", new.Name, is, was),
		"while %s of the old state are registered, the new ones can not register beside them",
		"leave it, or make a new procedure", party{"callees", new.URI})
}

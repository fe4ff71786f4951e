package node

import (
	"slices"
	"strings"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// impliedRealms returns the realms that the components of a worker name, with roles
// that may do what the contracts of their components say and nothing else.
//
// A worker with neither realms nor transports has these: nobody but the components
// can be there. With transports everybody who may be anonymous would get
// the role too, so that there they are only the hint of an error.
func (p *planner) impliedRealms(w *config.Worker) []Realm {
	var realms []Realm
	for i := range w.Components {
		c := &w.Components[i]
		if c.Realm == "" || c.Role == "" {
			continue
		}
		name := wamp.URI(c.Realm)
		at := slices.IndexFunc(realms, func(r Realm) bool { return r.Name == name })
		if at < 0 {
			at = len(realms)
			realms = append(realms, Realm{
				Name:    name,
				Roles:   map[string][]authz.Rule{},
				MetaAPI: true,
				Limits:  realmLimits(w.Limits),
				Implied: true,
			})
		}
		if c.Role != authz.Trusted {
			realms[at].Roles[c.Role] = merge(realms[at].Roles[c.Role], p.needs(c))
		}
	}
	return realms
}

// standsAlone reports whether a worker has neither realms nor transports.
func standsAlone(w *config.Worker) bool {
	return len(w.Realms) == 0 && len(w.Transports) == 0 && w.Intact("realms") && w.Intact("transports")
}

// needs is what the contract of a component's class asks for.
func (p *planner) needs(c *config.Component) []authz.Rule {
	class, ok := p.registry.Class(c.Class)
	if !ok || class.Contract == nil {
		return nil
	}
	return authz.FromContract(class.Contract)
}

// merge returns the rules and more of them; those for the same URIs become one.
func merge(rules, more []authz.Rule) []authz.Rule {
	merged := append([]authz.Rule{}, rules...)
	place := map[selection]int{}
	for i, r := range merged {
		place[selectionOf(r)] = i
	}
	for _, r := range more {
		i, ok := place[selectionOf(r)]
		if !ok {
			place[selectionOf(r)] = len(merged)
			merged = append(merged, r)
			continue
		}
		a := &merged[i].Allow
		a.Call = a.Call || r.Allow.Call
		a.Register = a.Register || r.Allow.Register
		a.Publish = a.Publish || r.Allow.Publish
		a.Subscribe = a.Subscribe || r.Allow.Subscribe
	}
	return merged
}

// unknownRealm reports a realm that a component names and the worker does not
// have. Where it has none at all, the hint is the block to paste.
func (p *planner) unknownRealm(w *config.Worker, c *config.Component, realms []Realm) {
	d := p.fault(c.Source, "realm", "unknown-realm", "worker %q has no realm %s", w.ID, c.Written("realm"))
	if len(realms) > 0 {
		var names []string
		for _, r := range realms {
			names = append(names, string(r.Name))
		}
		d.Hint = suggest(c.Realm, names, "its realms are "+strings.Join(names, ", "))
		return
	}
	first := slices.IndexFunc(w.Components, func(other config.Component) bool { return other.Realm == c.Realm })
	if other := w.Components[first]; other.Path("") != c.Path("") {
		d.Hint = "it is the realm of " + other.Path("")
		return
	}
	for _, r := range p.impliedRealms(w) {
		if r.Name == wamp.URI(c.Realm) {
			d.Hint = "a worker with transports has to name its realms. This one lets the components do what their\n" +
				"classes say; clients need permissions beside it:\n" +
				renderRealm(r, strings.HasSuffix(c.At("realm").File, ".json"))
		}
	}
}

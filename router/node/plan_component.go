package node

import (
	"fmt"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// components resolves the components of a worker.
func (p *planner) components(w *config.Worker, realms []Realm) []Component {
	var components []Component
	ids := map[string]string{}
	for i := range w.Components {
		c := &w.Components[i]
		p.unique(ids, c.Source, "component", c.ID)
		class, known := p.class(c)
		if known {
			p.extra(c, class)
		}
		p.backoff(&c.Backoff)
		var remote *Remote
		if w.Type == config.ContainerWorker {
			remote = p.remote(&c.Remote)
		} else if realmsNamed(w) {
			p.attachment(w, c, class, realms)
		}
		components = append(components, Component{
			ID:           c.ID,
			Unnamed:      !c.Has("id"),
			Remote:       remote,
			Credentials:  credentials(&c.Credentials),
			Class:        c.Class,
			Realm:        wamp.URI(c.Realm),
			Role:         c.Role,
			Extra:        c.Extra,
			Required:     c.Required,
			StartTimeout: c.StartTimeout,
			Restart:      restart(c.Restart, &c.Backoff),
		})
		if last := &components[len(components)-1]; remote != nil && last.Restart.Limit == 0 {
			last.Restart.Limit = host.Unlimited // the router comes back some day
		}
	}
	return components
}

func restart(policy string, b *config.Backoff) Restart {
	return Restart{Policy: policy, First: b.First, Longest: b.Longest, Healthy: b.Healthy, Limit: int(b.Limit)}
}

// class finds the class of a component, or says which there are.
func (p *planner) class(c *config.Component) (runtime.Class, bool) {
	if c.Class == "" {
		return runtime.Class{}, false
	}
	class, ok := p.registry.Class(c.Class)
	if !ok {
		names := p.registry.Names()
		d := p.fault(c.Source, "classname", "unknown-class", "class %s is not linked into this program", c.Written("classname"))
		d.Hint = suggest(c.Class, names, "linked in are "+strings.Join(names, ", "))
		if len(names) == 0 {
			d.Hint = "no class is linked in"
		}
	}
	return class, ok
}

// extra has the class check the extra of a component.
func (p *planner) extra(c *config.Component, class runtime.Class) {
	if !c.Intact("extra") {
		return
	}
	if class.CheckExtra == nil {
		if c.Extra != nil {
			p.fault(c.Source, "extra", "extra", "class %s takes no extra", class.Name)
		}
		return
	}
	names := extraNames(class)
	for _, key := range c.Keys("extra") {
		if !slices.Contains(names, key.Name) {
			d := p.faults.Errorf(key.Pos, "extra", "%s: unknown key %q", c.Path("extra"), key.Name)
			d.Hint = suggest(key.Name, names, "class "+class.Name+" takes "+strings.Join(names, ", "))
		}
	}
	for _, fault := range class.CheckExtra(c.Extra) {
		if fault.Rule == "unknown" && !strings.ContainsAny(fault.Path, ".[") {
			continue // one of those above
		}
		p.faults.Errorf(c.AtPath("extra", fault.Path), "extra", "%s: %s", below(c.Path("extra"), fault.Path), message(class, fault))
	}
}

// backoff checks that the pauses between restarts can grow.
func (p *planner) backoff(b *config.Backoff) {
	if b.Longest != 0 && b.Longest < b.First {
		p.fault(b.Source, "longest", "backoff", "want at least the first pause, %s, got %s", b.First, b.Longest)
	}
}

// below joins a path and one that begins there.
func below(path, more string) string {
	if more == "" || strings.HasPrefix(more, "[") {
		return path + more
	}
	return path + "." + more
}

// message is what a fault says, without the value of a secret.
func message(class runtime.Class, fault contract.Fault) string {
	if secretField(class, fault.Path) {
		return fmt.Sprintf("the value breaks the rule %q", fault.Rule)
	}
	return fault.Message
}

func extraNames(class runtime.Class) []string {
	var names []string
	if class.Contract != nil {
		for _, f := range class.Contract.Extra {
			names = append(names, f.Name)
		}
	}
	return names
}

// attachment checks that a component's realm and role exist, and that the role
// may do what the component's contract says.
func (p *planner) attachment(w *config.Worker, c *config.Component, class runtime.Class, realms []Realm) {
	if c.Realm == "" || c.Role == "" {
		return
	}
	i := slices.IndexFunc(realms, func(r Realm) bool { return r.Name == wamp.URI(c.Realm) })
	if i < 0 {
		p.unknownRealm(w, c, realms)
		return
	}
	r := &realms[i]
	if _, ok := r.Roles[c.Role]; !ok && c.Role != authz.Trusted {
		if !rolesNamed(w, c.Realm) {
			return
		}
		names := roleNames(r)
		d := p.fault(c.Source, "role", "unknown-role", "realm %s has no role %s", c.Written("realm"), written(c, "role", c.Role))
		d.Hint = suggest(c.Role, names, "its roles are "+strings.Join(names, ", "))
		return
	}
	if r.Authorizers[c.Role] != "" {
		return // what it may is not known before it asks
	}
	if class.Contract != nil && c.Role != authz.Trusted && !r.Implied && rolesIntact(w, c.Realm) {
		p.permissions(c, class.Contract, r)
	}
}

// permissions says what the contract of a component needs and its role lacks.
func (p *planner) permissions(c *config.Component, needs *contract.Component, r *Realm) {
	policy, err := authz.NewPolicy(map[string][]authz.Rule{c.Role: r.Roles[c.Role]})
	if err != nil { // the rules have been checked one by one
		p.fault(c.Source, "role", "permission", "%v", err)
		return
	}
	for _, rule := range authz.FromContract(needs) {
		for _, need := range requests(rule) {
			if policy.Authorize(c.Role, need.action, rule.URI, rule.Match).Allowed {
				continue
			}
			d := p.fault(c.Source, "role", "permission", "component %q %s %s but role %s may not",
				c.ID, need.verb, described(rule.URI, rule.Match), written(c, "role", c.Role))
			d.Hint = fmt.Sprintf("add to that role of realm %s: %s", c.Written("realm"), renderRule(only(rule, need.action), bare))
		}
	}
}

// request is one thing that a component does.
type request struct {
	action authz.Action
	verb   string
}

func requests(rule authz.Rule) []request {
	var needs []request
	if rule.Allow.Register {
		needs = append(needs, request{authz.Register, "registers"})
	}
	if rule.Allow.Publish {
		needs = append(needs, request{authz.Publish, "publishes"})
	}
	if rule.Allow.Call {
		needs = append(needs, request{authz.Call, "calls"})
	}
	if rule.Allow.Subscribe {
		needs = append(needs, request{authz.Subscribe, "subscribes to"})
	}
	return needs
}

// only is the rule with one of its actions.
func only(rule authz.Rule, action authz.Action) authz.Rule {
	rule.Allow = authz.Allow{
		Call:      action == authz.Call,
		Register:  action == authz.Register,
		Publish:   action == authz.Publish,
		Subscribe: action == authz.Subscribe,
	}
	return rule
}

func described(uri wamp.URI, match wamp.Match) string {
	if match == wamp.MatchExact {
		return string(uri)
	}
	return fmt.Sprintf("the %s %q", match, uri)
}

func roleNames(r *Realm) []string {
	names := []string{}
	for name := range r.Roles {
		names = append(names, name)
	}
	slices.Sort(names)
	return append(names, authz.Trusted)
}

// written is the value of a key as the file has it, or the default in quotes.
func written(c *config.Component, key, value string) string {
	if c.Has(key) {
		return c.Written(key)
	}
	return fmt.Sprintf("%q", value)
}

// rolesIntact reports whether the roles of a realm could be read without a fault.
func rolesIntact(w *config.Worker, name string) bool {
	for i := range w.Realms {
		if w.Realms[i].Name == name {
			return w.Realms[i].Intact("roles")
		}
	}
	return true
}

// realmsNamed reports whether the names of all realms of a worker are known: a
// realm that is not among them is then unknown indeed.
func realmsNamed(w *config.Worker) bool {
	for i := range w.Realms {
		if !w.Realms[i].Intact("name") {
			return false
		}
	}
	return len(w.Realms) > 0 || w.Intact("realms")
}

// rolesNamed reports whether the names of all roles of a realm are known.
func rolesNamed(w *config.Worker, name string) bool {
	i := slices.IndexFunc(w.Realms, func(r config.Realm) bool { return r.Name == name })
	if i < 0 {
		return true
	}
	r := &w.Realms[i]
	for j := range r.Roles {
		if !r.Roles[j].Intact("name") {
			return false
		}
	}
	return len(r.Roles) > 0 || r.Intact("roles")
}

package node

import (
	"math"
	"strings"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// realms resolves the realms that a worker names.
func (p *planner) realms(w *config.Worker) []Realm {
	var realms []Realm
	seen := map[string]string{}
	for i := range w.Realms {
		r := &w.Realms[i]
		if r.Name == "" {
			continue
		}
		if first, ok := seen[r.Name]; ok {
			p.fault(r.Source, "name", "duplicate-realm", "realm %s is defined by %s", r.Written("name"), first)
			continue
		}
		seen[r.Name] = r.Path("")
		realms = append(realms, Realm{
			Name:  wamp.URI(r.Name),
			Roles: p.roles(r),

			Authorizers: p.authorizers(r),
			Strict:      r.Options.URICheck == "strict",
			MetaAPI:     r.Options.MetaAPI,
			Limits:      realmLimits(w.Limits),
			Store:       p.store(&r.Store),
			StoreBytes:  int(min(r.Store.MaxSize, math.MaxInt)),
			Histories:   p.histories(&r.Store),
			CallQueues:  p.callQueues(&r.Store),
		})
	}
	return realms
}

func (p *planner) roles(r *config.Realm) map[string][]authz.Rule {
	roles := map[string][]authz.Rule{}
	for i := range r.Roles {
		role := &r.Roles[i]
		switch _, taken := roles[role.Name]; {
		case role.Name == "":
		case role.Name == authz.Trusted:
			p.fault(role.Source, "name", "reserved-role", "role %q exists and may do everything; only hosted components can have it", role.Name)
		case taken:
			p.fault(role.Source, "name", "duplicate-role", "role %s is defined twice in realm %s", role.Written("name"), r.Written("name"))
		default:
			roles[role.Name] = p.rules(role)
		}
	}
	return roles
}

// authorizers resolves the roles for which a procedure decides.
func (p *planner) authorizers(r *config.Realm) map[string]wamp.URI {
	var authorizers map[string]wamp.URI
	for i := range r.Roles {
		role := &r.Roles[i]
		if role.Authorizer == "" || role.Name == "" || role.Name == authz.Trusted {
			continue
		}
		switch uri := wamp.URI(role.Authorizer); {
		case !uri.Valid():
			p.fault(role.Source, "authorizer", "invalid-uri", "%s is no URI", role.Written("authorizer"))
		case role.Has("permissions"):
			p.fault(role.Source, "authorizer", "two-authorities", "role %s has permissions too: either they decide or the authorizer", role.Written("name"))
		default:
			if authorizers == nil {
				authorizers = map[string]wamp.URI{}
			}
			authorizers[role.Name] = uri
		}
	}
	return authorizers
}

func (p *planner) rules(role *config.Role) []authz.Rule {
	rules := []authz.Rule{}
	var written []*config.Permission
	seen := map[selection]string{}
	for i := range role.Permissions {
		permission := &role.Permissions[i]
		if !permission.Has("uri") || !permission.Intact("uri") || !permission.Intact("match") {
			continue
		}
		rule, ok := p.rule(permission)
		if !ok {
			continue
		}
		if first, taken := seen[selectionOf(rule)]; taken {
			p.fault(permission.Source, "uri", "duplicate-permission", "the %s %s has a permission of this role already: %s", rule.Match, permission.Written("uri"), first)
			continue
		}
		seen[selectionOf(rule)] = permission.Path("")
		rules, written = append(rules, rule), append(written, permission)
	}
	p.unused(rules, written)
	return rules
}

func (p *planner) rule(permission *config.Permission) (authz.Rule, bool) {
	uri, match := pattern(permission)
	rule := authz.Rule{
		URI:      uri,
		Match:    match,
		Allow:    authz.Allow(permission.Allow),
		Disclose: authz.Disclose(permission.Disclose),
		Displace: permission.Displace,
		Validate: permission.Validate,
	}
	if permission.Has("trustlevel") {
		rule.TrustLevel = &permission.TrustLevel
	}
	if match == wamp.MatchPrefix && uri == "" || uri.ValidPattern(match) {
		return rule, true
	}
	d := p.fault(permission.Source, "uri", "invalid-uri", "%s is no URI for the match %q", permission.Written("uri"), match)
	switch {
	case permission.URI == "":
		d.Hint = `for all URIs write {uri: "", match: prefix}`
	case strings.Contains(permission.URI, "*"):
		d.Hint = `"*" stands for a whole component, or for any end of the URI`
	default:
		d.Hint = "components are divided by dots and hold no spaces and no #"
	}
	return rule, false
}

// selection is the URIs that a rule is about. A role has one rule for each.
type selection struct {
	uri   wamp.URI
	match wamp.Match
}

func selectionOf(r authz.Rule) selection { return selection{r.URI, r.Match} }

// pattern is the URI and the match of a permission. Without a match, a "*" at the
// end makes a prefix, and others make a wildcard pattern.
func pattern(permission *config.Permission) (wamp.URI, wamp.Match) {
	uri := permission.URI
	if permission.Has("match") {
		match, _ := wamp.ParseMatch(permission.Match)
		return wamp.URI(uri), match
	}
	prefix, ends := strings.CutSuffix(uri, "*")
	switch {
	case !strings.Contains(uri, "*"):
		return wamp.URI(uri), wamp.MatchExact
	case ends && !strings.Contains(prefix, "*"):
		return wamp.URI(prefix), wamp.MatchPrefix
	}
	components := strings.Split(uri, ".")
	for i, c := range components {
		if c == "*" {
			components[i] = ""
		} else if strings.Contains(c, "*") {
			return "", wamp.MatchWildcard
		}
	}
	return wamp.URI(strings.Join(components, ".")), wamp.MatchWildcard
}

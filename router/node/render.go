package node

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// renderRealm writes a realm as a worker's key "realms", in JSON or YAML.
func renderRealm(r Realm, asJSON bool) string {
	var roles []string
	for _, name := range slices.Sorted(maps.Keys(r.Roles)) {
		roles = append(roles, renderRole(name, r.Roles[name], asJSON))
	}
	if asJSON {
		return fmt.Sprintf(`"realms": [{"name": %s, "roles": [%s]}]`, quote(string(r.Name)), strings.Join(roles, ", "))
	}
	return fmt.Sprintf("realms:\n  - name: %s\n    roles:%s", r.Name, strings.Join(roles, ""))
}

func renderRole(name string, rules []authz.Rule, asJSON bool) string {
	if asJSON {
		var permissions []string
		for _, rule := range rules {
			permissions = append(permissions, renderRule(rule, quote))
		}
		return fmt.Sprintf("{\"name\": %s, \"permissions\": [\n  %s]}", quote(name), strings.Join(permissions, ",\n  "))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "\n      - name: %s\n        permissions:", name)
	if len(rules) == 0 {
		b.WriteString(" []")
	}
	for _, rule := range rules {
		b.WriteString("\n          - " + renderRule(rule, bare))
	}
	return b.String()
}

// renderRule writes a permission on one line; key writes its keys.
func renderRule(rule authz.Rule, key func(string) string) string {
	match := ""
	if rule.Match != wamp.MatchExact {
		match = fmt.Sprintf(", %s: %s", key("match"), quote(rule.Match.String()))
	}
	var allow []string
	for _, r := range requests(rule) {
		allow = append(allow, key(r.action.String())+": true")
	}
	return fmt.Sprintf("{%s: %s%s, %s: {%s}}", key("uri"), quote(string(rule.URI)), match, key("allow"), strings.Join(allow, ", "))
}

func bare(name string) string { return name }

func quote(s string) string {
	b, _ := json.Marshal(s) // a string always has a JSON form
	return string(b)
}

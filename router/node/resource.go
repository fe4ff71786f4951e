package node

import (
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/wampgen/wampgen/router/config"
)

// Resources are the handlers that paths of the type "resource" may name, by their class
// names. They serve for as long as the program runs, through reloads.
type Resources map[string]http.Handler

// resource finds the handler of a path, or says which there are.
func (p *planner) resource(c *config.Path) string {
	if _, ok := p.resources[c.Resource]; ok || c.Resource == "" {
		return c.Resource
	}
	names := slices.Sorted(maps.Keys(p.resources))
	d := p.fault(c.Source, "classname", "unknown-class", "resource %s is not linked into this program", c.Written("classname"))
	d.Hint = suggest(c.Resource, names, "linked in are "+strings.Join(names, ", "))
	if len(names) == 0 {
		d.Hint = "no resource is linked in: see app.Resource"
	}
	return ""
}

package config

import (
	"fmt"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/gen/syntax"
)

// Load reads a node file: JSON if its name ends with .json, else YAML. Positions
// carry the name. env gives the environment's variables, as os.LookupEnv does.
//
// The list holds all faults of the file at once. The node is as complete as the
// file allows, so that the faults of what it refers to can be reported together
// with them; it must not run if the list has errors. It is nil if there is
// nothing to read at all.
func Load(name string, data []byte, env func(string) (string, bool)) (*Node, diag.List) {
	root, faults := syntax.Load(name, data, syntax.Limits{})
	if root == nil {
		return nil, faults
	}
	r := &reading{
		file: &file{
			faulty: map[*syntax.Node]bool{},
			raw:    map[*syntax.Node]string{},
		},
		faults: faults,
		trail:  []*syntax.Node{root},
	}
	r.expand(root, env)
	node := &Node{}
	readBlock(r, nodeTable(), root, node)
	r.version(node)
	complete(node)
	r.faults.Sort()
	return node, r.faults
}

// version checks which format the file says it has.
func (r *reading) version(node *Node) {
	switch {
	case !node.Has("version"):
		if node.node != nil && node.node.Kind == syntax.Map {
			r.warn(node.node, "missing-version", "missing key \"version\" counts as %d", Version).Hint = `add "version": 2`
		}
	case node.Intact("version") && node.Version != Version:
		n := node.get("version")
		r.enter("version", n, func() {
			r.fault(n, "unsupported", "unsupported: version %d of the format", node.Version).Hint =
				fmt.Sprintf("the format that is read here is version %d", Version)
		})
	}
}

// complete fills in the defaults that depend on where a block stands.
func complete(node *Node) {
	node.Version = Version
	for i := range node.Workers {
		w := &node.Workers[i]
		if !w.Has("id") {
			w.ID = fmt.Sprintf("worker%03d", i+1)
		}
		completeComponents(w.Components)
		for j := range w.Transports {
			if t := &w.Transports[j]; !t.Has("id") {
				t.ID = fmt.Sprintf("transport%03d", j+1)
			}
		}
		for j := range w.Realms {
			if o := &w.Realms[j].Options; !o.Has("enable_meta_api") {
				o.MetaAPI = true
			}
		}
	}
}

func completeComponents(components []Component) {
	unnamed := 0
	for i := range components {
		c := &components[i]
		if !c.Has("id") {
			unnamed++
			c.ID = fmt.Sprintf("component%d", unnamed)
		}
		if string(c.Extra) == "null" {
			c.Extra = nil
		}
		if !c.Has("role") {
			c.Role = DefaultRole
		}
		if !c.Has("required") {
			c.Required = true
		}
		if !c.Has("start_timeout") {
			c.StartTimeout = DefaultStartTimeout
		}
		if !c.Has("restart") {
			c.Restart = RestartOnFailure
		}
	}
}

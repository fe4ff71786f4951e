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
	r := newReading(root, faults)
	r.expand(root, env)
	node := &Node{}
	readBlock(r, nodeTable(), root, node)
	r.version(node)
	complete(node)
	r.faults.Sort()
	return node, r.faults
}

// LoadComponent reads one component of a router worker, as the key components has them,
// from JSON that did not come from a node file: variables are not replaced. The
// component is nil if there is nothing to read at all.
func LoadComponent(name string, data []byte) (*Component, diag.List) {
	root, faults := syntax.Load(name, data, syntax.Limits{})
	if root == nil {
		return nil, faults
	}
	r := newReading(root, faults)
	w := Worker{Type: RouterWorker, Components: make([]Component, 1)}
	componentTypes().read(r, root, &w.Components[0])
	completeComponents(&w)
	r.faults.Sort()
	return &w.Components[0], r.faults
}

func newReading(root *syntax.Node, faults diag.List) *reading {
	return &reading{
		file: &file{
			faulty: map[*syntax.Node]bool{},
			raw:    map[*syntax.Node]string{},
		},
		faults: faults,
		trail:  []*syntax.Node{root},
	}
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
	if m := &node.Controller.Management; node.Controller.Has("management") && m.Realm == "" {
		m.Realm = ManagementRealm
	}
	completeTransports(node.Controller.Management.Transports)
	for i := range node.Workers {
		w := &node.Workers[i]
		if !w.Has("id") {
			w.ID = fmt.Sprintf("worker%03d", i+1)
		}
		completeComponents(w)
		if w.Type == GuestWorker {
			completeGuest(&w.Guest)
		}
		completeTransports(w.Transports)
		for j := range w.Realms {
			if o := &w.Realms[j].Options; !o.Has("enable_meta_api") {
				o.MetaAPI = true
			}
		}
	}
}

func completeTransports(transports []Transport) {
	for i := range transports {
		if t := &transports[i]; !t.Has("id") {
			t.ID = fmt.Sprintf("transport%03d", i+1)
		}
	}
}

func completeGuest(g *Guest) {
	if g.Restart == "" {
		g.Restart = RestartOnFailure
	}
	if !g.Options.Env.Has("inherit") {
		g.Options.Env.All = true
	}
}

func completeComponents(w *Worker) {
	unnamed := 0
	for i := range w.Components {
		c := &w.Components[i]
		if !c.Has("id") {
			unnamed++
			c.ID = fmt.Sprintf("component%d", unnamed)
		}
		if string(c.Extra) == "null" {
			c.Extra = nil
		}
		if !c.Has("role") && w.Type == RouterWorker {
			c.Role = DefaultRole
		}
		if !c.Has("required") {
			c.Required = w.Type == RouterWorker // a remote router may be down for a while
		}
		if !c.Has("start_timeout") {
			c.StartTimeout = DefaultStartTimeout
		}
		if !c.Has("restart") {
			c.Restart = w.Options.defaultRestart()
		}
	}
}

package node

import (
	"context"
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/config"
)

// addComponent adds a component to a worker of the plan that runs, or puts it in the place
// of one that does not run, and starts it. source is its configuration, JSON.
func (n *Node) addComponent(ctx context.Context, worker, id string, source []byte) error {
	ctx, done, err := n.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	c, err := n.plan.component(id, source)
	if err != nil {
		return err
	}
	to := *n.plan
	to.Workers = slices.Clone(n.plan.Workers)
	at := slices.IndexFunc(to.Workers, func(w Worker) bool { return w.ID == worker })
	if at < 0 {
		return fmt.Errorf("find worker %q: there is none", worker)
	}
	w := &to.Workers[at]
	same := slices.IndexFunc(w.Components, func(other Component) bool { return other.ID == id })
	if same >= 0 && n.component(componentKey(worker, id)).Active() {
		return fmt.Errorf("component %q of worker %q is running", id, worker)
	}
	w.Components = slices.DeleteFunc(slices.Clone(w.Components), func(other Component) bool { return other.ID == id })
	w.Components = append(w.Components, c)
	_, err = n.change(ctx, &to)
	return err
}

// component makes a component of a configuration. Its class and extra are checked; realm,
// role and permissions are when it starts.
func (p *Plan) component(id string, source []byte) (Component, error) {
	cfg, faults := config.LoadComponent(id+".json", source)
	planner := &planner{registry: p.registry, resources: p.resources, files: p.files, stores: map[string]string{}}
	var components []Component
	if cfg != nil {
		cfg.ID = id
		components = planner.components(&config.Worker{Type: config.RouterWorker, Components: []config.Component{*cfg}}, nil)
	}
	faults.Add(planner.faults...)
	for _, d := range faults {
		if d.Severity == diag.Error {
			return Component{}, &InvalidFileError{Reason: "component " + id + ": " + d.Message}
		}
	}
	if len(components) == 0 {
		return Component{}, &InvalidFileError{Reason: "component " + id + ": there is nothing to read"}
	}
	components[0].Unnamed = false
	return components[0], nil
}

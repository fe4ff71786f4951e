package app

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/schemas/management"
)

// components lists the components of the running node.
func (a *application) components(*cobra.Command, []string) error {
	return a.operate(func(ctx context.Context, r running) error {
		list, err := r.node.GetComponents(ctx)
		if err != nil {
			return err
		}
		if a.json {
			return printJSONList(a.stdout, pointers(list))
		}
		w := newTable(a.stdout)
		fmt.Fprintln(w, "WORKER\tCOMPONENT\tCLASS\tREALM\tROLE\tSTATE\tSINCE\tRESTARTS\tERROR")
		for _, c := range list {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%d\t%s\n", c.Worker, c.ID, c.ClassName, given(c.Realm), given(c.Role),
				c.State, c.Since.Local().Format("2006-01-02 15:04:05"), c.Restarts, oneLine(given(c.Cause)))
		}
		return w.Flush()
	})
}

func (a *application) restart(_ *cobra.Command, args []string) error {
	return a.onComponent(args[0], "restarted", func(ctx context.Context, r running, c management.Component) error {
		_, err := r.workers.RestartComponent(ctx, c.Worker, c.ID)
		return err
	})
}

// startComponent starts a component of the running node.
func (a *application) startComponent(name string) error {
	return a.onComponent(name, "started", func(ctx context.Context, r running, c management.Component) error {
		_, err := r.workers.StartComponent(ctx, c.Worker, management.WorkerStartComponentArgs{ComponentID: c.ID})
		return err
	})
}

// onComponent does something with the component of a name, and says so.
func (a *application) onComponent(name, done string, do func(context.Context, running, management.Component) error) error {
	return a.operate(func(ctx context.Context, r running) error {
		list, err := r.node.GetComponents(ctx)
		if err != nil {
			return err
		}
		c, err := named(list, name)
		if err != nil {
			return err
		}
		if err := do(ctx, r, c); err != nil {
			return err
		}
		fmt.Fprintf(a.stdout, "%s/%s %s\n", c.Worker, c.ID, done)
		return nil
	})
}

// named returns the component of an id, or of WORKER/ID where several have it.
func named(list []management.Component, name string) (management.Component, error) {
	var found []management.Component
	var all []string
	for _, c := range list {
		whole := c.Worker + "/" + c.ID
		all = append(all, whole)
		if c.ID == name || whole == name {
			found = append(found, c)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return management.Component{}, fmt.Errorf("find component %q: there are %s", name, cmp.Or(strings.Join(all, ", "), "none"))
	default:
		all = slices.DeleteFunc(all, func(whole string) bool { return !strings.HasSuffix(whole, "/"+name) })
		return management.Component{}, fmt.Errorf("find component %q: there are %s", name, strings.Join(all, ", "))
	}
}

// given is a string that may be absent.
func given(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// oneLine is a text without what would break a table.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

package app

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/router/node"
)

// check prints what is wrong with the node file, or that it is good, and explains it
// if that is asked for.
func (a *application) check(*cobra.Command, []string) error {
	f, err := a.find()
	if err != nil {
		return fault{err}
	}
	plan, faults, sources := a.draft(f)
	if err := faults.WriteText(a.stderr, sources); err != nil {
		return fault{err}
	}
	if a.explain && plan != nil {
		explain(a.stdout, plan)
	}
	if faults.HasErrors() {
		fmt.Fprintf(a.stderr, "%s: %s\n", f.name, count(faults.Errors(), "error"))
		return errReported
	}
	fmt.Fprintf(a.stdout, "%s: ok: %s\n", f.name, summary(plan))
	return nil
}

// summary says in a line what a plan has.
func summary(plan *node.Plan) string {
	var realms, components, transports int
	for _, w := range plan.Workers {
		realms += len(w.Realms)
		components += len(w.Components)
		transports += len(w.Transports)
	}
	return strings.Join([]string{
		count(len(plan.Workers), "worker"),
		count(realms, "realm"),
		count(components, "component"),
		count(transports, "transport"),
	}, ", ")
}

func count(n int, what string) string {
	switch n {
	case 0:
		return "no " + what
	case 1:
		return "1 " + what
	default:
		return fmt.Sprintf("%d %ss", n, what)
	}
}

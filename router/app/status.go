package app

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/schemas/management"
)

// status prints how the running node is.
func (a *application) status(*cobra.Command, []string) error {
	return a.operate(func(ctx context.Context, r running) error {
		s, err := r.node.GetStatus(ctx)
		if err != nil {
			return err
		}
		if a.json {
			return printJSON(a.stdout, &s)
		}
		w := newTable(a.stdout)
		fmt.Fprintf(w, "node\t%s\n", s.Title)
		if s.ID != nil {
			fmt.Fprintf(w, "id\t%s\n", *s.ID)
		}
		if s.File != nil {
			fmt.Fprintf(w, "file\t%s, loaded %s\n", *s.File, ago(s.Loaded))
		}
		fmt.Fprintf(w, "process\t%d, started %s\n", s.PID, ago(s.Started))
		fmt.Fprintf(w, "wampgen\t%s\n", s.Version)
		fmt.Fprintf(w, "workers\t%d\n", s.Workers)
		fmt.Fprintf(w, "components\t%d: %d ready, %d failed\n", s.Components, s.Ready, s.Failed)
		fmt.Fprintf(w, "sessions\t%d\n", s.Sessions)
		return w.Flush()
	})
}

// reload has the running node read its node file again.
func (a *application) reload(*cobra.Command, []string) error {
	return a.operate(func(ctx context.Context, r running) error {
		changes, err := r.node.Reload(ctx)
		if err != nil {
			return err
		}
		if a.json {
			return printJSONList(a.stdout, pointers(changes))
		}
		if len(changes) == 0 {
			fmt.Fprintln(a.stdout, "nothing has changed")
		}
		w := newTable(a.stdout)
		for _, c := range changes {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", c.Worker, c.What, c.ID, c.Kind)
		}
		return w.Flush()
	})
}

// stopCommand has the running node stop, or one of its components.
func (a *application) stopCommand(_ *cobra.Command, args []string) error {
	if len(args) == 1 {
		return a.onComponent(args[0], "stopped", func(ctx context.Context, r running, c management.Component) error {
			_, err := r.workers.StopComponent(ctx, c.Worker, c.ID)
			return err
		})
	}
	return a.operate(func(ctx context.Context, r running) error { return r.node.Shutdown(ctx) })
}

func newTable(w io.Writer) *tabwriter.Writer { return tabwriter.NewWriter(w, 0, 0, 3, ' ', 0) }

// ago says how long ago something was, and when, on this machine's clock.
func ago(t time.Time) string {
	return fmt.Sprintf("%s ago, at %s", time.Since(t).Round(time.Second), t.Local().Format(time.DateTime))
}

package app

import (
	"context"
	"fmt"
	"os/signal"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/router/node"
)

// start runs the node until ctx ends or a signal comes. A second signal ends the
// process at once.
func (a *application) start(cmd *cobra.Command, _ []string) error {
	ctx, restore := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
	defer restore()
	context.AfterFunc(ctx, restore) // a second signal does what signals do by default

	f, err := a.find()
	if err != nil {
		return fault{err}
	}
	plan, faults, sources := a.plan(f)
	if plan == nil {
		if err := faults.WriteText(a.stderr, sources); err != nil {
			return fault{err}
		}
		fmt.Fprintf(a.stderr, "%s: %s\n", f.name, count(faults.Errors(), "error"))
		return errReported
	}
	logger := newLogger(a.stderr)
	for _, w := range faults {
		logger.Warn(w.Message, "at", w.Pos.String())
	}
	n, err := node.Start(ctx, plan, logger)
	if err != nil {
		if ctx.Err() != nil {
			logger.Info("node stopped before it was up")
			return nil
		}
		return fault{err}
	}
	a.banner(n, plan)
	<-ctx.Done()
	restore()
	logger.Info("node stopping", "cause", context.Cause(ctx), "timeout", plan.StopTimeout)
	began := time.Now()
	stopCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), plan.StopTimeout)
	defer cancel()
	if err := n.Stop(stopCtx); err != nil {
		return fault{fmt.Errorf("stop node: %w", err)}
	}
	logger.Info("node stopped", "took", time.Since(began).Round(time.Millisecond))
	return nil
}

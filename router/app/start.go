package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/node"
)

// start runs the node until ctx ends or a signal comes. SIGHUP reloads the node
// file; a second SIGINT or SIGTERM ends the process at once.
func (a *application) start(cmd *cobra.Command, _ []string) error {
	ctx, restore := signal.NotifyContext(cmd.Context(), syscall.SIGINT, syscall.SIGTERM)
	defer restore()
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	context.AfterFunc(ctx, restore) // a second signal does what signals do by default
	hangups := notifyHangups()
	defer hangups.stop()

	f, err := a.find()
	if err != nil {
		return fault{err}
	}
	if a.watch && f.path == "" {
		return fault{errNothingToWatch}
	}
	plan, faults, sources := a.plan(f)
	if plan == nil {
		if err := faults.WriteText(a.stderr, sources); err != nil {
			return fault{err}
		}
		fmt.Fprintf(a.stderr, "%s: %s\n", f.name, count(faults.Errors(), "error"))
		return errReported
	}
	if err := pidFile(a.pidFile).claim(); err != nil {
		return fault{err}
	}
	defer pidFile(a.pidFile).release()
	logger := a.logger
	if logger == nil {
		logger = a.log.logger(a.stderr)
	}
	logFaults(logger, faults)
	o := &operator{app: a, file: f, logger: logger, end: end, up: make(chan struct{})}
	n, err := node.Start(ctx, plan, logger, node.WithOperator(o))
	if err != nil {
		if ctx.Err() != nil {
			logger.Info("node stopped before it was up")
			return nil
		}
		return fault{err}
	}
	o.started(n)
	a.banner(n, plan)
	service := newSupervisor(a.env, logger)
	service.ready(n)
	defer service.close()
	cause := a.run(ctx, o, hangups)
	restore()
	service.stopping()
	return stop(n, cause, logger)
}

// errTerminal ends a node whose terminal has been closed.
var errTerminal = errors.New("the terminal is gone")

// run reloads the node file when it is told to, and returns why the node is to stop.
func (a *application) run(ctx context.Context, o *operator, hangups *hangups) error {
	changes := make(chan struct{}, 1)
	if a.watch {
		ctx, cancel := context.WithCancel(ctx)
		var watching sync.WaitGroup
		defer watching.Wait()
		defer cancel()
		watching.Go(func() {
			if err := o.watchFile(ctx, changes); err != nil {
				o.logger.Error("node file not watched", "error", err)
			}
		})
	}
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-changes:
			_, _ = o.Reload(ctx) // it has said what there is to say
		case <-hangups.signals:
			if hangups.terminalGone() {
				return errTerminal
			}
			_, _ = o.Reload(ctx) // it has said what there is to say
		}
	}
}

// stop drains and ends the node.
func stop(n *node.Node, cause error, logger *slog.Logger) error {
	plan := n.Plan()
	logger.Info("node stopping", "cause", cause, "drain_timeout", plan.DrainTimeout, "stop_timeout", plan.StopTimeout)
	began := time.Now()
	if err := n.Stop(context.Background()); err != nil {
		return fault{fmt.Errorf("stop node: %w", err)}
	}
	logger.Info("node stopped", "took", time.Since(began).Round(time.Millisecond))
	return nil
}

// firstError is what the first error of a list says.
func firstError(faults diag.List) string {
	for _, d := range faults {
		if d.Severity == diag.Error {
			return d.Message
		}
	}
	return ""
}

// logFaults logs what is to be said about a node file.
func logFaults(logger *slog.Logger, faults diag.List) {
	for _, d := range faults {
		level := slog.LevelWarn
		if d.Severity == diag.Error {
			level = slog.LevelError
		}
		attributes := []any{"at", d.Pos.String()}
		if d.Hint != "" {
			attributes = append(attributes, "hint", d.Hint)
		}
		logger.Log(context.Background(), level, d.Message, attributes...)
	}
}

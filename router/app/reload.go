package app

import (
	"context"
	"log/slog"

	"github.com/wampgen/wampgen/router/node"
)

// reload reads the node file again and changes the node to what it says. A file with
// errors changes nothing, and neither does one that can not be run.
func (a *application) reload(ctx context.Context, n *node.Node, f *nodeFile, logger *slog.Logger) {
	const stays = "node not reloaded: it goes on as it was"
	again, err := f.again()
	if err != nil {
		logger.Error(stays, "error", err)
		return
	}
	plan, faults, _ := a.plan(again)
	logFaults(logger, faults)
	if plan == nil {
		logger.Error(stays, "file", f.name, "errors", faults.Errors())
		return
	}
	changes, err := n.Reload(ctx, plan)
	if err != nil {
		logger.Error(stays, "file", f.name, "error", err)
		return
	}
	for _, c := range changes {
		logger.Info(c.What+" "+c.Kind.String(), "worker", c.Worker, "id", c.ID)
	}
	logger.Info("node reloaded", "file", f.name, "changes", len(changes))
}

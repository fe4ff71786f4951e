package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"

	"github.com/wampgen/wampgen/router/node"
)

// errShutdown ends a node whose operator has said so.
var errShutdown = errors.New("shutdown requested by the management")

// operator reloads and ends the node of this process, for whom the management of the node
// lets do so, and on signals.
type operator struct {
	app    *application
	file   *nodeFile
	logger *slog.Logger
	end    context.CancelCauseFunc

	once sync.Once
	up   chan struct{} // closed when the node is set
	node *node.Node
}

var _ node.Operator = (*operator)(nil)

func (o *operator) started(n *node.Node) {
	o.once.Do(func() {
		o.node = n
		close(o.up)
	})
}

// File is the name of the node file.
func (o *operator) File() string { return o.file.name }

// Shutdown has the node stop.
func (o *operator) Shutdown() { o.end(errShutdown) }

// Reload reads the node file again and changes the node to what it says. A file with
// errors changes nothing, and neither does one that can not be run.
func (o *operator) Reload(ctx context.Context) ([]node.Change, error) {
	select {
	case <-o.up:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	changes, err := o.reload(ctx)
	if err != nil {
		o.logger.Error("node not reloaded: it goes on as it was", "file", o.file.name, "error", err)
		return nil, err
	}
	for _, c := range changes {
		o.logger.Info(c.What+" "+c.Kind.String(), "worker", c.Worker, c.What, c.ID)
	}
	o.logger.Info("node reloaded", "file", o.file.name, "changes", len(changes))
	return changes, nil
}

func (o *operator) reload(ctx context.Context) ([]node.Change, error) {
	again, err := o.file.again()
	if err != nil {
		return nil, err
	}
	plan, faults, _ := o.app.plan(again)
	logFaults(o.logger, faults)
	if plan == nil {
		return nil, &node.InvalidFileError{Reason: fmt.Sprintf("%s: %s: %s", o.file.name, count(faults.Errors(), "error"), firstError(faults))}
	}
	return o.node.Reload(ctx, plan)
}

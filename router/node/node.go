package node

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// undoTimeout bounds how long what was started of a node that does not come up
// has to leave.
const undoTimeout = 5 * time.Second

// Node is a running plan.
type Node struct {
	plan    *Plan
	logger  *slog.Logger
	workers []*worker

	stopping sync.Mutex // held by Stop
	stopped  bool
}

// Start runs a plan and returns when all of it is up: the realms of all workers,
// then their components, each ready before the next one starts, then the
// transports. If something fails, or ctx ends, what was started is stopped in
// reverse and the error says what it was. A component that is not required may
// fail: it is tried again as its restart policy says.
func Start(ctx context.Context, plan *Plan, logger *slog.Logger) (*Node, error) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	n := &Node{plan: plan, logger: logger}
	if err := n.start(ctx); err != nil {
		undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTimeout)
		defer cancel()
		if undone := n.Stop(undo); undone != nil {
			logger.Warn("node stopped with errors", "error", undone)
		}
		return nil, err
	}
	return n, nil
}

func (n *Node) start(ctx context.Context) error {
	for i := range n.plan.Workers {
		w := newWorker(n, &n.plan.Workers[i])
		n.workers = append(n.workers, w)
		if err := w.openRealms(); err != nil {
			return err
		}
	}
	for _, w := range n.workers {
		if err := w.startComponents(ctx); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("start node: %w", err)
	}
	for _, w := range n.workers {
		if err := w.startTransports(); err != nil {
			return err
		}
	}
	return nil
}

// Stop ends the node in the reverse order of its start: no more clients, then the
// components one after the other, then the realms. What has not ended when ctx
// does is left behind, and named in the error. Stop may be called more than once.
func (n *Node) Stop(ctx context.Context) error {
	n.stopping.Lock()
	defer n.stopping.Unlock()
	if n.stopped {
		return nil
	}
	n.stopped = true
	var faults []error
	fault := func(err error) {
		if err != nil {
			faults = append(faults, err)
		}
	}
	clients, cancel := share(ctx, 2)
	for _, w := range slices.Backward(n.workers) {
		fault(w.closeTransports(clients))
	}
	cancel()
	for _, w := range slices.Backward(n.workers) {
		fault(w.stopComponents(ctx))
	}
	for _, w := range slices.Backward(n.workers) {
		fault(w.closeRealms(ctx))
	}
	return errors.Join(faults...)
}

// share returns a context with one of n equal parts of the time that ctx leaves.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(deadline)/time.Duration(n))
}

// stopReason is why the sessions of a node that stops are closed.
const stopReason = wamp.CloseSystemShutdown

package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// closedTransport is a transport of the node file that an operator has stopped. It is not in the
// plan that runs, so that the next reload brings it back.
type closedTransport struct {
	worker string
	at     int // its place among those of the worker
	plan   Transport
}

// errListening is the error of starting a transport that listens.
var errListening = errors.New("it is listening")

// stopTransport closes a transport of a worker, with its sessions. One that is closed stays so.
func (n *Node) stopTransport(ctx context.Context, worker, id string) error {
	ctx, done, err := n.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	to, w := n.plan.changing(worker)
	if w == nil {
		return fmt.Errorf("stop transport %q: there is no worker %q", id, worker)
	}
	at := slices.IndexFunc(w.Transports, func(t Transport) bool { return t.ID == id })
	if at < 0 {
		return nil // it was stopped meanwhile
	}
	closed := closedTransport{worker, at, w.Transports[at]}
	w.Transports = slices.Delete(slices.Clone(w.Transports), at, at+1)
	if _, err := n.change(ctx, to); err != nil {
		return err
	}
	n.mu.Lock()
	n.closed = append(n.closed, closed)
	n.mu.Unlock()
	n.logger.Info("transport stopped by an operator", "worker", worker, "transport", id)
	return nil
}

// startTransport opens a transport again that was stopped.
func (n *Node) startTransport(ctx context.Context, worker, id string) error {
	ctx, done, err := n.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	to, w := n.plan.changing(worker)
	is := func(c closedTransport) bool { return c.worker == worker && c.plan.ID == id }
	at := slices.IndexFunc(n.closed, is)
	if w == nil || at < 0 {
		return fmt.Errorf("start transport %q of worker %q: %w", id, worker, errListening)
	}
	closed := n.closed[at]
	w.Transports = slices.Insert(slices.Clone(w.Transports), min(closed.at, len(w.Transports)), closed.plan)
	if _, err := n.change(ctx, to); err != nil {
		return err
	}
	n.mu.Lock()
	n.closed = slices.DeleteFunc(slices.Clone(n.closed), is)
	n.mu.Unlock()
	n.logger.Info("transport started by an operator", "worker", worker, "transport", id)
	return nil
}

// changing is a copy of the plan in which a worker may be changed; the worker is nil if there
// is none of that id.
func (p *Plan) changing(worker string) (*Plan, *Worker) {
	to := *p
	to.Workers = slices.Clone(p.Workers)
	return &to, to.worker(worker)
}

// closedTransports returns the transports of a worker that were stopped.
func (n *Node) closedTransports(worker string) []Transport {
	n.mu.RLock()
	defer n.mu.RUnlock()
	var list []Transport
	for _, c := range n.closed {
		if c.worker == worker {
			list = append(list, c.plan)
		}
	}
	return list
}

package node

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// stopReason is why the sessions of a node that stops are closed.
const stopReason = wamp.CloseSystemShutdown

// drainTick is how often a node that drains looks whether it may go on.
const drainTick = 5 * time.Millisecond

// Stop drains the node and ends it. At once nobody can connect or join any more, and
// new calls of clients are refused with wamp.error.unavailable. The calls that are on
// their way have the plan's drain timeout to end. Then, within its stop timeout, the
// components leave, in the reverse of the order at start, by which the calls are
// answered that they have not, and those of remote callees are answered with
// wamp.close.system_shutdown; the clients are told GOODBYE
// wamp.close.system_shutdown; and the realms close. What has not ended in time, or when
// ctx ends, is left behind and named in the error. Stop may be called more than once.
func (n *Node) Stop(ctx context.Context) error {
	n.end()
	select {
	case n.operation <- struct{}{}:
		defer func() { <-n.operation }()
	case <-ctx.Done():
		return fmt.Errorf("stop node: %w", ctx.Err())
	}
	if n.stopped {
		return nil
	}
	n.stopped = true
	n.drain(ctx)
	ctx, cancel := context.WithTimeout(ctx, n.plan.StopTimeout)
	defer cancel()

	ordered := parts(n.plan)
	slices.Reverse(ordered)
	faults := n.stopComponents(ctx, ordered)
	n.abandonCalls()
	faults = append(faults, n.closeTransports(ctx, ordered)...)
	for _, p := range ordered {
		if r := n.realm(p.key); r != nil {
			faults = append(faults, r.Close(ctx, stopReason), n.closeStore(r.store))
		}
	}
	n.tasks.Wait() // they have ended with n.life
	n.failed.Close()
	return errors.Join(faults...)
}

// drain lets nobody in and waits until all calls are answered, within the drain
// timeout.
func (n *Node) drain(ctx context.Context) {
	n.draining.Store(true)
	n.mu.RLock()
	for _, t := range n.transports {
		t.listener.Refuse()
	}
	n.mu.RUnlock()
	ctx, cancel := context.WithTimeout(ctx, n.plan.DrainTimeout)
	defer cancel()
	tick := time.NewTicker(drainTick)
	defer tick.Stop()
	for {
		pending := n.pending()
		if pending == 0 {
			return
		}
		select {
		case <-ctx.Done():
			n.logger.Warn("not all calls have ended in time", "calls", pending, "timeout", n.plan.DrainTimeout)
			return
		case <-tick.C:
		}
	}
}

// pending counts the calls in all realms that have no answer.
func (n *Node) pending() (calls int) {
	n.mu.RLock()
	defer n.mu.RUnlock()
	for _, r := range n.realms {
		calls += r.Pending()
	}
	return calls
}

// abandonCalls answers the calls that remote callees have not.
func (n *Node) abandonCalls() {
	n.mu.RLock()
	defer n.mu.RUnlock()
	for _, r := range n.realms {
		if calls := r.Abandon(stopReason); calls > 0 {
			n.logger.Warn("calls were abandoned", "realm", r.Name(), "calls", calls)
		}
	}
}

// stopComponents stops the components one after the other. One that takes its time
// can not take that of the others.
func (n *Node) stopComponents(ctx context.Context, ordered []part) []error {
	var faults []error
	left := len(n.components)
	for _, p := range ordered {
		c := n.component(p.key)
		if c == nil {
			continue
		}
		part, cancel := share(ctx, left+1) // one more for the clients and realms
		faults = append(faults, c.Stop(part, stopReason))
		cancel()
		left--
	}
	return faults
}

// closeTransports ends the sessions of all transports at once.
func (n *Node) closeTransports(ctx context.Context, ordered []part) []error {
	ctx, cancel := share(ctx, 2)
	defer cancel()
	closed := make(chan error)
	closing := 0
	for _, p := range ordered {
		if t := n.transport(p.key); t != nil {
			closing++
			go func() { closed <- t.close(ctx) }()
		}
	}
	var faults []error
	for range closing {
		faults = append(faults, <-closed)
	}
	return faults
}

// share returns a context with one of n equal parts of the time that ctx leaves.
func share(ctx context.Context, n int) (context.Context, context.CancelFunc) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, time.Until(deadline)/time.Duration(n))
}

package node

import (
	"context"
	"errors"
	"log/slog"
	"sync"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	api "github.com/wampgen/wampgen/schemas/management"
)

// announcements bounds the changes that wait to be told.
const announcements = 10_000

// announcer publishes the changes of components' states, in order, from a goroutine of
// its own: whoever changes waits for nobody.
type announcer struct {
	node    *Node
	to      api.WorkerPublisher
	logger  *slog.Logger
	unwatch func()
	cancel  context.CancelFunc
	done    chan struct{}

	mu      sync.Mutex
	waiting []ComponentStatus
	lost    int
	more    chan struct{} // holds one signal that there is something
}

// announce begins to publish over a session. logger may be nil.
func (n *Node) announce(s *runtime.Session, logger *slog.Logger) *announcer {
	ctx, cancel := context.WithCancel(context.Background())
	a := &announcer{
		node:   n,
		to:     api.NewWorkerPublisher(s),
		logger: logger,
		cancel: cancel,
		done:   make(chan struct{}),
		more:   make(chan struct{}, 1),
	}
	a.unwatch = n.watch(a.add)
	go func() {
		defer close(a.done)
		a.run(ctx)
	}()
	return a
}

// close ends it, and waits until it has ended.
func (a *announcer) close() {
	a.unwatch()
	a.cancel()
	<-a.done
}

func (a *announcer) add(s ComponentStatus) {
	if s.Worker == ManagementWorker {
		return // it would tell of itself
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.waiting) >= announcements {
		a.lost++
		return
	}
	a.waiting = append(a.waiting, s)
	select {
	case a.more <- struct{}{}:
	default:
	}
}

func (a *announcer) run(ctx context.Context) {
	for {
		select {
		case <-a.more:
		case <-ctx.Done():
			return
		}
		a.mu.Lock()
		waiting, lost := a.waiting, a.lost
		a.waiting, a.lost = nil, 0
		a.mu.Unlock()
		for _, s := range waiting {
			if ctx.Err() != nil {
				return
			}
			err := a.tell(ctx, s)
			if errors.Is(err, runtime.ErrSessionClosed) {
				return // the node stops, or another session will tell
			}
			if err != nil && ctx.Err() == nil {
				a.logger.Warn("change of state not published", "of", s.Worker+"/"+s.ID, "error", err)
			}
		}
		if lost > 0 {
			a.logger.Warn("changes of state not published: too many wait", "count", lost)
		}
	}
}

// tell publishes a change, and what Crossbar.io's tools want to hear of it.
func (a *announcer) tell(ctx context.Context, s ComponentStatus) error {
	if err := a.to.PublishOnComponentState(ctx, s.Worker, describe(a.node.Plan(), s)); err != nil {
		return err
	}
	id := api.ComponentID{ID: s.ID}
	switch s.State {
	case host.Starting:
		return a.to.PublishOnComponentStart(ctx, s.Worker, id)
	case host.Ready:
		return a.to.PublishOnComponentReady(ctx, s.Worker, id)
	case host.Stopped, host.Failed:
		return a.to.PublishOnComponentStop(ctx, s.Worker, id)
	}
	return nil
}

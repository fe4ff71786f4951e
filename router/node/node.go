package node

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/router/authn"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/strangers"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/web"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// errStopped is the error of changing a node that has been stopped.
var errStopped = errors.New("the node is stopped")

// Node is a running plan.
type Node struct {
	logger *slog.Logger

	// operation is held by Start, Reload, Stop and the methods of Controller, one at a
	// time; it guards stopped. Their contexts end with life when the node stops.
	operation chan struct{}
	life      context.Context
	end       context.CancelFunc
	stopped   bool
	draining  atomic.Bool
	metrics   web.Metrics

	tasks    sync.WaitGroup // what goes on that no operation waits for
	started  time.Time
	operator Operator // nil: the node is not reloaded or ended by its operators
	watching sync.Mutex
	watchers []*watcher // guarded by watching; replaced, never changed

	// mu guards what runs, which an operation changes and others read meanwhile.
	mu         sync.RWMutex
	plan       *Plan
	loaded     time.Time // when the plan was put in force
	realms     map[key]*openRealm
	components map[key]*host.Component
	transports map[key]*transport
	outboxes   map[string]*session.Outboxes // by worker
	brakes     map[string]*authn.Brake      // by worker
	failed     *strangers.Log               // logins
	closed     []closedTransport            // what operators have stopped; replaced or appended to
	stores     map[string]*openStore        // by path
	tallies    map[wamp.URI]*tally.Tally    // of each realm that there was
}

// Start runs a plan and returns when all of it is up: the realms of all workers,
// then their components, each ready before the next one starts, then the
// transports. If something fails, or ctx ends, what was started is stopped in
// reverse and the error says what it was. A component that is not required may
// fail: it is tried again as its restart policy says.
func Start(ctx context.Context, plan *Plan, logger *slog.Logger, opts ...Option) (*Node, error) {
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	n := &Node{
		logger:     logger,
		started:    time.Now(),
		operation:  make(chan struct{}, 1),
		plan:       &Plan{},
		realms:     map[key]*openRealm{},
		components: map[key]*host.Component{},
		transports: map[key]*transport{},
		outboxes:   map[string]*session.Outboxes{},
		brakes:     map[string]*authn.Brake{},
		failed:     strangers.NewLog(logger, "failed logins"),
		stores:     map[string]*openStore{},
		tallies:    map[wamp.URI]*tally.Tally{},
	}
	for _, opt := range opts {
		opt(n)
	}
	n.life, n.end = context.WithCancel(context.Background())
	n.watch(n.leavesLast)
	if _, err := n.Reload(ctx, plan); err != nil {
		n.end()
		n.tasks.Wait()
		n.failed.Close()
		return nil, err
	}
	for _, s := range n.List() {
		n.leavesLast(s) // while the plan was not yet that of the node
	}
	return n, nil
}

// Option sets something of a node.
type Option func(*Node)

// Operator is what operators can have done to a node by its management, beyond what it
// does itself.
type Operator interface {
	// Reload reads the node file again and changes the node to what it says.
	Reload(ctx context.Context) ([]Change, error)
	// Shutdown has the node stop soon, and does not wait.
	Shutdown()
	// File is the name of the node file.
	File() string
}

// WithOperator lets the operators of a node reload and end it.
func WithOperator(o Operator) Option { return func(n *Node) { n.operator = o } }

// Reload changes the node to another plan while it runs, and returns what has
// changed. What is the same in both plans keeps running, and no session of it ends.
// If something can not be done, what was done is undone and the error says what it
// was: the node runs its old plan then. Undoing restarts components and reopens
// ports; what of that fails is logged.
func (n *Node) Reload(ctx context.Context, plan *Plan) ([]Change, error) {
	ctx, done, err := n.begin(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	changes, err := n.change(ctx, plan)
	if err == nil {
		n.mu.Lock()
		n.closed = nil // they are back, or have gone for good
		n.mu.Unlock()
	}
	return changes, err
}

// Plan returns the plan that runs.
func (n *Node) Plan() *Plan {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.plan
}

// begin waits for the operation that is going on. The returned context ends with the node.
func (n *Node) begin(ctx context.Context) (context.Context, func(), error) {
	select {
	case n.operation <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	if n.stopped || n.life.Err() != nil {
		<-n.operation
		return nil, nil, errStopped
	}
	ctx, cancel := context.WithCancel(ctx)
	detach := context.AfterFunc(n.life, cancel)
	return ctx, func() {
		detach()
		cancel()
		<-n.operation
	}, nil
}

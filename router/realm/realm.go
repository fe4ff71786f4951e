package realm

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/meta"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Realm is one realm of a router.
type Realm struct {
	cfg     Config
	policy  atomic.Pointer[authz.Policy]
	broker  *broker.Broker
	dealer  *dealer.Dealer
	meta    *meta.API     // nil: not offered
	closing chan struct{} // closed when the realm begins to close
	welcome wamp.Dict     // what every WELCOME.Details has
	permits permits

	mu       sync.Mutex
	sessions map[wamp.ID]*member
	closed   bool
	empty    chan struct{} // closed when the realm is, and has no session
}

var _ session.Realm = (*Realm)(nil)

// member is a session that has joined.
type member struct {
	peer   session.Peer
	role   string
	broker *broker.Session
	dealer *dealer.Session

	passthru passthru
	will     will
	answers  answers
}

// New returns an open realm. The error says what in the configuration can not be.
func New(cfg Config) (*Realm, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	r := &Realm{
		cfg:      cfg,
		welcome:  welcome(&cfg),
		closing:  make(chan struct{}),
		sessions: make(map[wamp.ID]*member),
		empty:    make(chan struct{}),
	}
	r.policy.Store(cfg.Policy)
	r.broker = broker.New(broker.Config{
		IDs:                     cfg.IDs,
		Store:                   cfg.Store,
		Histories:               cfg.Histories,
		SubscriptionsPerSession: cfg.Limits.Subscriptions,
		Tally:                   cfg.Tally,
		Logger:                  cfg.Logger,
	})
	dealerConfig := dealer.Config{
		Directory:               dealer.NewLocalDirectory(cfg.IDs),
		RegistrationsPerSession: cfg.Limits.Registrations,
		PendingCallsPerSession:  cfg.Limits.PendingCallsPerSession,
		PendingCallsPerCallee:   cfg.Limits.PendingCallsPerCallee,
		QueuedCalls:             cfg.Limits.QueuedCalls,
		QueuedCallsPerSession:   cfg.Limits.QueuedCallsPerSession,
		CallQueues:              cfg.CallQueues,
		KeptBytes:               cfg.Limits.KeptBytes,
		KeptBytesPerSession:     cfg.Limits.KeptBytesPerSession,
		Tally:                   cfg.Tally,
	}
	if cfg.Validator != nil {
		dealerConfig.CheckResult, dealerConfig.CheckInput = r.checkResult, r.checkInput
	}
	r.dealer = dealer.New(dealerConfig)
	if cfg.MetaAPI {
		r.meta = meta.New(meta.Config{Census: census{r}, Testaments: wills{r}, Broker: r.broker, Dealer: r.dealer, IDs: cfg.IDs, Access: access{r}})
	}
	return r, nil
}

// Counts returns what the realm has counted so far.
func (r *Realm) Counts() tally.Counts { return r.cfg.Tally.Counts() }

// Name returns the realm's name.
func (r *Realm) Name() wamp.URI { return r.cfg.Name }

// Close ends all sessions with GOODBYE and the reason and waits until they have
// left. Those that have not when ctx ends are detached, and the error says how
// many. Sessions that want to join from now on are refused. Close may be called
// more than once.
func (r *Realm) Close(ctx context.Context, reason wamp.URI) error {
	r.mu.Lock()
	if !r.closed {
		r.closed = true
		close(r.closing)
	}
	r.closeIfEmpty()
	r.mu.Unlock()
	for _, m := range r.list() {
		m.peer.Close(reason, "")
	}
	var err error
	select {
	case <-r.empty:
	case <-ctx.Done():
		rest := r.list()
		err = fmt.Errorf("close realm %q: %d sessions have not left: %w", r.cfg.Name, len(rest), ctx.Err())
		for _, m := range rest {
			r.Leave(m.peer, nil)
		}
	}
	r.broker.Close()
	r.dealer.Close()
	return err
}

// closeIfEmpty lets Close go on. r.mu is held.
func (r *Realm) closeIfEmpty() {
	if !r.closed || len(r.sessions) > 0 {
		return
	}
	select {
	case <-r.empty:
	default:
		close(r.empty)
	}
}

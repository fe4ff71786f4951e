package broker

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// storeTimeout bounds how long one message waits for the store.
const storeTimeout = 10 * time.Second

// Config is what a broker is made of.
type Config struct {
	IDs                     IDs
	Store                   Store
	Remote                  Remote // nil: no other node
	Histories               []History
	SubscriptionsPerSession int
	Tally                   *tally.Tally // of the realm; nil: none
	Logger                  *slog.Logger
}

// Broker serves the sessions of one realm.
type Broker struct {
	cfg    Config
	index  *urimatch.Index[*subscription]
	events sync.Pool // of *wamp.Event

	underway  sync.Map                 // of the wamp.IDs of retained events that may be in the store, and not yet with all subscribers
	watcher   Watcher                  // nil: none
	histories *urimatch.Index[History] // nil: none

	mu  sync.Mutex // which subscriptions there are, and their users
	ids map[wamp.ID]*subscription

	ctx     context.Context // ends with the broker
	cancel  context.CancelFunc
	waiting sync.WaitGroup // SUBSCRIBEs that wait for other nodes
}

// New returns a broker without sessions.
func New(cfg Config) *Broker {
	b := &Broker{cfg: cfg, index: urimatch.NewIndex[*subscription](), ids: make(map[wamp.ID]*subscription)}
	b.events.New = func() any { return new(wamp.Event) }
	b.ctx, b.cancel = context.WithCancel(context.Background())
	b.open(cfg.Histories)
	return b
}

// Close gives up what waits for other nodes or for the store. The sessions have
// left before.
func (b *Broker) Close() {
	b.mu.Lock()
	b.cancel()
	b.mu.Unlock()
	b.waiting.Wait()
}

// background runs f in a goroutine that Close waits for. After Close it does
// nothing: the sessions are gone.
func (b *Broker) background(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.ctx.Err() == nil {
		b.waiting.Go(f)
	}
}

// Subscribed reports whether the topic matches a subscription.
func (b *Broker) Subscribed(topic wamp.URI) bool {
	var room [4]*subscription
	return len(b.index.AppendMatches(room[:0], topic)) > 0
}

// Deliver sends a publication from elsewhere to the subscribers of this node. It
// borrows p.
func (b *Broker) Deliver(p *Publication, burst *session.Burst) {
	var room [8]*subscription
	subs := b.index.AppendMatches(room[:0], p.Topic)
	if len(subs) == 0 {
		return
	}
	a := audienceOf(p)
	e := b.events.Get().(*wamp.Event)
	sent := 0
	for _, sub := range subs {
		sent += sub.deliver(p, &a, e, burst)
	}
	b.cfg.Tally.Sent(sent)
	*e = wamp.Event{}
	b.events.Put(e)
}

// acquire returns the subscription of the pattern with one user more.
func (b *Broker) acquire(pattern urimatch.Pattern) *subscription {
	b.mu.Lock()
	defer b.mu.Unlock()
	sub, ok := b.index.Get(pattern)
	if !ok {
		sub = &subscription{id: b.cfg.IDs.Subscription(pattern), pattern: pattern}
		if b.cfg.Remote != nil {
			sub.ready = b.cfg.Remote.Interest(pattern, true)
		}
		b.index.Set(pattern, sub)
		b.ids[sub.id] = sub
	}
	sub.users++
	return sub
}

// release takes a user from the subscription; without users it ends.
func (b *Broker) release(sub *subscription) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if sub.users--; sub.users > 0 {
		return
	}
	b.index.Delete(sub.pattern)
	delete(b.ids, sub.id)
	if b.cfg.Remote != nil {
		b.cfg.Remote.Interest(sub.pattern, false)
	}
}

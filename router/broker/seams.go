package broker

import (
	"context"
	"errors"
	"iter"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// IDs makes the IDs that a broker hands out.
type IDs interface {
	// Publication returns a random ID.
	Publication() wamp.ID
	// Subscription returns an ID that is the same for the same pattern.
	Subscription(urimatch.Pattern) wamp.ID
}

// Store keeps retained events and histories. Its methods may wait, no longer than their
// context; the session whose message they serve waits with them. What they get is theirs
// and does not change. What a store was given it yields, kept already or not.
type Store interface {
	// Keep makes r the most recent event of the histories and, if retain is set, the most
	// recent retained event of its topic: all of that or nothing, for what reads it and
	// after a crash. The receipt is nil if the event is kept at once.
	Keep(ctx context.Context, r *Record, histories []History, retain bool) (Receipt, error)
	// Retained yields the retained events of all topics that match the pattern:
	// those of one topic together, the most recent first.
	Retained(ctx context.Context, p urimatch.Pattern) iter.Seq2[*Publication, error]
	// Events yields the events of a history that the query selects.
	Events(ctx context.Context, q Query) iter.Seq2[*Record, error]
}

// Receipt is for an event that a store has taken and is going to keep.
type Receipt interface {
	// Wait returns when the event is kept as safely as the store keeps events, or
	// with the reason why it is not, or when ctx ends.
	Wait(ctx context.Context) error
}

// ErrTooLarge is the error of an event that a store can never keep.
var ErrTooLarge = errors.New("the event is too large for the store")

// Watcher is told who becomes a subscriber, and who is one no longer, in the order
// in which that happens to each subscription (section "Subscriptions Meta API").
// Its methods must not block and not come back into the broker, but for Flush.
type Watcher interface {
	// Subscribed says that the session is added to a subscription, which its first
	// one creates.
	Subscribed(id wamp.ID, s Subscription, created bool)
	// Unsubscribed says that the session is removed from a subscription, which is
	// deleted with its last one.
	Unsubscribed(id wamp.ID, s Subscription, deleted bool)
	// Flush is called after changes, without locks.
	Flush(burst *session.Burst)
}

// Remote is the way to the brokers of the same realm on other nodes.
type Remote interface {
	// Interest says that this node has subscribers for a pattern, or has them no
	// longer. SUBSCRIBED is sent when ready is closed; nil is at once. The calls
	// for one pattern follow one another; they must not block.
	Interest(p urimatch.Pattern, on bool) (ready <-chan struct{})
	// Publish passes on what a session of this node has published, to all nodes
	// with an interest in the topic. It must not block; p is its own.
	Publish(p *Publication)
}

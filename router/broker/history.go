package broker

import (
	"context"
	"slices"
	"time"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// History is a pattern whose events are recorded, whether somebody subscribes to it
// or not (section "Event History").
type History struct {
	Pattern urimatch.Pattern
	Limit   int // events; the oldest go first
}

// Record is an event of a history. It does not change.
type Record struct {
	*Publication
	Time time.Time // when the broker got it, UTC, in whole milliseconds
}

// Query selects events of a history. Those that are zero select nothing.
type Query struct {
	Pattern urimatch.Pattern
	Reverse bool // the most recent first
	Topic   wamp.URI

	// By time: not before From, after After, before Before, not after Until.
	From, After, Before, Until time.Time
	// By place: the events from that publication on, those after it, those before
	// it, those up to it. One that is not in the history has no place: nothing is
	// before or after it.
	FromPublication, AfterPublication, BeforePublication, UntilPublication wamp.ID
}

// Selects reports whether a record is of the topic and time that the query asks for.
func (q *Query) Selects(r *Record) bool {
	return (q.Topic == "" || r.Topic == q.Topic) &&
		(q.From.IsZero() || !r.Time.Before(q.From)) &&
		(q.After.IsZero() || r.Time.After(q.After)) &&
		(q.Before.IsZero() || r.Time.Before(q.Before)) &&
		(q.Until.IsZero() || !r.Time.After(q.Until))
}

// Reader is who asks for events of the past.
type Reader struct{ AuthID, AuthRole string }

// Events calls found with the events of a history that the reader would have
// received, until it returns false. The events of a subscription that is not
// recorded are none. It goes by what does not change, authid and authrole: events
// for certain sessions are not recorded.
func (b *Broker) Events(reader Reader, q Query, found func(*Record) bool) error {
	if b.histories == nil {
		return nil
	}
	if _, recorded := b.histories.Get(q.Pattern); !recorded {
		return nil
	}
	ctx, cancel := context.WithTimeout(b.ctx, storeTimeout)
	defer cancel()
	for r, err := range b.cfg.Store.Events(ctx, q) {
		if err != nil {
			return err
		}
		if reader.receives(r.Filter) && !found(r) {
			return nil
		}
	}
	return nil
}

func (r Reader) receives(f *wamp.Filter) bool {
	return f == nil ||
		(f.EligibleAuthID == nil || slices.Contains(f.EligibleAuthID, r.AuthID)) &&
			(f.EligibleAuthRole == nil || slices.Contains(f.EligibleAuthRole, r.AuthRole)) &&
			!slices.Contains(f.ExcludeAuthID, r.AuthID) && !slices.Contains(f.ExcludeAuthRole, r.AuthRole)
}

// Details returns the details of the event as a subscriber to the pattern gets them.
func (r *Record) Details(p urimatch.Pattern) wamp.EventDetails {
	var e wamp.Event
	r.event(&e, &subscription{pattern: p}, false)
	return e.Details
}

// open makes the subscriptions of histories, so that they have IDs before somebody
// subscribes.
func (b *Broker) open(histories []History) {
	if len(histories) == 0 {
		return
	}
	b.histories = urimatch.NewIndex[History]()
	for _, h := range histories {
		sub := b.acquire(h.Pattern)
		sub.recorded, sub.created = true, time.Now()
		b.histories.Set(h.Pattern, h)
	}
}

// recording returns the histories that an event goes into.
func (b *Broker) recording(p *Publication) []History {
	if b.histories == nil || p.Filter != nil && (p.Filter.Exclude != nil || p.Filter.Eligible != nil) {
		return nil
	}
	return b.histories.AppendMatches(nil, p.Topic)
}

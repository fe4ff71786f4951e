package meta

import (
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// feed publishes the router's own events in the order in which they were added.
// They are added under the locks of what they tell about, so that their order is
// that of what happened, and published without any: publishing takes such locks
// itself.
type feed struct {
	broker *broker.Broker
	ids    broker.IDs

	waiting atomic.Int64 // events that are not published

	mu         sync.Mutex
	events     []*broker.Publication
	publishing bool // somebody does
}

// event writes the payload of an event; the generated types of events are such.
type event[E any] interface {
	*E
	EncodeWAMP(*codec.Writer)
}

// add puts an event into the feed, if anybody is there to get it. It blocks nobody.
func add[E any, P event[E]](f *feed, topic wamp.URI, e E) {
	if f.broker.Subscribed(topic) {
		put[E, P](f, topic, e)
	}
}

// put is add where somebody is there: what it costs, it costs only then.
func put[E any, P event[E]](f *feed, topic wamp.URI, e E) {
	w := codec.NewWriter(wamp.CBOR)
	defer w.Free()
	P(&e).EncodeWAMP(w)
	payload, err := w.Payload()
	if err != nil {
		return // a principal whose strings are not text is nothing to tell about
	}
	p := &broker.Publication{ID: f.ids.Publication(), Topic: topic, Payload: payload.Clone()}
	f.mu.Lock()
	f.events = append(f.events, p)
	f.waiting.Add(1)
	f.mu.Unlock()
}

// flush publishes what the feed has. If somebody else is about to do that, the rest
// is left to them.
func (f *feed) flush(burst *session.Burst) {
	if f.waiting.Load() == 0 {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.publishing {
		return
	}
	f.publishing = true
	for len(f.events) > 0 {
		events := f.events
		f.events = nil
		f.mu.Unlock()
		for _, p := range events {
			f.broker.Deliver(p, burst)
		}
		f.waiting.Add(int64(-len(events)))
		f.mu.Lock()
	}
	f.publishing = false
}

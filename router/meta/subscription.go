package meta

import (
	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The topics of section "Subscriptions Meta API".
const (
	onCreate      wamp.URI = "wamp.subscription.on_create"
	onSubscribe   wamp.URI = "wamp.subscription.on_subscribe"
	onUnsubscribe wamp.URI = "wamp.subscription.on_unsubscribe"
	onDelete      wamp.URI = "wamp.subscription.on_delete"
)

var _ broker.Watcher = (*API)(nil)

// Subscribed says that a session is added to a subscription. Nothing is said of
// subscriptions to the router's own topics: who watches subscriptions would hear of
// itself and of its like.
func (a *API) Subscribed(id wamp.ID, s broker.Subscription, created bool) {
	if s.Pattern.URI.Reserved() {
		return
	}
	if created {
		a.feed.add(onCreate, func(w *codec.Writer) {
			w.Args(2)
			w.Uint(uint64(id))
			writeSubscription(w, s)
			w.End()
		})
	}
	a.feed.add(onSubscribe, pair(id, s.ID))
}

// Unsubscribed says that a session is removed from a subscription.
func (a *API) Unsubscribed(id wamp.ID, s broker.Subscription, deleted bool) {
	if s.Pattern.URI.Reserved() {
		return
	}
	a.feed.add(onUnsubscribe, pair(id, s.ID))
	if deleted {
		a.feed.add(onDelete, pair(id, s.ID))
	}
}

// pair writes the arguments of an event: a session and what it is about.
func pair(id, about wamp.ID) func(*codec.Writer) {
	return func(w *codec.Writer) {
		w.Args(2)
		w.Uint(uint64(id))
		w.Uint(uint64(about))
		w.End()
	}
}

func writeSubscription(w *codec.Writer, s broker.Subscription) {
	w.Map(4)
	w.Key("id")
	w.Uint(uint64(s.ID))
	w.Key("created")
	w.Time(s.Created.UTC())
	w.Key("uri")
	w.String(string(s.Pattern.URI))
	w.Key("match")
	w.String(s.Pattern.Match.String())
	w.End()
}

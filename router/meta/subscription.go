package meta

import (
	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/runtime/wamp"
	"github.com/wampgen/wampgen/schemas/metaapi"
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
		add(&a.feed, metaapi.SubscriptionOnCreateURI, metaapi.SubscriptionOnCreateEvent{Session: id, Details: subscriptionDetails(s)})
	}
	add(&a.feed, metaapi.SubscriptionOnSubscribeURI, metaapi.SubscriptionOnSubscribeEvent{Session: id, Subscription: s.ID})
}

// Unsubscribed says that a session is removed from a subscription.
func (a *API) Unsubscribed(id wamp.ID, s broker.Subscription, deleted bool) {
	if s.Pattern.URI.Reserved() {
		return
	}
	add(&a.feed, metaapi.SubscriptionOnUnsubscribeURI, metaapi.SubscriptionOnUnsubscribeEvent{Session: id, Subscription: s.ID})
	if deleted {
		add(&a.feed, metaapi.SubscriptionOnDeleteURI, metaapi.SubscriptionOnDeleteEvent{Session: id, Subscription: s.ID})
	}
}

func subscriptionDetails(s broker.Subscription) metaapi.SubscriptionDetails {
	return metaapi.SubscriptionDetails{
		ID:      s.ID,
		Created: s.Created.UTC(),
		URI:     string(s.Pattern.URI),
		Match:   metaapi.Match(s.Pattern.Match.String()),
	}
}

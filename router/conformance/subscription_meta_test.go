package conformance

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// watchSubscriptions makes p get all subscription meta events, by one pattern.
func (p *peer) watchSubscriptions() { p.subscribe("wamp.subscription.", dict{"match": "prefix"}) }

// wantMeta receives one meta event.
func (p *peer) wantMeta(topic string, args ...any) {
	p.t.Helper()
	p.want(EVENT, id, id, dict{"topic": topic}, list(args))
}

// about is SubscriptionDetails.
func aboutSubscription(subscription int64, uri, match string) dict {
	return dict{"id": subscription, "created": iso8601, "uri": uri, "match": match}
}

// iso8601 is a time of the last minute.
func iso8601(v any) string {
	text, _ := v.(string)
	at, err := time.Parse(time.RFC3339Nano, text)
	if err != nil || time.Since(at) > time.Minute || time.Since(at) < -time.Second {
		return "<a time of now by ISO 8601>"
	}
	return ""
}

// callMeta calls a meta procedure and returns its only result.
func (p *peer) callMeta(procedure string, payload ...any) any {
	p.t.Helper()
	request := p.call(procedure, dict{}, payload...)
	return p.want(RESULT, request, dict{}, list{anything})[3].(list)[0]
}

// Section "Subscriptions Meta API", "Events": the order in which they are fired, in
// all ways in which a subscription ends.
func TestSubscriptionMetaEvents(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		w := n.join(t, s, "realm1", "anonymous", plain)
		w.watchSubscriptions()
		first, second := n.join(t, asJSON, "realm1", "staff", able()), n.join(t, asJSON, "realm1", "staff", able())
		for match, topic := range map[string]string{"exact": "com.myapp.topic", "prefix": "com.myapp", "wildcard": "com..topic"} {
			subscription := first.subscribe(topic, dict{"match": match})
			w.wantMeta("wamp.subscription.on_create", first.session, aboutSubscription(subscription, topic, match))
			w.wantMeta("wamp.subscription.on_subscribe", first.session, subscription)
			second.subscribe(topic, dict{"match": match})
			w.wantMeta("wamp.subscription.on_subscribe", second.session, subscription)
			second.subscribe(topic, dict{"match": match}) // is subscribed
			first.send(UNSUBSCRIBE, first.next(), subscription)
			first.want(UNSUBSCRIBED, first.last)
			w.wantMeta("wamp.subscription.on_unsubscribe", first.session, subscription)
			second.send(UNSUBSCRIBE, second.next(), subscription)
			second.want(UNSUBSCRIBED, second.last)
			w.wantMeta("wamp.subscription.on_unsubscribe", second.session, subscription)
			w.wantMeta("wamp.subscription.on_delete", second.session, subscription)
		}
		for _, end := range leavings {
			p := n.join(t, asJSON, "realm1", "staff", plain)
			subscription := p.subscribe("com.myapp.topic", dict{})
			w.wantMeta("wamp.subscription.on_create", p.session, aboutSubscription(subscription, "com.myapp.topic", "exact"))
			w.wantMeta("wamp.subscription.on_subscribe", p.session, subscription)
			end(p)
			w.wantMeta("wamp.subscription.on_unsubscribe", p.session, subscription)
			w.wantMeta("wamp.subscription.on_delete", p.session, subscription)
		}
		n.join(t, asJSON, "realm2", "staff", plain).subscribe("com.myapp.topic", dict{}) // is not of this realm
		quiet(w)
	})
}

// A session with 10,000 subscriptions leaves, and the watcher hears of each, the
// two events of one in order, within its outbox.
func TestSubscriptionMetaEventsOfManySubscriptions(t *testing.T) {
	t.Parallel()
	const subscriptions = 10_000
	n := ownNode(t, dict{"subscriptions_per_session": subscriptions})
	w := n.join(t, asMsgpack, "realm1", "anonymous", plain)
	p := n.join(t, asMsgpack, "realm1", "staff", plain)
	ids := map[int64]string{}
	for i := range subscriptions {
		p.send(SUBSCRIBE, i+1, dict{}, fmt.Sprintf("com.myapp.topic%d", i))
	}
	for i := range subscriptions {
		ids[p.want(SUBSCRIBED, i+1, id)[2].(int64)] = ""
	}
	unsubscribed, deleted := w.subscribe("wamp.subscription.on_unsubscribe", dict{}), w.subscribe("wamp.subscription.on_delete", dict{})
	p.drop()
	for range 2 * subscriptions {
		event := w.want(EVENT, anything, id, dict{}, list{p.session, id})
		subscription, at := event[4].(list)[1].(int64), event[1].(int64)
		before, known := ids[subscription]
		switch {
		case known && before == "" && at == unsubscribed:
			ids[subscription] = "unsubscribed"
		case known && before == "unsubscribed" && at == deleted:
			delete(ids, subscription)
		default:
			t.Fatalf("event %v of a subscription that is %q", event, before)
		}
	}
	quiet(w)
}

// "wamp.subscription.list", "lookup", "match", "get", "list_subscribers" and
// "count_subscribers".
func TestSubscriptionMetaProcedures(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		p, q := n.join(t, s, "realm1", "anonymous", plain), n.join(t, asJSON, "realm1", "staff", plain)
		exact := p.subscribe("com.myapp.topic", dict{})
		q.subscribe("com.myapp.topic", dict{})
		short := p.subscribe("com.", dict{"match": "prefix"})
		long := p.subscribe("com.myapp", dict{"match": "prefix"})
		wildcard := q.subscribe("com..topic", dict{"match": "wildcard"})
		other := q.subscribe("com.other", dict{})

		lists := p.callMeta("wamp.subscription.list").(dict)
		for match, want := range map[string][]int64{"exact": {exact, other}, "prefix": {short, long}, "wildcard": {wildcard}} {
			wantIDs(t, want, lists[match])
		}
		wantIDs(t, []int64{exact, short, long, wildcard}, p.callMeta("wamp.subscription.match", list{"com.myapp.topic"}))
		wantIDs(t, []int64{other, short}, p.callMeta("wamp.subscription.match", list{"com.other"}))
		if got := p.callMeta("wamp.subscription.match", list{"org.other"}); got != nil {
			t.Errorf("match without a subscription is %v", got)
		}
		for _, test := range []struct {
			args list
			want any
		}{
			{list{"com.myapp.topic"}, exact},
			{list{"com.myapp.topic", dict{}}, exact},
			{list{"com.myapp.topic", dict{"match": "exact"}}, exact},
			{list{"com.myapp.topic", dict{"match": "prefix"}}, nil},
			{list{"com.", dict{"match": "prefix"}}, short},
			{list{"com..topic", dict{"match": "wildcard"}}, wildcard},
			{list{"com.my"}, nil},
		} {
			request := p.call("wamp.subscription.lookup", dict{}, test.args)
			p.want(RESULT, request, dict{}, list{test.want})
		}
		for subscription, details := range map[int64]dict{
			exact: aboutSubscription(exact, "com.myapp.topic", "exact"),
			short: aboutSubscription(short, "com.", "prefix"), wildcard: aboutSubscription(wildcard, "com..topic", "wildcard"),
		} {
			request := p.call("wamp.subscription.get", dict{}, list{subscription})
			p.want(RESULT, request, dict{}, list{details})
		}
		wantIDs(t, []int64{p.session, q.session}, p.callMeta("wamp.subscription.list_subscribers", list{exact}))
		wantIDs(t, []int64{q.session}, p.callMeta("wamp.subscription.list_subscribers", list{wildcard}))
		request := p.call("wamp.subscription.count_subscribers", dict{}, list{exact})
		p.want(RESULT, request, dict{}, list{2})

		q.send(UNSUBSCRIBE, q.next(), other)
		q.want(UNSUBSCRIBED, q.last)
		for _, procedure := range []string{"get", "list_subscribers", "count_subscribers"} {
			for _, subscription := range []int64{other, 1} {
				request := p.call("wamp.subscription."+procedure, dict{}, list{subscription})
				p.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_subscription", explained)
			}
		}
	})
}

// wantIDs compares a list of IDs whose order is not defined.
func wantIDs(t *testing.T, want []int64, v any) {
	t.Helper()
	got := []int64{}
	items, ok := v.(list)
	if !ok {
		t.Errorf("got %v, want a list", v)
	}
	for _, item := range items {
		got = append(got, item.(int64))
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("IDs (-want +got):\n%s", diff)
	}
}

// Arguments that are not those of the procedure are wamp.error.invalid_argument.
func TestSubscriptionMetaArguments(t *testing.T) {
	for name, call := range map[string]list{
		"get without a subscription":   {"wamp.subscription.get"},
		"get of a string":              {"wamp.subscription.get", list{"1"}},
		"list_subscribers of null":     {"wamp.subscription.list_subscribers", list{nil}},
		"count_subscribers of zero":    {"wamp.subscription.count_subscribers", list{0}},
		"lookup without a topic":       {"wamp.subscription.lookup"},
		"lookup of a number":           {"wamp.subscription.lookup", list{5}},
		"lookup with an unknown match": {"wamp.subscription.lookup", list{"com.a", dict{"match": "fuzzy"}}},
		"lookup with options as text":  {"wamp.subscription.lookup", list{"com.a", "prefix"}},
		"match without a topic":        {"wamp.subscription.match", list{}},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := join(t, s)
				request := p.call(call[0].(string), dict{}, call[1:]...)
				p.want(ERROR, CALL, request, dict{}, "wamp.error.invalid_argument", explained)
			})
		})
	}
}

// Section "Subscription Revocation": UNSUBSCRIBED without a request says which
// subscription is revoked and why; who has not announced the feature gets none. An
// administrator asks for it by the procedure that Crossbar.io has for it.
func TestSubscriptionRevocation(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		n := ownNode(t, dict{})
		admin := n.join(t, asJSON, "realm1", "anonymous", plain)
		able, unable := n.join(t, s, "realm1", "staff", able()), n.join(t, s, "realm1", "staff", able("subscription_revocation"))
		subscription := able.subscribe("com.myapp.topic", dict{})
		unable.subscribe("com.myapp.topic", dict{})
		admin.watchSubscriptions()

		remove := func(p *peer, kwargs ...any) {
			t.Helper()
			request := admin.call("wamp.subscription.remove_subscriber", dict{}, append(list{list{subscription, p.session}}, kwargs...)...)
			admin.wantMeta("wamp.subscription.on_unsubscribe", p.session, subscription)
			if p == unable {
				admin.wantMeta("wamp.subscription.on_delete", p.session, subscription)
			}
			admin.want(RESULT, request, dict{})
		}
		remove(able, dict{"reason": "no longer authorized"})
		able.want(UNSUBSCRIBED, 0, dict{"subscription": subscription, "reason": "no longer authorized"})
		remove(unable)
		admin.publish("com.myapp.topic", dict{})
		able.send(UNSUBSCRIBE, able.next(), subscription)
		able.want(ERROR, UNSUBSCRIBE, able.last, dict{}, "wamp.error.no_such_subscription", explained)
		quiet(able, unable, admin)

		subscription = able.subscribe("com.myapp.topic", dict{}) // it may subscribe again
		admin.wantMeta("wamp.subscription.on_create", able.session, anything)
		admin.wantMeta("wamp.subscription.on_subscribe", able.session, subscription)
		for session, subscriptions := range map[int64][]int64{unable.session: {subscription}, 1: {subscription}, able.session: {1}} {
			want := "wamp.error.no_such_session"
			if subscriptions[0] == 1 {
				want = "wamp.error.no_such_subscription"
			}
			request := admin.call("wamp.subscription.remove_subscriber", dict{}, list{subscriptions[0], session})
			admin.want(ERROR, CALL, request, dict{}, want, explained)
		}
		remove2 := admin.call("wamp.subscription.remove_subscriber", dict{}, list{subscription, able.session})
		admin.wantMeta("wamp.subscription.on_unsubscribe", able.session, subscription)
		admin.wantMeta("wamp.subscription.on_delete", able.session, subscription)
		admin.want(RESULT, remove2, dict{})
		able.want(UNSUBSCRIBED, 0, dict{"subscription": subscription})
	})
}

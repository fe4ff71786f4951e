package conformance

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// historyNode is a node that records events as the section's example does, the last
// three of com.few, and those of open.
func historyNode(t *testing.T, kept store) *node {
	t.Helper()
	file := nodeFile(dict{})
	realm := file["workers"].(list)[0].(dict)["realms"].(list)[0].(dict)
	realm["store"] = plus(dict(kept), dict{"limit": 50, "event-history": list{
		dict{"uri": "com.mycompany.log.auth"}, dict{"uri": "com.mycompany.log.basket", "match": "exact"},
		dict{"uri": "com.mycompany.log", "match": "prefix"}, dict{"uri": "com..few", "match": "wildcard", "limit": 3},
		dict{"uri": "com.open.", "match": "prefix"}, dict{"uri": "com.many", "limit": 5000},
	}})
	// The guest may call the procedures and read what it may subscribe to.
	for _, role := range realm["roles"].(list) {
		if role := role.(dict); role["name"] == "guest" {
			role["permissions"] = append(role["permissions"].(list), dict{"uri": "wamp.subscription.", "match": "prefix", "allow": dict{"call": true}})
		}
	}
	n, err := run(t.TempDir(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		n.stop()
		<-n.exited
	})
	return n
}

// recorded returns the subscription of a pattern that is recorded, before anybody has
// subscribed to it.
func (p *peer) recorded(topic, match string) int64 {
	p.t.Helper()
	subscription, ok := p.callMeta("wamp.subscription.lookup", list{topic, dict{"match": match}}).(int64)
	if !ok {
		p.t.Fatalf("the %s %q has no subscription", match, topic)
	}
	return subscription
}

// events calls wamp.subscription.get_events.
func (p *peer) events(subscription int64, kwargs dict) list {
	p.t.Helper()
	return p.callMeta("wamp.subscription.get_events", list{subscription}, kwargs).(list)
}

// publications is the IDs of events.
func publications(events list) []int64 {
	ids := []int64{}
	for _, e := range events {
		ids = append(ids, e.(dict)["publication"].(int64))
	}
	return ids
}

// Section "Event History": the example.
func TestEventHistory(t *testing.T) {
	inEachStore(t, func(t *testing.T, s serializer, kept store) {
		n := historyNode(t, kept)
		p := n.join(t, s, "realm1", "anonymous", able())
		if p.details["roles"].(dict)["broker"].(dict)["features"].(dict)["event_history"] != true {
			t.Error("event_history is not announced")
		}
		subscriptions := map[int64][]int64{}
		auth, basket := p.recorded("com.mycompany.log.auth", "exact"), p.recorded("com.mycompany.log.basket", "exact")
		log := p.recorded("com.mycompany.log", "prefix")
		for _, publication := range []struct {
			topic string
			in    []int64
		}{
			{"com.mycompany.log.auth", []int64{auth, log}}, {"com.mycompany.log.basket", []int64{basket, log}},
			{"com.mycompany.log.basket", []int64{basket, log}}, {"com.mycompany.log.basket", []int64{basket, log}},
			{"com.mycompany.log.checkout", []int64{log}}, {"com.mycompany", nil},
		} {
			published := p.publish(publication.topic, dict{}, list{1})
			for _, in := range publication.in {
				subscriptions[in] = append(subscriptions[in], published)
			}
		}
		for subscription, want := range subscriptions {
			if diff := cmp.Diff(want, publications(p.events(subscription, dict{}))); diff != "" {
				t.Errorf("subscription %d (-want +got):\n%s", subscription, diff)
			}
		}
		if got := p.subscribe("com.mycompany.log", dict{"match": "prefix"}); got != log {
			t.Errorf("the subscription is %d, want that of the history, %d", got, log)
		}
	})
}

// An event of the past is what subscribers got: payload, details, publication, and the
// time.
func TestEventOfThePast(t *testing.T) {
	inEachStore(t, func(t *testing.T, from serializer, kept store) {
		n := historyNode(t, kept)
		publisher := n.join(t, from, "realm1", "anonymous", able())
		for _, to := range serializers {
			p := n.join(t, to, "realm1", "staff", able())
			log, auth := p.recorded("com.mycompany.log", "prefix"), p.recorded("com.mycompany.log.auth", "exact")
			details := plus(encrypted, dict{"publisher": publisher.session, "publisher_authid": text, "publisher_authrole": "anonymous", "_trace": "x"})
			published := publisher.publish("com.mycompany.log.auth", plus(encrypted, dict{"disclose_me": true, "_trace": "x"}),
				list{from.binary(opaque), 1.5, nil, int64(1) << 53}, dict{"k": list{"v"}})
			request := p.call("wamp.subscription.get_events", dict{}, list{auth}, dict{"reverse": true, "limit": 1})
			p.want(RESULT, request, dict{}, list{list{dict{
				"timestamp": iso8601, "subscription": auth, "publication": published, "details": details,
				"args": list{to.binary(opaque), 1.5, nil, int64(1) << 53}, "kwargs": dict{"k": list{"v"}},
			}}})
			published = publisher.publish("com.mycompany.log.auth", dict{})
			request = p.call("wamp.subscription.get_events", dict{}, list{log}, dict{"after_publication": published - 0, "limit": 1})
			p.want(RESULT, request, dict{}, list{list{}})
			request = p.call("wamp.subscription.get_events", dict{}, list{log}, dict{"from_publication": published})
			p.want(RESULT, request, dict{}, list{list{dict{
				"timestamp": iso8601, "subscription": log, "publication": published, "details": dict{"topic": "com.mycompany.log.auth"},
			}}})
		}
	})
}

// "It is possible to pass multiple options at the same time ... logical AND".
func TestEventHistoryFilters(t *testing.T) {
	inEachStore(t, func(t *testing.T, s serializer, kept store) {
		n := historyNode(t, kept)
		p := n.join(t, s, "realm1", "anonymous", able())
		log := p.recorded("com.mycompany.log", "prefix")
		var ids []int64
		for i := range 6 {
			ids = append(ids, p.publish("com.mycompany.log."+[]string{"a", "b"}[i%2], dict{}, list{i}))
			time.Sleep(2 * time.Millisecond) // timestamps differ
		}
		var at []string
		for _, e := range p.events(log, dict{}) {
			at = append(at, e.(dict)["timestamp"].(string))
		}
		for name, test := range map[string]struct {
			kwargs dict
			want   []int64
		}{
			"none":                {dict{}, ids},
			"null":                {dict{"reverse": nil, "limit": nil, "from_time": nil, "topic": nil, "from_publication": nil}, ids},
			"reverse":             {dict{"reverse": true}, []int64{ids[5], ids[4], ids[3], ids[2], ids[1], ids[0]}},
			"limit":               {dict{"limit": 2}, ids[:2]},
			"the last two":        {dict{"limit": 2, "reverse": true}, []int64{ids[5], ids[4]}},
			"large limit":         {dict{"limit": int64(1) << 40}, ids},
			"from_time":           {dict{"from_time": at[2]}, ids[2:]},
			"after_time":          {dict{"after_time": at[2]}, ids[3:]},
			"before_time":         {dict{"before_time": at[2]}, ids[:2]},
			"until_time":          {dict{"until_time": at[2]}, ids[:3]},
			"another time zone":   {dict{"from_time": "1999-12-31T23:59:59+02:00", "until_time": "2999-12-31T23:59:59.123456789-12:00"}, ids},
			"topic":               {dict{"topic": "com.mycompany.log.b"}, []int64{ids[1], ids[3], ids[5]}},
			"other topic":         {dict{"topic": "com.mycompany.log.c"}, []int64{}},
			"from_publication":    {dict{"from_publication": ids[3]}, ids[3:]},
			"after_publication":   {dict{"after_publication": ids[3]}, ids[4:]},
			"before_publication":  {dict{"before_publication": ids[3]}, ids[:3]},
			"until_publication":   {dict{"until_publication": ids[3]}, ids[:4]},
			"unknown publication": {dict{"from_publication": 1}, []int64{}},
			"page":                {dict{"after_publication": ids[1], "limit": 2}, ids[2:4]},
			"page backwards":      {dict{"before_publication": ids[4], "limit": 2, "reverse": true}, []int64{ids[3], ids[2]}},
			"all at once": {dict{
				"reverse": true, "limit": 1, "topic": "com.mycompany.log.a", "after_time": at[0], "until_time": at[5],
				"from_publication": ids[1], "before_publication": ids[5],
			}, []int64{ids[4]}},
		} {
			if diff := cmp.Diff(test.want, publications(p.events(log, test.kwargs))); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	})
}

func TestEventHistoryArguments(t *testing.T) {
	t.Parallel()
	n := historyNode(t, inMemory)
	p := n.join(t, asJSON, "realm1", "anonymous", plain)
	log := p.recorded("com.mycompany.log", "prefix")
	for _, payload := range []list{
		{}, {list{}}, {list{"1"}}, {list{log}, dict{"limit": 0}}, {list{log}, dict{"limit": -1}}, {list{log}, dict{"limit": "1"}},
		{list{log}, dict{"reverse": 1}}, {list{log}, dict{"topic": 1}}, {list{log}, dict{"from_time": "yesterday"}},
		{list{log}, dict{"until_time": 5}}, {list{log}, dict{"from_publication": "1"}}, {list{log}, dict{"until_publication": 0}},
	} {
		request := p.call("wamp.subscription.get_events", dict{}, payload...)
		p.want(ERROR, CALL, request, dict{}, "wamp.error.invalid_argument", explained)
	}
	request := p.call("wamp.subscription.get_events", dict{}, list{1})
	p.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_subscription", explained)
	live := p.subscribe("com.live", dict{}) // is not recorded
	p.publish("com.live", dict{})
	if got := p.events(live, dict{}); len(got) != 0 {
		t.Errorf("%d events of what is not recorded", len(got))
	}
}

// "a peer must be allowed to subscribe to a desired subscription first": else
// wamp.error.not_authorized, also where it may read a part of the pattern.
func TestEventHistoryPermission(t *testing.T) {
	inEachStore(t, func(t *testing.T, s serializer, kept store) {
		n := historyNode(t, kept)
		staff, guest := n.join(t, s, "realm1", "staff", plain), n.join(t, s, "realm1", "guest", plain)
		staff.publish("com.open.secret", dict{}, list{"secret"})
		for topic, match := range map[string]string{"com.mycompany.log": "prefix", "com.mycompany.log.auth": "exact", "com.open.": "prefix"} {
			request := guest.call("wamp.subscription.get_events", dict{}, list{staff.recorded(topic, match)})
			guest.want(ERROR, CALL, request, dict{}, "wamp.error.not_authorized", explained)
		}
		if got := staff.events(staff.recorded("com.open.", "prefix"), dict{}); len(got) != 1 {
			t.Errorf("%d events, want one", len(got))
		}
	})
}

// "These same rules must also apply to event history requests": who was not eligible
// by authrole or authid does not get the event; events for certain sessions are not
// recorded.
func TestEventHistoryEligibility(t *testing.T) {
	inEachStore(t, func(t *testing.T, s serializer, kept store) {
		n := historyNode(t, kept)
		p, staff := n.join(t, s, "realm1", "anonymous", able()), n.join(t, s, "realm1", "staff", able())
		log := p.recorded("com.mycompany.log", "prefix")
		all := p.publish("com.mycompany.log.a", dict{})
		forStaff := p.publish("com.mycompany.log.a", dict{"eligible_authrole": list{"staff"}})
		notForStaff := p.publish("com.mycompany.log.a", dict{"exclude_authrole": list{"staff"}})
		forOne := p.publish("com.mycompany.log.a", dict{"eligible_authid": list{staff.details["authid"]}})
		notForOne := p.publish("com.mycompany.log.a", dict{"exclude_authid": list{staff.details["authid"]}})
		p.publish("com.mycompany.log.a", dict{"eligible_authrole": list{}})
		p.publish("com.mycompany.log.a", dict{"eligible": list{p.session, staff.session}})
		p.publish("com.mycompany.log.a", dict{"exclude": list{1}})
		if diff := cmp.Diff([]int64{all, notForStaff, notForOne}, publications(p.events(log, dict{}))); diff != "" {
			t.Errorf("anonymous (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]int64{all, forStaff, forOne}, publications(staff.events(log, dict{}))); diff != "" {
			t.Errorf("staff (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]int64{all, forStaff}, publications(staff.events(log, dict{"limit": 2}))); diff != "" {
			t.Errorf("the first two for staff (-want +got):\n%s", diff)
		}
	})
}

// A history keeps as many events as its limit says; what an answer can not hold is
// said to be there.
func TestEventHistoryLimits(t *testing.T) {
	inEachStore(t, testEventHistoryLimits)
}

func testEventHistoryLimits(t *testing.T, s serializer, kept store) {
	n := historyNode(t, kept)
	p := n.join(t, s, "realm1", "anonymous", plain)
	few := p.recorded("com..few", "wildcard")
	var ids []int64
	for range 5 {
		ids = append(ids, p.publish("com.x.few", dict{}))
	}
	if diff := cmp.Diff(ids[2:], publications(p.events(few, dict{}))); diff != "" {
		t.Errorf("the last three (-want +got):\n%s", diff)
	}
	many := p.recorded("com.many", "exact")
	for range 1500 {
		p.send(PUBLISH, p.next(), dict{}, "com.many")
	}
	request := p.call("wamp.subscription.get_events", dict{}, list{many})
	events := p.want(RESULT, request, dict{}, list{anything}, dict{"more": true})[3].(list)[0].(list)
	rest := p.events(many, dict{"after_publication": events[len(events)-1].(dict)["publication"]})
	if len(events)+len(rest) != 1500 {
		t.Errorf("%d events and %d more, want 1500", len(events), len(rest))
	}
	for range 3 {
		p.publish("com.many", dict{}, list{strings.Repeat("x", 1_000_000)})
	}
	request = p.call("wamp.subscription.get_events", dict{}, list{many}, dict{"reverse": true})
	events = p.want(RESULT, request, dict{}, list{anything}, dict{"more": true})[3].(list)[0].(list)
	if len(events) != 1 {
		t.Errorf("%d events of a megabyte in one answer", len(events))
	}
}

package conformance

import (
	"strings"
	"sync"
	"testing"
)

// Section "Event Retention": a subscriber that asks for it gets the most recent
// retained event, with the ID of its publication.
func TestEventRetention(t *testing.T) {
	inEachStore(t, func(t *testing.T, s serializer, kept store) {
		n := historyNode(t, kept)
		topic := uri("topic")
		publisher := n.join(t, asJSON, "realm1", "anonymous", able())
		retain := dict{"retain": true}
		publisher.publish(topic, retain, list{"first"})
		publication := publisher.publish(topic, retain, list{"second"}, dict{"a": 1})
		publisher.publish(topic, dict{"retain": false}, list{"not retained"})
		publisher.publish(topic, dict{}, list{"not retained"})

		asks, silent, declines := n.join(t, s, "realm1", "anonymous", able()), n.join(t, s, "realm1", "anonymous", able()), n.join(t, s, "realm1", "anonymous", able())
		subscription := asks.subscribe(topic, dict{"get_retained": true})
		asks.want(EVENT, subscription, publication, dict{"retained": true}, list{"second"}, dict{"a": 1})
		silent.subscribe(topic, dict{})
		declines.subscribe(topic, dict{"get_retained": false})
		quiet(asks, silent, declines)

		publication = publisher.publish(topic, retain, list{"third"})
		asks.want(EVENT, subscription, publication, dict{}, list{"third"})
	})
}

// A topic without a retained event has none to send.
func TestNothingRetained(t *testing.T) {
	t.Parallel()
	p := join(t, asJSON)
	p.subscribe(uri("topic"), dict{"get_retained": true})
	quiet(p)
}

// "MUST NOT send the Subscriber a Retained Event that they would not be eligible to
// receive": it gets the most recent of those that it would have received.
func TestEventRetentionAndEligibility(t *testing.T) {
	inEachStore(t, func(t *testing.T, s serializer, kept store) {
		n := historyNode(t, kept)
		topic := uri("topic")
		publisher := n.join(t, asJSON, "realm1", "anonymous", able())
		forAll := publisher.publish(topic, dict{"retain": true}, list{"all"})
		forStaff := publisher.publish(topic, dict{"retain": true, "eligible_authrole": list{"staff"}}, list{"staff"})

		anonymous, staff := n.join(t, s, "realm1", "anonymous", able()), n.join(t, s, "realm1", "staff", able())
		subscription := anonymous.subscribe(topic, dict{"get_retained": true})
		anonymous.want(EVENT, subscription, forAll, dict{"retained": true}, list{"all"})
		staff.subscribe(topic, dict{"get_retained": true})
		staff.want(EVENT, subscription, forStaff, dict{"retained": true}, list{"staff"})

		// The publisher is excluded from its own events, unless it says otherwise.
		publisher.subscribe(topic, dict{"get_retained": true})
		quiet(publisher)
		own := uri("topic")
		publication := publisher.publish(own, dict{"retain": true, "exclude_me": false}, list{"own"})
		subscription = publisher.subscribe(own, dict{"get_retained": true})
		publisher.want(EVENT, subscription, publication, dict{"retained": true}, list{"own"})
	})
}

// A pattern subscription gets the retained event of each topic, with the topic; the
// publisher is disclosed if it was when it published, also when it is gone.
func TestEventRetentionAndPatterns(t *testing.T) {
	inEachStore(t, func(t *testing.T, s serializer, kept store) {
		n := historyNode(t, kept)
		topic := uri("topic.a")
		prefix := strings.TrimSuffix(topic, "a")
		publisher := n.join(t, asMsgpack, "realm1", "anonymous", able())
		first := publisher.publish(topic, dict{"retain": true, "disclose_me": true}, list{1})
		second := publisher.publish(prefix+"b", dict{"retain": true}, list{2})
		publisher.leave()
		for _, pattern := range []struct{ match, uri string }{{"prefix", prefix}, {"wildcard", prefix}} {
			p := n.join(t, s, "realm1", "anonymous", able())
			subscription := p.subscribe(pattern.uri, dict{"match": pattern.match, "get_retained": true})
			details := publisher.asPublisher()
			details["topic"], details["retained"] = topic, true
			p.want(EVENT, subscription, first, details, list{1})
			p.want(EVENT, subscription, second, dict{"topic": prefix + "b", "retained": true}, list{2})
			quiet(p)
		}
	})
}

// A publication that is refused is not retained.
func TestEventRetentionNotAuthorized(t *testing.T) {
	t.Parallel()
	guest, p := shared.join(t, asJSON, "realm1", "guest", able()), join(t, asJSON)
	guest.send(PUBLISH, 1, dict{"retain": true, "acknowledge": true}, "com.listen.retained", list{1})
	guest.want(ERROR, PUBLISH, 1, dict{}, "wamp.error.not_authorized", explained)
	p.subscribe("com.listen.retained", dict{"get_retained": true})
	quiet(p)
}

// Section "Ordering Guarantees": who subscribes while events are published gets the
// retained event before all that are newer, and misses none of those.
func TestEventRetentionOrder(t *testing.T) {
	inEachStore(t, func(t *testing.T, s serializer, kept store) {
		n := historyNode(t, kept)
		const events = 400
		topic := uri("topic")
		publisher, subscriber := n.join(t, asJSON, "realm1", "anonymous", able()), n.join(t, s, "realm1", "anonymous", able())
		publisher.publish(topic, dict{"retain": true}, list{0})
		var publishing sync.WaitGroup
		defer publishing.Wait()
		publishing.Go(func() {
			for i := range events {
				publisher.send(PUBLISH, publisher.next(), dict{"retain": true}, topic, list{i + 1})
			}
		})
		for last := int64(0); last < events; {
			subscriber.send(SUBSCRIBE, subscriber.next(), dict{"get_retained": true}, topic)
			subscription := subscriber.want(SUBSCRIBED, subscriber.last, id)[2]
			for first := true; ; first = false {
				event := subscriber.want(EVENT, subscription, id, anything, anything)
				number, retained := event[4].(list)[0].(int64), event[3].(dict)["retained"] == true
				if first != retained || first && number < last || !first && number != last+1 {
					t.Fatalf("event %d (retained %t) arrives after %d", number, retained, last)
				}
				last = number
				if number == events || number%10 == 0 {
					break
				}
			}
			subscriber.send(UNSUBSCRIBE, subscriber.next(), subscription)
			for subscriber.receive()[0] != int64(UNSUBSCRIBED) { // events on the way
			}
		}
	})
}

package conformance

import "testing"

// Section "Subscribing and Unsubscribing".
func TestSubscribe(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		subscriber, publisher := join(t, s), join(t, asJSON)
		subscriber.send(SUBSCRIBE, 1, dict{}, topic)
		subscription := subscriber.want(SUBSCRIBED, 1, id)[2]
		publication := publisher.publish(topic, dict{}, list{"Hello, world!"})
		subscriber.want(EVENT, subscription, publication, dict{}, list{"Hello, world!"})
		subscriber.send(UNSUBSCRIBE, 2, subscription)
		subscriber.want(UNSUBSCRIBED, 2)
		publisher.publish(topic, dict{})
		quietAfter(subscriber, 2)
	})
}

// "SUBSCRIBED": to a topic that the session has already, the answer is the
// existing subscription; its events come once.
func TestSubscribeTwice(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		subscriber, publisher := join(t, s), join(t, s)
		first, second := subscriber.subscribe(topic, dict{}), subscriber.subscribe(topic, dict{"match": "exact"})
		if first != second {
			t.Errorf("the subscriptions are %d and %d, want one", first, second)
		}
		publisher.publish(topic, dict{}, list{1})
		subscriber.want(EVENT, first, id, dict{}, list{1})
		quiet(subscriber)
		subscriber.send(UNSUBSCRIBE, subscriber.next(), first)
		subscriber.want(UNSUBSCRIBED, subscriber.last)
		publisher.publish(topic, dict{}, list{2})
		quiet(subscriber)
		again := subscriber.subscribe(topic, dict{})
		publisher.publish(topic, dict{}, list{3})
		subscriber.want(EVENT, again, id, dict{}, list{3})
	})
}

// "SUBSCRIBED", note: all subscribers of a topic may share a subscription, and one
// that unsubscribes does not take it from the others.
func TestSubscriptionOfMany(t *testing.T) {
	t.Parallel()
	topic := uri("topic")
	a, b, c := join(t, asJSON), join(t, asMsgpack), join(t, asCBOR)
	first, second, third := a.subscribe(topic, dict{}), b.subscribe(topic, dict{}), c.subscribe(topic, dict{})
	b.send(UNSUBSCRIBE, b.next(), second)
	b.want(UNSUBSCRIBED, b.last)
	publication := join(t, asJSON).publish(topic, dict{}, list{1})
	a.want(EVENT, first, publication, dict{}, list{1})
	c.want(EVENT, third, publication, dict{}, list{1})
	quiet(b)
}

// "Unsubscribe ERROR": of a subscription that the session does not have.
func TestUnsubscribeError(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		p, other := join(t, s), join(t, s)
		foreign := other.subscribe(topic, dict{})
		own := p.subscribe(uri("topic"), dict{})
		p.send(UNSUBSCRIBE, p.next(), own)
		p.want(UNSUBSCRIBED, p.last)
		for _, subscription := range []int64{own, foreign, 1, maxID} {
			p.send(UNSUBSCRIBE, p.next(), subscription)
			p.want(ERROR, UNSUBSCRIBE, p.last, dict{}, "wamp.error.no_such_subscription", explained)
		}
		p.publish(topic, dict{})
		other.want(EVENT, foreign, id, dict{})
	})
}

// Section "Extensibility": attributes that are not known are ignored; those of
// implementations have tests of their own.
func TestSubscribeUnknownOptions(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		p := join(t, s)
		subscription := p.subscribe(topic, unknownOptions)
		join(t, s).publish(topic, unknownOptions)
		p.want(EVENT, subscription, id, dict{})
	})
}

// unknownOptions are attributes that no specification knows.
var unknownOptions = dict{"future": dict{"a": list{nil, 1.5}}, "x": true, "Not A Key": list{}}

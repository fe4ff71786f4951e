package conformance

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Section "Publishing and Events", "PUBLISH": publications are not acknowledged
// unless the publisher asks for it, neither when they succeed nor when they fail.
func TestPublishUnacknowledged(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		publisher, subscriber := join(t, s), join(t, s)
		subscription := subscriber.subscribe(topic, dict{})
		publisher.send(PUBLISH, 1, dict{}, topic, list{1})
		publisher.send(PUBLISH, 2, dict{"acknowledge": false}, topic, list{2})
		publisher.send(PUBLISH, 3, dict{}, "not a uri")
		publisher.send(PUBLISH, 4, dict{}, "wamp.myapp.topic")
		quietAfter(publisher, 4)
		subscriber.want(EVENT, subscription, id, dict{}, list{1})
		subscriber.want(EVENT, subscription, id, dict{}, list{2})
		quiet(subscriber)
	})
}

// "PUBLISHED": the publication is the one of the events.
func TestPublished(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		publisher, subscriber := join(t, s), join(t, s)
		subscription := subscriber.subscribe(topic, dict{})
		seen := map[int64]bool{}
		for i := range 5 {
			publication := publisher.publish(topic, dict{}, list{i})
			subscriber.want(EVENT, subscription, publication, dict{}, list{i})
			seen[publication] = true
		}
		if len(seen) != 5 {
			t.Errorf("5 publications have %d IDs", len(seen))
		}
		publisher.publish(uri("topic_without_subscribers"), dict{})
	})
}

// "EVENT": the publisher does not receive its own event.
func TestPublisherReceivesNoEvent(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		p, other := join(t, s), join(t, s)
		p.subscribe(topic, dict{})
		subscription := other.subscribe(topic, dict{})
		p.publish(topic, dict{}, list{1})
		other.want(EVENT, subscription, id, dict{}, list{1})
		quiet(p, other)
	})
}

// "EVENT": one that matches several subscriptions of a session comes once for
// each, always with the same publication (section "Events matching multiple
// subscriptions").
func TestEventOncePerSubscription(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("a.b")
		components := strings.Split(topic, ".") // com, myapp, n1, a, b
		components[3] = ""
		p := join(t, s)
		pattern := dict{"topic": topic}
		want := map[int64]dict{
			p.subscribe(topic, dict{}):                                               {},
			p.subscribe(topic, dict{"match": "prefix"}):                              pattern,
			p.subscribe(strings.TrimSuffix(topic, "b"), dict{"match": "prefix"}):     pattern,
			p.subscribe(strings.Join(components, "."), dict{"match": "wildcard"}):    pattern,
			p.subscribe(topic, dict{"match": "wildcard"}):                            pattern,
			p.subscribe(strings.TrimSuffix(topic, ".a.b"), dict{"match": "exact"}):   nil,
			p.subscribe(strings.TrimSuffix(topic, "b")+"c", dict{"match": "prefix"}): nil,
			p.subscribe(topic+".", dict{"match": "wildcard"}):                        nil,
		}
		publication := join(t, s).publish(topic, dict{}, list{1})
		got := map[int64]dict{}
		for range 5 {
			event := p.want(EVENT, id, publication, anything, list{1})
			got[event[1].(int64)] = event[3].(dict)
		}
		quiet(p)
		for subscription, details := range want {
			if details == nil {
				delete(want, subscription)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("details of EVENT by subscription (-want +got):\n%s", diff)
		}
	})
}

// payloads are the ends of messages that carry a payload. What the sender leaves
// out stays out, and what it gives arrives, empty or not.
var payloads = map[string]list{
	"none":               {},
	"empty args":         {list{}},
	"empty args, kwargs": {list{}, dict{}},
	"args":               {list{1, "a", nil, true, false, 1.5, list{}, dict{}}},
	"null":               {list{nil}},
	"kwargs":             {list{}, dict{"color": "orange", "sizes": list{23, 42, 7}}},
	"both":               {list{"johnny"}, dict{"firstname": "John", "surname": nil, "": dict{"": list{dict{}}}}},
	"empty kwargs":       {list{1}, dict{}},
	"nested":             {list{list{list{list{dict{"a": dict{"b": list{1, list{2}}}}}}}}},
}

// Sections "EVENT", "INVOCATION", "RESULT" and "Call ERROR": the payload is the
// one that was sent, from each serialization to each.
func TestPayloads(t *testing.T) {
	for name, payload := range payloads {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, from serializer) {
				for _, to := range serializers {
					carry(t, from, to, payload, payload)
				}
			})
		})
	}
}

// carry sends a payload as an event, as arguments, as a result and as an error
// and checks what arrives.
func carry(t *testing.T, from, to serializer, payload, want list) {
	t.Helper()
	topic, procedure := uri("topic"), uri("procedure")
	sender, receiver := join(t, from), join(t, to)
	end := func(p *peer, begin ...any) {
		t.Helper()
		got := p.receive()
		if diff := diff(append(begin, want...), any(got)); diff != "" {
			t.Errorf("%s to %s (-want +got):\n%s", from.name, to.name, diff)
		}
	}
	subscription := receiver.subscribe(topic, dict{})
	sender.publish(topic, dict{}, payload...)
	end(receiver, EVENT, subscription, id, dict{})

	registration := receiver.register(procedure, dict{})
	request := sender.call(procedure, dict{}, payload...)
	end(receiver, INVOCATION, 1, registration, dict{})
	receiver.send(YIELD, 1, dict{})
	sender.want(RESULT, request, dict{})

	procedure = uri("procedure")
	registration = sender.register(procedure, dict{})
	request = receiver.call(procedure, dict{})
	sender.want(INVOCATION, 1, registration, dict{})
	sender.send(append(list{YIELD, 1, dict{}}, payload...)...)
	end(receiver, RESULT, request, dict{})

	request = receiver.call(procedure, dict{})
	sender.want(INVOCATION, 2, registration, dict{})
	sender.send(append(list{ERROR, INVOCATION, 2, dict{}, "com.myapp.error"}, payload...)...)
	end(receiver, ERROR, CALL, request, dict{}, "com.myapp.error")
}

package conformance

import (
	"math/rand/v2"
	"testing"
)

// Section "Ordering Guarantees", "Publish & Subscribe Ordering": the events of a
// publisher reach a subscriber in their order, whatever their topics.
func TestEventOrder(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		const events = 500
		topics := []string{uri("topic"), uri("topic"), uri("topic")}
		publishers := []*peer{join(t, asJSON), join(t, asMsgpack), join(t, asCBOR)}
		subscriber := join(t, s)
		for _, topic := range topics {
			subscriber.subscribe(topic, dict{})
		}
		for i := range events {
			for n, p := range publishers {
				p.send(PUBLISH, p.next(), dict{}, topics[rand.IntN(len(topics))], list{n, i})
			}
		}
		var next [3]int64
		for range events * len(publishers) {
			args := subscriber.want(EVENT, id, id, dict{}, anything)[4].(list)
			publisher, number := args[0].(int64), args[1].(int64)
			if number != next[publisher] {
				t.Fatalf("event %d of publisher %d arrives, want %d", number, publisher, next[publisher])
			}
			next[publisher]++
		}
	})
}

// "SUBSCRIBED is sent before any EVENT", while others publish.
func TestSubscribedBeforeEvents(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		publisher, subscriber := join(t, s), join(t, s)
		for range 50 {
			for range 5 {
				publisher.send(PUBLISH, publisher.next(), dict{}, topic)
			}
			subscriber.send(SUBSCRIBE, subscriber.next(), dict{}, topic)
			subscription := subscriber.want(SUBSCRIBED, subscriber.last, id)[2]
			subscriber.send(UNSUBSCRIBE, subscriber.next(), subscription)
			for {
				m := subscriber.receive()
				if m[0] == int64(UNSUBSCRIBED) {
					break
				}
				if m[0] != int64(EVENT) {
					t.Fatalf("the subscriber gets %v", m)
				}
			}
			quiet(subscriber) // no EVENT after UNSUBSCRIBED
		}
	})
}

// "Remote Procedure Call Ordering": the invocations of a caller reach a callee in
// the order of the calls, whatever the procedures.
func TestInvocationOrder(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		const calls = 300
		procedures := []string{uri("procedure"), uri("procedure"), uri("procedure")}
		callers := []*peer{join(t, asJSON), join(t, asMsgpack), join(t, asCBOR)}
		callee := join(t, s)
		for _, procedure := range procedures {
			callee.register(procedure, dict{})
		}
		for i := range calls {
			for n, p := range callers {
				p.call(procedures[rand.IntN(len(procedures))], dict{}, list{n, i})
			}
		}
		var next [3]int64
		for i := range calls * len(callers) {
			args := callee.want(INVOCATION, i+1, id, dict{}, anything)[4].(list)
			caller, number := args[0].(int64), args[1].(int64)
			if number != next[caller] {
				t.Fatalf("call %d of caller %d arrives, want %d", number, caller, next[caller])
			}
			next[caller]++
		}
	})
}

// "REGISTERED is sent before any INVOCATION", while others call.
func TestRegisteredBeforeInvocations(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		caller, callee := join(t, s), join(t, s)
		for range 50 {
			for range 5 {
				caller.call(procedure, dict{})
			}
			callee.send(REGISTER, callee.next(), dict{}, procedure)
			registration := callee.want(REGISTERED, callee.last, id)[2]
			callee.send(UNREGISTER, callee.next(), registration)
			for {
				m := callee.receive()
				if m[0] == int64(UNREGISTERED) {
					break
				}
				if m[0] != int64(INVOCATION) {
					t.Fatalf("the callee gets %v", m)
				}
				callee.send(YIELD, m[1], dict{})
			}
			quiet(callee) // no INVOCATION after UNREGISTERED
		}
		for range 250 { // every call has its answer
			if m := caller.receive(); m[0] != int64(RESULT) && m[0] != int64(ERROR) {
				t.Fatalf("the caller gets %v", m)
			}
		}
		quiet(caller)
	})
}

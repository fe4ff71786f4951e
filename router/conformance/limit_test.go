package conformance

import (
	"fmt"
	"testing"
)

const unavailable = "wamp.error.unavailable"

// What one session may have is bounded; what is beyond is refused, and there is
// room again when something ends.
func TestLimitsOfASession(t *testing.T) {
	t.Parallel()
	n := ownNode(t, dict{"subscriptions_per_session": 2, "registrations_per_session": 2, "pending_calls_per_session": 3, "pending_calls_per_callee": 4})
	t.Run("subscriptions", func(t *testing.T) {
		inEach(t, func(t *testing.T, s serializer) {
			p := n.join(t, s, "realm1", "anonymous", plain)
			topic := uri("topic")
			subscription := p.subscribe(topic, dict{})
			p.subscribe(uri("topic"), dict{})
			p.send(SUBSCRIBE, p.next(), dict{}, uri("topic"))
			p.want(ERROR, SUBSCRIBE, p.last, dict{}, unavailable, explained)
			if again := p.subscribe(topic, dict{}); again != subscription {
				t.Errorf("the subscription is %d and %d", subscription, again)
			}
			p.send(UNSUBSCRIBE, p.next(), subscription)
			p.want(UNSUBSCRIBED, p.last)
			p.subscribe(uri("topic"), dict{})
		})
	})
	t.Run("registrations", func(t *testing.T) {
		inEach(t, func(t *testing.T, s serializer) {
			p := n.join(t, s, "realm1", "anonymous", plain)
			registration := p.register(uri("procedure"), dict{})
			p.register(uri("procedure"), dict{})
			procedure := uri("procedure")
			p.send(REGISTER, p.next(), dict{}, procedure)
			p.want(ERROR, REGISTER, p.last, dict{}, unavailable, explained)
			p.send(UNREGISTER, p.next(), registration)
			p.want(UNREGISTERED, p.last)
			p.register(procedure, dict{})
		})
	})
	t.Run("calls", func(t *testing.T) {
		inEach(t, func(t *testing.T, s serializer) {
			procedure := uri("procedure")
			callee := n.join(t, s, "realm1", "anonymous", plain)
			a, b := n.join(t, s, "realm1", "anonymous", plain), n.join(t, s, "realm1", "anonymous", plain)
			callee.register(procedure, dict{})
			for range 3 {
				a.call(procedure, dict{})
			}
			request := a.call(procedure, dict{}) // the caller has three
			a.want(ERROR, CALL, request, dict{}, unavailable, explained)
			for i := range 3 {
				callee.want(INVOCATION, i+1, id, dict{})
			}
			b.call(procedure, dict{})
			callee.want(INVOCATION, 4, id, dict{})
			request = b.call(procedure, dict{}) // the callee has four
			b.want(ERROR, CALL, request, dict{}, unavailable, explained)
			callee.send(YIELD, 2, dict{})
			a.want(RESULT, 2, dict{})
			request = b.call(procedure, dict{})
			callee.want(INVOCATION, 5, id, dict{})
			callee.send(YIELD, 5, dict{})
			b.want(RESULT, request, dict{})
		})
	})
}

// How deep values may be nested is bounded.
func TestDepth(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		nested := func(depth int) any {
			var v any = 1
			for range depth - 1 { // beside Arguments
				v = list{v}
			}
			return v
		}
		topic := uri("topic")
		p, other := join(t, s), join(t, asJSON)
		subscription := other.subscribe(topic, dict{})
		p.publish(topic, dict{}, list{nested(32)})
		other.want(EVENT, subscription, id, dict{}, list{nested(32)})
		p.send(PUBLISH, p.next(), dict{}, topic, list{nested(33)})
		p.wantAbort(protocolViolation)
		quiet(other)
	})
}

// A message that declares far more than it has costs nothing.
func TestDeclaredLengths(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]struct {
		serializer
		data string
	}{
		"msgpack list":   {asMsgpack, "\x95\x30\x01\x80\xa3a.b\xdd\x7f\xff\xff\xff"},
		"msgpack map":    {asMsgpack, "\x93\x01\xa6realm1\xdf\x7f\xff\xff\xff"},
		"msgpack binary": {asMsgpack, "\x95\x30\x01\x80\xa3a.b\x91\xc6\x7f\xff\xff\xff"},
		"cbor list":      {asCBOR, "\x85\x18\x30\x01\xa0\x63a.b\x9b\x00\x00\x00\x7f\xff\xff\xff\xff"},
		"cbor map":       {asCBOR, "\x83\x01\x66realm1\xbb\x00\x00\x00\x7f\xff\xff\xff\xff"},
		"cbor binary":    {asCBOR, "\x85\x18\x30\x01\xa0\x63a.b\x81\x5b\x00\x00\x00\x7f\xff\xff\xff\xff"},
	} {
		for _, joined := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s joined %t", name, joined), func(t *testing.T) {
				t.Parallel()
				p := dial(t, data.serializer)
				if joined {
					p = join(t, data.serializer)
				}
				for range 3 { // of which the router reads one
					if p.conn.WriteMessage(p.frame, []byte(data.data)) != nil {
						break
					}
				}
				p.wantAbort(protocolViolation)
			})
		}
	}
}

package conformance

import "testing"

// Sections "Call Trust Levels" and "Publication Trust Levels": what the router's
// configuration says of a caller or publisher is told to callee and subscriber, and
// nothing where it says nothing.
func TestTrustLevels(t *testing.T) {
	t.Parallel()
	guest, other, receiver := shared.join(t, asJSON, "realm1", "guest", able()), join(t, asMsgpack), join(t, asCBOR)
	receiver.register("com.trusted.procedure", dict{})
	subscription := receiver.subscribe("com.trusted.topic", dict{})
	for number, test := range []struct {
		peer *peer
		want dict
	}{{guest, dict{"trustlevel": 3}}, {other, dict{}}} {
		test.peer.call("com.trusted.procedure", dict{"trustlevel": 9})
		receiver.want(INVOCATION, number+1, id, test.want)
		test.peer.publish("com.trusted.topic", dict{"trustlevel": 9})
		receiver.want(EVENT, subscription, id, test.want)
	}
	receiver.leave()
}

package conformance

import (
	"strings"
	"testing"
)

// A message that is larger than all that may wait for its receiver never gets there.
// That is no fault of the receiver's: its session goes on.
func TestMessageLargerThanAnOutbox(t *testing.T) {
	t.Parallel()
	const tooBig = "wamp.error.payload_size_exceeded"
	long, short := strings.Repeat("x", 100_000), "x"
	n := ownNode(t, dict{"outbox_bytes": 100_000})
	for _, s := range serializers {
		t.Run(s.name, func(t *testing.T) {
			procedure, topic := uri("procedure"), uri("topic")
			a, b := n.join(t, s, "realm1", "anonymous", able()), n.join(t, s, "realm1", "anonymous", able())
			a.register(procedure, dict{})
			a.subscribe(topic, dict{})

			request := b.call(procedure, dict{}, list{long})
			b.want(ERROR, CALL, request, dict{}, tooBig, explained)

			request = b.call(procedure, dict{}, list{short})
			invocation := a.want(INVOCATION, id, id, anything, list{short})[1]
			a.send(YIELD, invocation, dict{}, list{long})
			b.want(ERROR, CALL, request, anything, tooBig, explained)

			b.publish(topic, dict{}, list{long})
			b.publish(topic, dict{}, list{short})
			a.want(EVENT, id, id, anything, list{short})
			quiet(a)
			quiet(b)
		})
	}
}

package conformance

import (
	"fmt"
	"strings"
	"testing"
)

// Section "Extensibility": options of implementations, "_name", go along with what
// is made of the message; all others that are not known are ignored.
func TestCustomOptions(t *testing.T) {
	inEach(t, func(t *testing.T, from serializer) {
		for _, to := range serializers {
			first, second := join(t, from), join(t, to)
			topic, procedure := uri("topic"), uri("procedure")
			sent := dict{
				"_trace": dict{"id": from.binary(opaque), "path": list{1, nil, -2.5}}, "_x_1": true,
				"_ab": 1, "_Abc": 2, "_a-bc": 3, "unknown": 4, "x_own": 5,
			}
			want := dict{"_trace": dict{"id": to.binary(opaque), "path": list{1, nil, -2.5}}, "_x_1": true}

			subscription := second.subscribe(topic, dict{})
			first.publish(topic, sent, list{1})
			second.want(EVENT, subscription, id, want, list{1})

			registration := second.register(procedure, dict{})
			request := first.call(procedure, sent, list{1})
			second.want(INVOCATION, 1, registration, want, list{1})
			second.send(YIELD, 1, sent, list{2})
			first.want(RESULT, request, dict{}, list{2})
			first.leave()
			second.leave()
		}
	})
}

// What is too much of them is ignored; the message goes on.
func TestCustomOptionsAreBounded(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p, topic := join(t, s), uri("topic")
		subscription := p.subscribe(topic, dict{})
		many := dict{"exclude_me": false}
		for n := range 100 {
			many[fmt.Sprintf("_n%d", 100+n)] = n
		}
		p.send(PUBLISH, p.next(), many, topic)
		details := p.want(EVENT, subscription, id, anything)[3].(dict)
		if len(details) != 16 {
			t.Errorf("%d options of 100, want 16", len(details))
		}
		p.send(PUBLISH, p.next(), dict{"exclude_me": false, "_large": strings.Repeat("x", 4097)}, topic)
		p.want(EVENT, subscription, id, dict{})
	})
}

// Of an option that occurs twice the last one counts.
func TestOptionTwice(t *testing.T) {
	t.Parallel()
	p := join(t, asJSON)
	topic := uri("topic")
	subscription := p.subscribe(topic, dict{})
	p.sendBytes([]byte(`[16,2,{"exclude_me":true,"_note":1,"exclude_me":false,"_note":2},"` + topic + `"]`))
	p.last = 2
	p.want(EVENT, subscription, id, dict{"_note": 2})
	quiet(p)
}

package conformance

import (
	"encoding/base64"
	"maps"
	"testing"
)

// binary is how bytes are sent in a serialization (section "Binary support in
// JSON").
func (s serializer) binary(b []byte) any {
	if s.name == "json" {
		return "\x00" + base64.StdEncoding.EncodeToString(b)
	}
	return b
}

// encrypted are the attributes of the section's examples.
var encrypted = dict{
	"ppt_scheme": "wamp", "ppt_serializer": "cbor", "ppt_cipher": "xsalsa20poly1305", "ppt_keyid": "GTtQ37XGJO2O4R8Dvx4AUo8pe61D9evIWpKGQAPdOh0=",
}

// plus returns a dict with further entries.
func plus(d dict, more dict) dict {
	d = maps.Clone(d)
	maps.Copy(d, more)
	return d
}

var opaque = []byte{0x00, 0xff, 0x10, 0xc1, 0x22, 0x5c}

const notSupported = "wamp.error.feature_not_supported"

// Section "Payload Passthru Mode", "Message Attributes": they are forwarded, and the
// payload is what it was, whatever the serializations are.
func TestPassthru(t *testing.T) {
	for name, attributes := range map[string]dict{
		"encrypted": encrypted,
		"MQTT":      {"ppt_scheme": "mqtt"},
		"native":    {"ppt_scheme": "mqtt", "ppt_serializer": "native"},
		"custom":    {"ppt_scheme": "x_my_ppt", "ppt_serializer": "custom", "ppt_cipher": "custom", "ppt_keyid": "custom"},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, from serializer) {
				for _, to := range serializers {
					first, second := join(t, from), join(t, to)
					topic, procedure := uri("topic"), uri("procedure")
					out, in := list{from.binary(opaque)}, list{to.binary(opaque)}

					subscription := second.subscribe(topic, dict{})
					first.publish(topic, attributes, out)
					second.want(EVENT, subscription, id, attributes, in)

					registration := second.register(procedure, dict{})
					request := first.call(procedure, plus(attributes, dict{"receive_progress": true}), out)
					second.want(INVOCATION, 1, registration, plus(attributes, dict{"receive_progress": true}), in)
					second.send(YIELD, 1, plus(attributes, dict{"progress": true}), in)
					first.want(RESULT, request, plus(attributes, dict{"progress": true}), out)
					second.send(YIELD, 1, attributes, in)
					first.want(RESULT, request, attributes, out)

					request = first.call(procedure, attributes, out)
					second.want(INVOCATION, 2, registration, attributes, in)
					second.send(ERROR, INVOCATION, 2, attributes, "com.myapp.invalid_revenue_year", in)
					first.want(ERROR, CALL, request, attributes, "com.myapp.invalid_revenue_year", out)
					quiet(first, second)
					first.leave()
					second.leave()
				}
			})
		})
	}
}

// "A Router shall not inspect and analyze the ppt_ options and payload": nor does it
// mind what the scheme demands. Retained events keep the mode.
func TestPassthruIsOpaque(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		p := join(t, s)
		attributes := dict{"ppt_scheme": "wamp", "ppt_serializer": "nonsense"}
		join(t, s).publish(topic, plus(attributes, dict{"retain": true}), list{1, "two"}, dict{"three": 3})
		subscription := p.subscribe(topic, dict{"get_retained": true})
		p.want(EVENT, subscription, id, plus(attributes, dict{"retained": true}), list{1, "two"}, dict{"three": 3})
	})
}

// "A Router can recognize that Payload Passthru Mode is in use by checking the
// existence and non-empty value of this attribute": ppt_scheme.
func TestPassthruWithoutScheme(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		p := shared.join(t, s, "realm1", "anonymous", plain)
		subscription := p.subscribe(topic, dict{})
		p.send(PUBLISH, p.next(), dict{"exclude_me": false, "ppt_scheme": "", "ppt_keyid": "key"}, topic, list{1})
		p.want(EVENT, subscription, id, dict{}, list{1})
	})
}

// "Cases where a Caller sends a CALL message with payload passthru without
// announcing it ... MUST be treated as PROTOCOL ERRORS"; the same for PUBLISH and
// YIELD.
func TestPassthruNotAnnounced(t *testing.T) {
	for name, use := range map[string]func(p *peer){
		"CALL":    func(p *peer) { p.call(uri("procedure"), encrypted, list{1}) },
		"PUBLISH": func(p *peer) { p.send(PUBLISH, p.next(), encrypted, uri("topic"), list{1}) },
		"YIELD": func(p *peer) {
			p.invoked()
			p.send(YIELD, 1, encrypted, list{1})
		},
		"ERROR": func(p *peer) {
			p.invoked()
			p.send(ERROR, INVOCATION, 1, encrypted, "com.myapp.error", list{1})
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := shared.join(t, s, "realm1", "anonymous", able("payload_passthru_mode"))
				use(p)
				p.wantAbort(protocolViolation)
			})
		})
	}
}

// invoked makes another client call a procedure of p.
func (p *peer) invoked() {
	p.t.Helper()
	procedure := uri("procedure")
	p.register(procedure, dict{})
	join(p.t, p.serializer).call(procedure, dict{})
	p.want(INVOCATION, 1, id, dict{})
}

// "... which then must be routed to a Callee which doesn't support payload
// passthru, MUST be treated as APPLICATION ERRORS and the Dealer MUST respond to
// the Caller".
func TestPassthruToCalleeWithoutSupport(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		caller, callee := join(t, s), shared.join(t, s, "realm1", "anonymous", able("payload_passthru_mode"))
		callee.register(procedure, dict{})
		request := caller.call(procedure, encrypted, list{1})
		caller.want(ERROR, CALL, request, dict{}, notSupported, explained)
		quiet(callee)
		request = caller.call("wamp.session.count", encrypted, list{1})
		caller.want(ERROR, CALL, request, dict{}, notSupported, explained)
	})
}

// "... which then must be routed to the Caller which doesn't support payload
// passthru, MUST be treated as APPLICATION ERRORS and the Dealer MUST respond to
// the Callee". The caller gets an answer too.
func TestPassthruToCallerWithoutSupport(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		caller, callee := shared.join(t, s, "realm1", "anonymous", able("payload_passthru_mode")), join(t, s)
		callee.register(procedure, dict{})
		for n, options := range []dict{encrypted, plus(encrypted, dict{"progress": true})} {
			request := caller.call(procedure, dict{"receive_progress": true})
			callee.want(INVOCATION, n+1, id, dict{"receive_progress": true})
			callee.send(YIELD, n+1, options, list{1})
			callee.want(ERROR, INVOCATION, n+1, dict{}, notSupported, explained)
			caller.want(ERROR, CALL, request, dict{}, notSupported, explained)
			callee.send(YIELD, n+1, dict{}, list{2}) // is over
		}
		request := caller.call(procedure, dict{})
		callee.want(INVOCATION, 3, id, dict{})
		callee.send(ERROR, INVOCATION, 3, encrypted, "com.myapp.error", list{"secret"})
		caller.want(ERROR, CALL, request, dict{}, "com.myapp.error")
		quiet(caller, callee)
	})
}

// "... to a Subscriber which doesn't support payload passthru, cannot be recognized
// at the protocol level": it gets the event.
func TestPassthruToSubscriberWithoutSupport(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		publisher, subscriber := join(t, s), shared.join(t, s, "realm1", "anonymous", plain)
		subscription := subscriber.subscribe(topic, dict{})
		publisher.publish(topic, encrypted, list{1})
		subscriber.want(EVENT, subscription, id, encrypted, list{1})
	})
}

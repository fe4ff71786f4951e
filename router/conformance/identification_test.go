package conformance

import "testing"

// identity is what is disclosed of a session under the names.
func (p *peer) identity(session, authID, authRole string) dict {
	return dict{session: p.session, authID: p.details["authid"], authRole: p.details["authrole"]}
}

func (p *peer) asPublisher() dict {
	return p.identity("publisher", "publisher_authid", "publisher_authrole")
}

func (p *peer) asCaller() dict { return p.identity("caller", "caller_authid", "caller_authrole") }

// Section "Publisher Identification".
func TestPublisherIdentification(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic := uri("topic")
		publisher, subscriber := join(t, s), join(t, s)
		subscription := subscriber.subscribe(topic, dict{})
		publisher.publish(topic, dict{"disclose_me": true})
		subscriber.want(EVENT, subscription, id, publisher.asPublisher())
		publisher.publish(topic, dict{"disclose_me": false})
		subscriber.want(EVENT, subscription, id, dict{})
		publisher.publish(topic, dict{})
		subscriber.want(EVENT, subscription, id, dict{})
	})
}

// "A Broker may also (automatically) disclose the identity", by its configuration.
func TestPublisherIdentificationByConfiguration(t *testing.T) {
	t.Parallel()
	publisher, subscriber := shared.join(t, asJSON, "realm1", "guest", able()), join(t, asCBOR)
	subscription := subscriber.subscribe("com.shown.topic", dict{})
	publisher.publish("com.shown.topic", dict{"disclose_me": false})
	subscriber.want(EVENT, subscription, id, publisher.asPublisher())
}

// Section "Caller Identification".
func TestCallerIdentification(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		hidden, shown := uri("procedure"), uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(hidden, dict{"disclose_caller": false})
		callee.register(shown, dict{"disclose_caller": true})
		for number, test := range []struct {
			procedure string
			options   dict
			want      dict
		}{
			{hidden, dict{}, dict{}},
			{hidden, dict{"disclose_me": false}, dict{}},
			{hidden, dict{"disclose_me": true}, caller.asCaller()},
			{shown, dict{}, caller.asCaller()},
			{shown, dict{"disclose_me": false}, caller.asCaller()},
		} {
			caller.call(test.procedure, test.options)
			callee.want(INVOCATION, number+1, id, test.want)
		}
	})
}

// "A Dealer MAY disclose the identity of a Caller even without ..."
func TestCallerIdentificationByConfiguration(t *testing.T) {
	t.Parallel()
	caller, callee := shared.join(t, asJSON, "realm1", "guest", able()), join(t, asCBOR)
	callee.register("com.shown.procedure", dict{})
	caller.call("com.shown.procedure", dict{})
	callee.want(INVOCATION, 1, id, caller.asCaller())
	callee.leave()
}

// An identity is the router's knowledge: a client can not claim one.
func TestIdentityIsNotClaimed(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		name := uri("name")
		p, other := join(t, s), join(t, s)
		subscription := other.subscribe(name, dict{})
		other.register(name, dict{})
		claim := dict{"publisher": 1, "publisher_authid": "root", "caller": 1, "caller_authid": "root", "caller_authrole": "trusted", "topic": "com.x", "procedure": "com.x", "retained": true}
		p.publish(name, claim)
		other.want(EVENT, subscription, id, dict{})
		p.call(name, claim)
		other.want(INVOCATION, 1, id, dict{})
	})
	t.Run("HELLO", func(t *testing.T) {
		t.Parallel()
		details := able()
		details["authid"], details["authrole"] = "root", "staff"
		p := shared.join(t, asJSON, "realm1", "anonymous", details)
		if p.details["authrole"] != "anonymous" || p.details["authid"] == "root" {
			t.Errorf("WELCOME says %v", p.details)
		}
	})
}

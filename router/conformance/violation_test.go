package conformance

import (
	"strconv"
	"testing"
)

// fromClients are the messages that only clients send, and fromRouters those that
// only routers send, each in its shortest form.
var (
	fromClients = map[string]list{
		"AUTHENTICATE": {AUTHENTICATE, "secret", dict{}},
		"PUBLISH":      {PUBLISH, 1, dict{}, "com.myapp.topic"},
		"SUBSCRIBE":    {SUBSCRIBE, 1, dict{}, "com.myapp.topic"},
		"UNSUBSCRIBE":  {UNSUBSCRIBE, 1, 1},
		"CALL":         {CALL, 1, dict{}, "com.myapp.procedure"},
		"CANCEL":       {CANCEL, 1, dict{}},
		"REGISTER":     {REGISTER, 1, dict{}, "com.myapp.procedure"},
		"UNREGISTER":   {UNREGISTER, 1, 1},
		"YIELD":        {YIELD, 1, dict{}},
	}
	fromRouters = map[string]list{
		"WELCOME":      {WELCOME, 1, dict{"roles": dict{"broker": dict{}}}},
		"CHALLENGE":    {CHALLENGE, "ticket", dict{}},
		"PUBLISHED":    {PUBLISHED, 1, 1},
		"SUBSCRIBED":   {SUBSCRIBED, 1, 1},
		"UNSUBSCRIBED": {UNSUBSCRIBED, 1},
		"EVENT":        {EVENT, 1, 1, dict{}},
		"RESULT":       {RESULT, 1, dict{}},
		"REGISTERED":   {REGISTERED, 1, 1},
		"UNREGISTERED": {UNREGISTERED, 1},
		"INVOCATION":   {INVOCATION, 1, 1, dict{}},
		"INTERRUPT":    {INTERRUPT, 1, dict{}},
	}
	fromBoth = map[string]list{
		"GOODBYE": {GOODBYE, dict{}, "wamp.close.close_realm"},
		"ERROR":   {ERROR, INVOCATION, 1, dict{}, "com.myapp.error"},
	}
)

// Section "HELLO": HELLO is the very first message; section "Protocol Errors":
// what is one before the session was established.
func TestViolationBeforeTheSession(t *testing.T) {
	for _, messages := range []map[string]list{fromClients, fromRouters, fromBoth} {
		for name, message := range messages {
			t.Run(name, func(t *testing.T) {
				inEach(t, func(t *testing.T, s serializer) {
					p := dial(t, s)
					p.send(message...)
					p.wantAbort(protocolViolation)
				})
			})
		}
	}
}

// ABORT before the session is established is not answered.
func TestAbortBeforeTheSession(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p := dial(t, s)
		p.send(ABORT, dict{}, "com.myapp.error.changed_my_mind")
		p.wantClosed()
	})
}

// Section "Protocol Errors": what is one in an open session.
func TestViolationInTheSession(t *testing.T) {
	cases := map[string]list{
		"second HELLO":                    {HELLO, "realm1", plain},
		"second HELLO, another realm":     {HELLO, "realm2", plain},
		"AUTHENTICATE":                    fromClients["AUTHENTICATE"],
		"YIELD without INVOCATION":        {YIELD, 1, dict{}},
		"YIELD without INVOCATION, large": {YIELD, maxID, dict{}},
		"YIELD of progress, likewise":     {YIELD, 1, dict{"progress": true}},
		"ERROR without INVOCATION":        {ERROR, INVOCATION, 1, dict{}, "com.myapp.error"},
	}
	for name, message := range fromRouters {
		cases[name] = message
	}
	for name, kind := range map[string]int{
		"PUBLISH": PUBLISH, "SUBSCRIBE": SUBSCRIBE, "UNSUBSCRIBE": UNSUBSCRIBE, "CALL": CALL, "CANCEL": CANCEL,
		"REGISTER": REGISTER, "UNREGISTER": UNREGISTER, "YIELD": YIELD, "HELLO": HELLO, "ERROR": ERROR, "nothing": 0, "type 999": 999,
	} {
		cases["ERROR for "+name] = list{ERROR, kind, 1, dict{}, "com.myapp.error"}
	}
	for name, message := range cases {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := join(t, s)
				p.send(message...)
				p.wantAbort(protocolViolation)
			})
		})
	}
}

// Section "Protocol Errors": "invalid WAMP message type id". The range of
// extension messages is for peers that have agreed on some.
func TestViolationByMessageType(t *testing.T) {
	for _, kind := range []any{
		0, 7, 9, 15, 18, 31, 37, 47, 51, 63, 67.5, 71, 127, 128, 255, 256, 1023, 1024, int64(1 << 31), int64(1 << 32), int64(1<<32 + CALL), maxID, -1, -CALL,
		"48", "CALL", true, nil, list{CALL}, dict{},
	} {
		name, _ := asJSON.encode(kind)
		t.Run(string(name), func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				p := join(t, s)
				p.send(kind, 1, dict{}, "com.myapp.procedure")
				p.wantAbort(protocolViolation)
			})
		})
	}
}

// Section "Protocol Errors": the offender's subscriptions and registrations are
// disposed of, and nothing that it sends afterwards is processed.
func TestViolationEndsTheSession(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		topic, procedure := uri("topic"), uri("procedure")
		p, other := join(t, s), join(t, asJSON)
		subscription := other.subscribe(topic, dict{})
		p.subscribe(topic, dict{})
		p.register(procedure, dict{})
		p.send(WELCOME, 1, dict{})
		p.send(PUBLISH, p.next(), dict{}, topic, list{"after"})
		p.wantAbort(protocolViolation)
		other.register(procedure, dict{})
		join(t, asJSON).publish(topic, dict{}, list{"mark"})
		other.want(EVENT, subscription, id, dict{}, list{"mark"})
	})
}

// Sections "IDs" and "Protocol Errors": the requests of a session are numbered 1,
// 2, 3, ..., all kinds of them in one sequence. (What a lower ID of a CALL means to a
// caller with progressive call invocations is tested there.)
func TestRequestIDs(t *testing.T) {
	request := map[string]func(n any) list{
		"PUBLISH":     func(n any) list { return list{PUBLISH, n, dict{"acknowledge": true}, "com.myapp.topic"} },
		"SUBSCRIBE":   func(n any) list { return list{SUBSCRIBE, n, dict{}, "com.myapp.topic"} },
		"UNSUBSCRIBE": func(n any) list { return list{UNSUBSCRIBE, n, 5} },
		"CALL":        func(n any) list { return list{CALL, n, dict{}, "com.myapp.procedure"} },
		"REGISTER":    func(n any) list { return list{REGISTER, n, dict{}, uri("procedure")} },
		"UNREGISTER":  func(n any) list { return list{UNREGISTER, n, 5} },
	}
	for name, message := range request {
		for _, wrong := range []int64{1, 2, 4, 1000, maxID} {
			t.Run(name+" "+strconv.FormatInt(wrong, 10)+" as the third", func(t *testing.T) {
				t.Parallel()
				p := shared.join(t, asJSON, "realm1", "anonymous", able("progressive_call_invocations"))
				quiet(p, p)
				p.send(message(wrong)...)
				p.wantAbort(protocolViolation)
			})
		}
		t.Run(name+" 2 as the first", func(t *testing.T) {
			t.Parallel()
			p := join(t, asMsgpack)
			p.send(message(2)...)
			p.wantAbort(protocolViolation)
		})
	}
	t.Run("one sequence", func(t *testing.T) {
		t.Parallel()
		p := join(t, asCBOR)
		for _, name := range []string{"PUBLISH", "SUBSCRIBE", "UNSUBSCRIBE", "CALL", "REGISTER", "UNREGISTER"} {
			n := p.next()
			p.send(request[name](n)...)
			answer := p.receive()
			if at := map[bool]int{true: 2, false: 1}[answer[0] == int64(ERROR)]; answer[at] != int64(n) {
				t.Errorf("%s %d is answered by %v", name, n, answer)
			}
		}
		p.send(CANCEL, 99, dict{}) // repeats the ID of a CALL: no request of its own
		quiet(p)
	})
}

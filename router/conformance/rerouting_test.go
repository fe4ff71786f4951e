package conformance

import "testing"

const noAvailableCallee = "wamp.error.no_available_callee"

// Section "Call Re-Routing", "Rerouting Rules" and "Failure Scenario".
func TestRerouting(t *testing.T) {
	for policy, want := range map[string][]int{
		"single": {0}, "first": {0, 1, 2}, "last": {2, 1, 0}, "roundrobin": {0, 1, 2},
	} {
		t.Run(policy, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure, caller := uri("procedure"), join(t, asCBOR)
				callees, _ := share(t, s, len(want), procedure, dict{"invoke": policy})
				request := caller.call(procedure, dict{}, list{"payload"}, dict{"a": 1})
				for _, i := range want {
					callees[i].want(INVOCATION, 1, id, dict{}, list{"payload"}, dict{"a": 1})
					callees[i].send(ERROR, INVOCATION, 1, dict{}, unavailable)
				}
				caller.want(ERROR, CALL, request, dict{}, noAvailableCallee, explained)
				quiet(append(callees, caller)...)
			})
		})
	}
}

// "Picks another registration at random": each is asked once.
func TestReroutingRandom(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure, caller := uri("procedure"), join(t, s)
		callees, _ := share(t, s, 3, procedure, dict{"invoke": "random"})
		request := caller.call(procedure, dict{})
		answered := make(chan struct{})
		for _, callee := range callees {
			go func() {
				defer func() { answered <- struct{}{} }()
				if m, err := callee.read(); err == nil && m[0] == int64(INVOCATION) {
					callee.send(ERROR, INVOCATION, 1, dict{}, unavailable)
				}
			}()
		}
		for range callees {
			<-answered
		}
		caller.want(ERROR, CALL, request, dict{}, noAvailableCallee, explained)
		quiet(append(callees, caller)...)
	})
}

// The caller does not "ever have to know about it".
func TestReroutingSucceeds(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure, caller := uri("procedure"), join(t, s)
		callees, _ := share(t, s, 2, procedure, dict{"invoke": "first"})
		request := caller.call(procedure, dict{"receive_progress": true, "disclose_me": true}, list{1})
		details := with{"receive_progress": true, "caller": caller.session}
		callees[0].want(INVOCATION, 1, id, details, list{1})
		callees[0].send(ERROR, INVOCATION, 1, dict{}, unavailable)
		callees[1].want(INVOCATION, 1, id, details, list{1})
		callees[0].send(YIELD, 1, dict{}, list{"has changed its mind too late"})
		quiet(callees[0])
		callees[1].send(YIELD, 1, dict{"progress": true}, list{2})
		callees[1].send(YIELD, 1, dict{}, list{3})
		caller.want(RESULT, request, dict{"progress": true}, list{2})
		caller.want(RESULT, request, dict{}, list{3})
	})
}

// "Support for this feature MUST be announced by Callees": without, the error is the
// callee's answer.
func TestReroutingNotAnnounced(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure, caller := uri("procedure"), join(t, s)
		callee, other := shared.join(t, s, "realm1", "anonymous", able("call_reroute")), join(t, s)
		callee.register(procedure, dict{"invoke": "first"})
		other.register(procedure, dict{"invoke": "first"})
		request := caller.call(procedure, dict{})
		callee.want(INVOCATION, 1, id, dict{})
		callee.send(ERROR, INVOCATION, 1, dict{}, unavailable, list{"mine"})
		caller.want(ERROR, CALL, request, dict{}, unavailable, list{"mine"})
		quiet(other)
	})
}

// A call with parts goes to another with all that was sent of it; one that has had
// results already does not.
func TestReroutingAndProgress(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure, caller := uri("procedure"), join(t, s)
		callees, _ := share(t, s, 2, procedure, dict{"invoke": "first"})
		request := caller.call(procedure, dict{"progress": true}, list{1})
		caller.send(CALL, request, dict{"progress": true}, procedure, list{2})
		for i := range 2 {
			callees[0].want(INVOCATION, 1, id, dict{"progress": true}, list{i + 1})
		}
		callees[0].send(ERROR, INVOCATION, 1, dict{}, unavailable)
		for i := range 2 {
			callees[1].want(INVOCATION, 1, id, dict{"progress": true}, list{i + 1})
		}
		caller.send(CALL, request, dict{}, procedure, list{3})
		callees[1].want(INVOCATION, 1, id, dict{}, list{3})
		callees[1].send(YIELD, 1, dict{}, list{"done"})
		caller.want(RESULT, request, dict{}, list{"done"})

		request = caller.call(procedure, dict{"receive_progress": true})
		callees[0].want(INVOCATION, 2, id, with{})
		callees[0].send(YIELD, 2, dict{"progress": true}, list{1})
		callees[0].send(ERROR, INVOCATION, 2, dict{}, unavailable)
		caller.want(RESULT, request, dict{"progress": true}, list{1})
		caller.want(ERROR, CALL, request, dict{}, noAvailableCallee, explained)
		quiet(callees...)
	})
}

package conformance

import (
	"testing"
	"time"
)

// Section "Progressive Call Invocations", "Message Flow": all parts of a call have its
// request, for the caller as for the callee.
func TestProgressiveInvocations(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, payload := range payloads {
			procedure := uri("procedure")
			callee, caller := join(t, s), join(t, s)
			registration := callee.register(procedure, dict{})
			request := caller.call(procedure, dict{"progress": true}, payload...)
			callee.want(append(list{INVOCATION, 1, registration, dict{"progress": true}}, payload...)...)
			for range 3 {
				caller.send(append(list{CALL, request, dict{"progress": true}, procedure}, payload...)...)
				callee.want(append(list{INVOCATION, 1, registration, dict{"progress": true}}, payload...)...)
			}
			caller.send(append(list{CALL, request, dict{"progress": false}, procedure}, payload...)...)
			callee.want(append(list{INVOCATION, 1, registration, dict{}}, payload...)...)
			callee.send(append(list{YIELD, 1, dict{}}, payload...)...)
			caller.want(append(list{RESULT, request, dict{}}, payload...)...)
			quiet(callee, caller)
		}
	})
}

// "Progressive Call Invocations with Progressive Call Results": results may come at
// any time, and need not match the parts.
func TestProgressiveInvocationsAndResults(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{})
		request := caller.call(procedure, dict{"progress": true, "receive_progress": true}, list{1})
		callee.want(INVOCATION, 1, id, dict{"progress": true, "receive_progress": true}, list{1})
		callee.send(YIELD, 1, dict{"progress": true}, list{"a"})
		caller.want(RESULT, request, dict{"progress": true}, list{"a"})
		other := caller.call(procedure, dict{}, list{"another call"})
		callee.want(INVOCATION, 2, id, dict{}, list{"another call"})
		caller.send(CALL, request, dict{"progress": true}, procedure, list{2})
		caller.send(CALL, request, dict{}, procedure, list{3})
		callee.want(INVOCATION, 1, id, dict{"progress": true, "receive_progress": true}, list{2})
		callee.want(INVOCATION, 1, id, dict{"receive_progress": true}, list{3})
		callee.send(YIELD, 1, dict{"progress": true}, list{"b"})
		callee.send(YIELD, 1, dict{}, list{"c"})
		callee.send(YIELD, 2, dict{}, list{"d"})
		caller.want(RESULT, request, dict{"progress": true}, list{"b"})
		caller.want(RESULT, request, dict{}, list{"c"})
		caller.want(RESULT, other, dict{}, list{"d"})
	})
}

// "Feature Announcement": a progressive CALL of a caller that has not announced the
// feature is a protocol error, as is the CALL that would continue one.
func TestProgressiveInvocationNotAnnounced(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for name, details := range map[string]dict{"plain": plain, "without the feature": able("progressive_call_invocations")} {
			p := shared.join(t, s, "realm1", "anonymous", details)
			p.send(CALL, 1, dict{"progress": true}, uri(name[:5]), list{1})
			p.wantAbort(protocolViolation)
			p = shared.join(t, s, "realm1", "anonymous", details)
			p.send(CALL, 1, dict{}, "com.myapp.nobody_has_this")
			p.want(ERROR, CALL, 1, dict{}, "wamp.error.no_such_procedure", explained)
			p.send(CALL, 1, dict{}, "com.myapp.nobody_has_this")
			p.wantAbort(protocolViolation)
		}
	})
}

// "Ignoring Progressive Call Invocations": "if a Callee doesn't support this feature,
// the Dealer MUST respond to the Caller with wamp.error.feature_not_supported"; one
// that does not support call canceling counts as such. The feature's name is spelled
// in two ways.
func TestProgressiveInvocationsNotSupported(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for name, details := range map[string]dict{
			"plain": plain, "without the feature": able("progressive_call_invocations"), "without canceling": able("call_canceling"),
		} {
			procedure := uri("procedure")
			callee, caller := shared.join(t, s, "realm1", "anonymous", details), join(t, s)
			callee.register(procedure, dict{})
			request := caller.call(procedure, dict{"progress": true}, list{name})
			caller.want(ERROR, CALL, request, dict{}, "wamp.error.feature_not_supported", explained)
			caller.send(CALL, request, dict{"progress": true}, procedure, list{name})
			caller.send(CALL, request, dict{}, procedure, list{name})
			quiet(callee, caller)
		}
		features := dict{"progressive_call_invocations": true, "call_cancelling": true}
		callee := shared.join(t, s, "realm1", "anonymous", dict{"roles": dict{"callee": dict{"features": features}}})
		procedure, caller := uri("procedure"), join(t, s)
		callee.register(procedure, dict{})
		caller.call(procedure, dict{"progress": true})
		callee.want(INVOCATION, 1, id, dict{"progress": true})
	})
}

// The router's own procedures take no parts.
func TestProgressiveInvocationOfTheRouter(t *testing.T) {
	t.Parallel()
	caller := join(t, asJSON)
	request := caller.call("wamp.session.count", dict{"progress": true})
	caller.want(ERROR, CALL, request, dict{}, "wamp.error.feature_not_supported", explained)
	caller.send(CALL, request, dict{}, "wamp.session.count")
	quiet(caller)
}

// "Caller Leaving": INTERRUPT with killnowait. "Callee Leaving": wamp.error.canceled.
func TestProgressiveInvocationsAndLeaving(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, end := range leavings {
			procedure := uri("procedure")
			callee, leaver, caller := join(t, s), join(t, s), join(t, s)
			callee.register(procedure, dict{})
			leaver.call(procedure, dict{"progress": true})
			callee.want(INVOCATION, 1, id, dict{"progress": true})
			end(leaver)
			callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
			quiet(callee)

			request := caller.call(procedure, dict{"progress": true})
			callee.want(INVOCATION, 2, id, dict{"progress": true})
			end(callee)
			caller.want(ERROR, CALL, request, dict{}, canceled, explained)
			caller.send(CALL, request, dict{}, procedure)
			quiet(caller)
		}
	})
}

// "Continuations on Completed Calls": they are discarded "without any further
// correlated response", however the call was completed.
func TestProgressiveInvocationsAfterTheEnd(t *testing.T) {
	for name, complete := range map[string]func(callee, caller *peer, request int){
		"YIELD": func(callee, caller *peer, request int) {
			callee.send(YIELD, 1, dict{}, list{1})
			caller.want(RESULT, request, dict{}, list{1})
		},
		"ERROR": func(callee, caller *peer, request int) {
			callee.send(ERROR, INVOCATION, 1, dict{}, "com.myapp.error")
			caller.want(ERROR, CALL, request, dict{}, "com.myapp.error")
		},
		"CANCEL": func(callee, caller *peer, request int) {
			caller.send(CANCEL, request, dict{"mode": "killnowait"})
			caller.want(ERROR, CALL, request, dict{}, canceled, explained)
			callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure := uri("procedure")
				callee, caller := join(t, s), join(t, s)
				callee.register(procedure, dict{})
				request := caller.call(procedure, dict{"progress": true})
				callee.want(INVOCATION, 1, id, dict{"progress": true})
				complete(callee, caller, request)
				for range 3 {
					caller.send(CALL, request, dict{"progress": true}, procedure, list{"late"})
				}
				caller.send(CALL, request, dict{}, procedure, list{"late"})
				quiet(callee, caller)
			})
		})
	}
}

// "Verification of CALL Request IDs", the cases of its algorithm.
func TestProgressiveInvocationIDs(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		begin := func() (callee, caller *peer, request int) {
			callee, caller = join(t, s), join(t, s)
			name := uri("procedure")
			callee.register(name, dict{})
			procedure = name
			return callee, caller, caller.call(name, dict{"progress": true})
		}
		callee, caller, request := begin()
		callee.want(INVOCATION, 1, id, dict{"progress": true})
		caller.call(procedure, dict{})
		callee.want(INVOCATION, 2, id, dict{})
		caller.send(CALL, request, dict{}, procedure)
		callee.want(INVOCATION, 1, id, dict{})

		_, caller, request = begin()
		caller.send(CALL, request+2, dict{}, procedure) // a gap
		caller.wantAbort(protocolViolation)

		_, caller, _ = begin()
		request = caller.call(procedure, dict{})
		caller.send(CALL, request, dict{}, procedure) // continues a call that has no parts
		caller.wantAbort(protocolViolation)

		callee, caller, request = begin()
		callee.want(INVOCATION, 1, id, dict{"progress": true})
		caller.send(CALL, request, dict{}, uri("another")) // is no call in progress
		quiet(callee)
	})
}

// "Freezing of Options in Progressive Call Invocations".
func TestProgressiveInvocationOptions(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		prefix := uri("prefix.")
		callee, caller := join(t, s), join(t, s)
		callee.register(prefix, dict{"match": "prefix"})
		request := caller.call(prefix+"procedure", dict{"progress": true, "disclose_me": true})
		details := with{"progress": true, "caller": caller.session, "procedure": prefix + "procedure"}
		callee.want(INVOCATION, 1, id, details)
		caller.send(CALL, request, dict{"progress": true, "receive_progress": true, "timeout": 1}, prefix+"procedure")
		first := callee.want(INVOCATION, 1, id, details)[3].(dict)
		if _, ok := first["receive_progress"]; ok {
			t.Error("an option of a CALL that continues another was passed on")
		}
		time.Sleep(20 * time.Millisecond) // that timeout does not count
		callee.send(YIELD, 1, dict{"progress": true}, list{"nobody wants this"})
		callee.send(YIELD, 1, dict{}, list{"done"})
		caller.want(RESULT, request, dict{}, list{"done"})
	})
}

// Section "Call Timeouts": the time counts from the first CALL.
func TestProgressiveInvocationTimeout(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{})
		request := caller.call(procedure, dict{"progress": true, "timeout": 50})
		callee.want(INVOCATION, 1, id, dict{"progress": true})
		caller.want(ERROR, CALL, request, dict{}, timedOut, explained)
		callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
		caller.send(CALL, request, dict{}, procedure)
		quiet(callee, caller)
	})
}

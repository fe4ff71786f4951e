package conformance

import "testing"

// Section "Progressive Call Results".
func TestProgressiveResults(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, payload := range payloads {
			procedure := uri("procedure")
			callee, caller := join(t, s), join(t, s)
			callee.register(procedure, dict{})
			request := caller.call(procedure, dict{"receive_progress": true}, list{2010, 2011, 2012})
			callee.want(INVOCATION, 1, id, dict{"receive_progress": true}, list{2010, 2011, 2012})
			for range 3 {
				callee.send(append(list{YIELD, 1, dict{"progress": true}}, payload...)...)
				caller.want(append(list{RESULT, request, dict{"progress": true}}, payload...)...)
			}
			callee.send(append(list{YIELD, 1, dict{"progress": false}}, payload...)...)
			caller.want(append(list{RESULT, request, dict{}}, payload...)...)
			quiet(callee, caller)
		}
	})
}

// The final answer may be an ERROR, and a callee need not make progress.
func TestProgressiveResultsEnd(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{})
		first := caller.call(procedure, dict{"receive_progress": true})
		second := caller.call(procedure, dict{"receive_progress": true})
		callee.want(INVOCATION, 1, id, dict{"receive_progress": true})
		callee.want(INVOCATION, 2, id, dict{"receive_progress": true})
		callee.send(YIELD, 1, dict{"progress": true}, list{1})
		callee.send(ERROR, INVOCATION, 1, dict{}, "com.myapp.invalid_revenue_year", list{1830})
		callee.send(YIELD, 2, dict{}, list{2})
		caller.want(RESULT, first, dict{"progress": true}, list{1})
		caller.want(ERROR, CALL, first, dict{}, "com.myapp.invalid_revenue_year", list{1830})
		caller.want(RESULT, second, dict{}, list{2})
	})
}

// "If a Callee supports Progressive Call Results, but not Call Canceling, then the
// Dealer disregards the Callees Progressive Call Results feature": it is then not
// asked for progress, nor is one that does not support it.
func TestProgressiveResultsWithoutSupport(t *testing.T) {
	for name, details := range map[string]dict{
		"callee without the feature": able("progressive_call_results"),
		"callee without canceling":   able("call_canceling"),
		"callee without features":    plain,
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure := uri("procedure")
				callee, caller := shared.join(t, s, "realm1", "anonymous", details), join(t, s)
				callee.register(procedure, dict{})
				request := caller.call(procedure, dict{"receive_progress": true})
				callee.want(INVOCATION, 1, id, dict{})
				callee.send(YIELD, 1, dict{}, list{1})
				caller.want(RESULT, request, dict{}, list{1})
			})
		})
	}
}

// A caller that has not asked for progress gets the final result only.
func TestProgressiveResultsUnasked(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{})
		request := caller.call(procedure, dict{"receive_progress": false})
		callee.want(INVOCATION, 1, id, dict{})
		callee.send(YIELD, 1, dict{"progress": true}, list{1})
		callee.send(YIELD, 1, dict{}, list{2})
		caller.want(RESULT, request, dict{}, list{2})
	})
}

// "Caller Leaving": the callee is interrupted, its further results are discarded.
// "Callee Leaving": the caller gets an ERROR.
func TestProgressiveResultsAndLeaving(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, leaver, caller := join(t, s), join(t, s), join(t, s)
		callee.register(procedure, dict{})
		request := leaver.call(procedure, dict{"receive_progress": true})
		callee.want(INVOCATION, 1, id, dict{"receive_progress": true})
		callee.send(YIELD, 1, dict{"progress": true})
		leaver.want(RESULT, request, dict{"progress": true})
		leaver.drop()
		callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
		callee.send(YIELD, 1, dict{"progress": true}, list{1})
		callee.send(YIELD, 1, dict{}, list{2})
		quiet(callee)

		request = caller.call(procedure, dict{"receive_progress": true})
		callee.want(INVOCATION, 2, id, dict{"receive_progress": true})
		callee.send(YIELD, 2, dict{"progress": true}, list{1})
		caller.want(RESULT, request, dict{"progress": true}, list{1})
		callee.drop()
		caller.want(ERROR, CALL, request, dict{}, canceled, explained)
	})
}

// A canceled call gets no progress any more: after skip and killnowait it is over;
// after kill the callee may still make some.
func TestProgressiveResultsAndCanceling(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{})
		request := caller.call(procedure, dict{"receive_progress": true})
		callee.want(INVOCATION, 1, id, dict{"receive_progress": true})
		caller.send(CANCEL, request, dict{"mode": "killnowait"})
		caller.want(ERROR, CALL, request, dict{}, canceled, explained)
		callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
		callee.send(YIELD, 1, dict{"progress": true}, list{1})
		quiet(callee, caller)
	})
}

package conformance

import "testing"

// leavings are the ways in which a session ends.
var leavings = map[string]func(*peer){
	"with GOODBYE": (*peer).leave,
	"lost":         (*peer).drop,
	"with ABORT":   func(p *peer) { p.send(ABORT, dict{}, "com.myapp.error.enough") },
	"by a protocol violation": func(p *peer) {
		p.send(WELCOME, 1, dict{})
		p.wantAbort(protocolViolation)
	},
}

// Section "Callee Leaving During an RPC Invocation": the caller gets an ERROR.
func TestCalleeLeaving(t *testing.T) {
	for name, end := range leavings {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure := uri("procedure")
				callee, caller := join(t, s), join(t, s)
				callee.register(procedure, dict{})
				first := caller.call(procedure, dict{})
				callee.want(INVOCATION, 1, id, dict{})
				end(callee)
				caller.want(ERROR, CALL, first, dict{}, "wamp.error.canceled", explained)
				request := caller.call(procedure, dict{})
				caller.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
			})
		})
	}
}

// A callee that is killed answers nothing more; all its calls are answered for it.
func TestCalleeKilled(t *testing.T) {
	t.Parallel()
	const calls = 20
	procedure := uri("procedure")
	callee, caller := join(t, asCBOR), join(t, asJSON)
	callee.register(procedure, dict{})
	open := map[int64]bool{}
	for range calls {
		open[int64(caller.call(procedure, dict{}))] = true
	}
	for i := range calls {
		callee.want(INVOCATION, i+1, id, dict{})
	}
	join(t, asJSON).kill(callee)
	for range calls {
		answer := caller.want(ERROR, CALL, id, dict{}, "wamp.error.canceled", explained)
		delete(open, answer[2].(int64))
	}
	if len(open) > 0 {
		t.Errorf("calls without an answer: %v", open)
	}
	quiet(caller)
}

// A callee that unregisters still answers the invocations that it has.
func TestCalleeUnregisters(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		registration := callee.register(procedure, dict{})
		request := caller.call(procedure, dict{})
		callee.want(INVOCATION, 1, registration, dict{})
		callee.send(UNREGISTER, callee.next(), registration)
		callee.want(UNREGISTERED, callee.last)
		callee.send(YIELD, 1, dict{}, list{1})
		caller.want(RESULT, request, dict{}, list{1})
	})
}

// Section "Caller Leaving During an RPC Invocation": a callee that understands
// INTERRUPT gets one, with the mode killnowait; what it answers is discarded.
func TestCallerLeaving(t *testing.T) {
	for name, end := range leavings {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure := uri("procedure")
				callee, caller := join(t, s), join(t, s)
				callee.register(procedure, dict{})
				caller.call(procedure, dict{})
				callee.want(INVOCATION, 1, id, dict{})
				end(caller)
				callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
				callee.send(ERROR, INVOCATION, 1, dict{}, "wamp.error.canceled")
				quiet(callee)
			})
		})
	}
}

// ... and no INTERRUPT otherwise.
func TestCallerLeavingWithoutCanceling(t *testing.T) {
	for name, end := range leavings {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure := uri("procedure")
				callee := shared.join(t, s, "realm1", "anonymous", able("call_canceling"))
				caller, w := join(t, s), watcher(t, shared)
				callee.register(procedure, dict{})
				caller.call(procedure, dict{})
				callee.want(INVOCATION, 1, id, dict{})
				end(caller)
				w.wantGone(caller)
				callee.send(YIELD, 1, dict{}, list{1})
				quiet(callee)
			})
		})
	}
}

// A call is answered once: a callee that leaves after its caller has no answer to
// give.
func TestBothLeaving(t *testing.T) {
	t.Parallel()
	procedure := uri("procedure")
	callee, caller := join(t, asJSON), join(t, asJSON)
	callee.register(procedure, dict{})
	caller.call(procedure, dict{})
	callee.want(INVOCATION, 1, id, dict{})
	caller.leave()
	callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
	callee.leave()
}

package conformance

import "testing"

// open makes a call that its callee has not answered.
func open(t *testing.T, s serializer, callee dict) (caller, called *peer, request int) {
	t.Helper()
	procedure := uri("procedure")
	called = shared.join(t, s, "realm1", "anonymous", callee)
	caller = join(t, s)
	called.register(procedure, dict{})
	request = caller.call(procedure, dict{})
	called.want(INVOCATION, 1, id, dict{})
	return caller, called, request
}

const canceled = "wamp.error.canceled"

// Section "Call Canceling", mode skip: the caller gets its ERROR at once, the
// callee nothing, and what it answers is discarded.
func TestCancelSkip(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		caller, callee, request := open(t, s, able())
		caller.send(CANCEL, request, dict{"mode": "skip"})
		caller.want(ERROR, CALL, request, dict{}, canceled, explained)
		quiet(callee)
		callee.send(YIELD, 1, dict{}, list{1})
		quiet(callee, caller)
	})
}

// Mode kill: the callee gets INTERRUPT, and the caller what the callee answers.
func TestCancelKill(t *testing.T) {
	for name, test := range map[string]struct {
		answer, want list
	}{
		"ERROR": {
			list{ERROR, INVOCATION, 1, dict{}, canceled, list{"stopped"}, dict{"at": 50}},
			list{canceled, list{"stopped"}, dict{"at": 50}},
		},
		"another ERROR": {list{ERROR, INVOCATION, 1, dict{}, "com.myapp.error"}, list{"com.myapp.error"}},
		"YIELD":         {list{YIELD, 1, dict{}, list{"done"}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				caller, callee, request := open(t, s, able())
				caller.send(CANCEL, request, dict{"mode": "kill"})
				callee.want(INTERRUPT, 1, with{"mode": "kill"})
				quiet(caller) // no answer before the callee's
				caller.send(CANCEL, request, dict{"mode": "kill"})
				quiet(caller, callee) // canceled once
				callee.send(test.answer...)
				if test.want != nil {
					caller.want(append(list{ERROR, CALL, request, dict{}}, test.want...)...)
				} else {
					caller.want(RESULT, request, dict{}, list{"done"})
				}
				quiet(caller, callee)
			})
		})
	}
}

// Mode killnowait: ERROR at once for the caller, INTERRUPT for the callee, whose
// answer is discarded.
func TestCancelKillNoWait(t *testing.T) {
	for name, options := range map[string]dict{"killnowait": {"mode": "killnowait"}, "without a mode": {}} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				caller, callee, request := open(t, s, able())
				caller.send(CANCEL, request, options)
				caller.want(ERROR, CALL, request, dict{}, canceled, explained)
				callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
				callee.send(ERROR, INVOCATION, 1, dict{}, canceled)
				callee.send(YIELD, 1, dict{}, list{1})
				quiet(callee, caller)
			})
		})
	}
}

// "If the callee does not support call canceling, then behavior is skip."
func TestCancelWithoutSupport(t *testing.T) {
	for _, mode := range []string{"skip", "kill", "killnowait"} {
		for name, details := range map[string]dict{"callee without the feature": able("call_canceling"), "callee without features": plain} {
			t.Run(mode+" "+name, func(t *testing.T) {
				inEach(t, func(t *testing.T, s serializer) {
					caller, callee, request := open(t, s, details)
					caller.send(CANCEL, request, dict{"mode": mode})
					caller.want(ERROR, CALL, request, dict{}, canceled, explained)
					quiet(callee)
					callee.send(YIELD, 1, dict{}, list{1})
					quiet(callee, caller)
				})
			})
		}
	}
}

// A CANCEL may cross the answer: it then has no effect. Nor has one for a call that
// never was, or of another session.
func TestCancelOfNothing(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		caller, callee, request := open(t, s, able())
		other := join(t, s)
		for _, p := range []*peer{other, callee} {
			p.send(CANCEL, request, dict{"mode": "kill"})
			p.send(CANCEL, 1, dict{})
			p.send(CANCEL, maxID, dict{})
		}
		quiet(other, callee)
		callee.send(YIELD, 1, dict{}, list{1})
		caller.want(RESULT, request, dict{}, list{1})
		for _, mode := range []string{"skip", "kill", "killnowait"} {
			caller.send(CANCEL, request, dict{"mode": mode})
		}
		quiet(caller, callee)
	})
}

// After kill, killnowait still gives the caller its answer.
func TestCancelHarder(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		caller, callee, request := open(t, s, able())
		caller.send(CANCEL, request, dict{"mode": "kill"})
		callee.want(INTERRUPT, 1, with{"mode": "kill"})
		caller.send(CANCEL, request, dict{"mode": "skip"})
		caller.want(ERROR, CALL, request, dict{}, canceled, explained)
		callee.send(ERROR, INVOCATION, 1, dict{}, canceled)
		quiet(callee, caller)
	})
}

// A callee that leaves after INTERRUPT has answered by that.
func TestCancelAndCalleeLeaving(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		caller, callee, request := open(t, s, able())
		caller.send(CANCEL, request, dict{"mode": "kill"})
		callee.want(INTERRUPT, 1, with{"mode": "kill"})
		callee.drop()
		caller.want(ERROR, CALL, request, dict{}, canceled, explained)
	})
}

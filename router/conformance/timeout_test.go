package conformance

import (
	"testing"
	"time"
)

const timedOut = "wamp.error.timeout"

// Section "Call Timeouts", "Dealer-Initiated Timeouts": the caller gets
// wamp.error.timeout, the callee INTERRUPT with killnowait if it understands it.
func TestCallTimeout(t *testing.T) {
	for name, test := range map[string]struct {
		callee      dict
		interrupted bool
	}{
		"callee with timeouts and canceling": {able(), true},
		"callee with canceling":              {able("call_timeout"), true},
		"callee without either":              {plain, false},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure := uri("procedure")
				callee, caller := shared.join(t, s, "realm1", "anonymous", test.callee), join(t, s)
				callee.register(procedure, dict{})
				began := time.Now()
				request := caller.call(procedure, dict{"timeout": 30})
				callee.want(INVOCATION, 1, id, dict{})
				caller.want(ERROR, CALL, request, dict{}, timedOut, explained)
				if took := time.Since(began); took < 30*time.Millisecond {
					t.Errorf("the call timed out after %v", took)
				}
				if test.interrupted {
					callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
				}
				callee.send(YIELD, 1, dict{}, list{"late"})
				quiet(callee, caller)
			})
		})
	}
}

// "Automatic call timeouts are deactivated if there is no timeout option, or if its
// value is 0", and a call that is answered in time does not time out.
func TestCallTimeoutNot(t *testing.T) {
	t.Parallel()
	procedure := uri("procedure")
	callee, caller := join(t, asJSON), join(t, asMsgpack)
	callee.register(procedure, dict{})
	caller.call(procedure, dict{})
	caller.call(procedure, dict{"timeout": 0})
	caller.call(procedure, dict{"timeout": 30})
	caller.call(procedure, dict{"timeout": maxID})
	callee.want(INVOCATION, 1, id, dict{})
	callee.want(INVOCATION, 2, id, dict{})
	callee.want(INVOCATION, 3, id, dict{})
	callee.want(INVOCATION, 4, id, dict{})
	callee.send(YIELD, 3, dict{}, list{3})
	caller.want(RESULT, 3, dict{}, list{3})
	late := caller.call(procedure, dict{"timeout": 60}) // longer than 30 ms from now
	callee.want(INVOCATION, 5, id, dict{})
	caller.want(ERROR, CALL, late, dict{}, timedOut, explained)
	callee.want(INTERRUPT, 5, anything)
	for i := range 2 {
		callee.send(YIELD, i+1, dict{}, list{i + 1})
		caller.want(RESULT, i+1, dict{}, list{i + 1})
	}
}

// "Callee-Initiated Timeouts": a callee that supports timeouts and asks for them
// when it registers gets the timeout and minds it itself.
func TestCallTimeoutForwarded(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{"forward_timeout": true})
		request := caller.call(procedure, dict{"timeout": 20})
		callee.want(INVOCATION, 1, id, dict{"timeout": 20})
		other := caller.call(procedure, dict{"timeout": 0})
		callee.want(INVOCATION, 2, id, dict{})
		third := caller.call(uri("nobody"), dict{"timeout": 20})
		caller.want(ERROR, CALL, third, dict{}, "wamp.error.no_such_procedure", explained)
		time.Sleep(40 * time.Millisecond) // the dealer lets it be
		callee.send(ERROR, INVOCATION, 1, dict{}, timedOut)
		caller.want(ERROR, CALL, request, dict{}, timedOut)
		callee.send(YIELD, 2, dict{})
		caller.want(RESULT, other, dict{})
		quiet(callee, caller)
	})
}

// A timeout is not forwarded to a callee that does not support it, nor without its
// asking.
func TestCallTimeoutNotForwarded(t *testing.T) {
	for name, test := range map[string]struct{ callee, options dict }{
		"callee without the feature":  {able("call_timeout"), dict{"forward_timeout": true}},
		"registration without option": {able(), dict{}},
		"registration that declines":  {able(), dict{"forward_timeout": false}},
	} {
		t.Run(name, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure := uri("procedure")
				callee, caller := shared.join(t, s, "realm1", "anonymous", test.callee), join(t, s)
				callee.register(procedure, test.options)
				request := caller.call(procedure, dict{"timeout": 20})
				callee.want(INVOCATION, 1, id, dict{})
				caller.want(ERROR, CALL, request, dict{}, timedOut, explained)
			})
		})
	}
}

// Section "Progressive Call Results", "Timeouts": the time counts from result to
// result.
func TestCallTimeoutAndProgress(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{})
		began := time.Now()
		request := caller.call(procedure, dict{"timeout": 200, "receive_progress": true})
		callee.want(INVOCATION, 1, id, dict{"receive_progress": true})
		for i := range 4 {
			time.Sleep(80 * time.Millisecond)
			callee.send(YIELD, 1, dict{"progress": true}, list{i})
			caller.want(RESULT, request, dict{"progress": true}, list{i})
		}
		caller.want(ERROR, CALL, request, dict{}, timedOut, explained)
		if took := time.Since(began); took < 520*time.Millisecond {
			t.Errorf("the call timed out after %v", took)
		}
		callee.want(INTERRUPT, 1, with{"mode": "killnowait"})
	})
}

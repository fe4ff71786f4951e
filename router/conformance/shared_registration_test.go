package conformance

import (
	"testing"
)

const alreadyExists = "wamp.error.procedure_already_exists"

// share joins callees of one procedure and returns its registration.
func share(t *testing.T, s serializer, n int, procedure string, options dict) (callees []*peer, registration int64) {
	t.Helper()
	for range n {
		p := join(t, s)
		got := p.register(procedure, options)
		if registration != 0 && got != registration {
			t.Fatalf("the registration is %d, and %d for another callee", registration, got)
		}
		callees, registration = append(callees, p), got
	}
	return callees, registration
}

// Section "Shared Registration", "Load Balancing" and "Hot Stand-By".
func TestSharedRegistration(t *testing.T) {
	for policy, want := range map[string][]int{
		"first":      {0, 0, 0, 0},
		"last":       {2, 2, 2, 2},
		"roundrobin": {0, 1, 2, 0, 1, 2, 0},
	} {
		t.Run(policy, func(t *testing.T) {
			inEach(t, func(t *testing.T, s serializer) {
				procedure, caller := uri("procedure"), join(t, s)
				callees, registration := share(t, s, 3, procedure, dict{"invoke": policy})
				invocations := map[int]int{}
				for _, i := range want {
					request := caller.call(procedure, dict{}, list{i})
					invocations[i]++
					callees[i].want(INVOCATION, invocations[i], registration, dict{}, list{i})
					callees[i].send(YIELD, invocations[i], dict{}, list{i})
					caller.want(RESULT, request, dict{}, list{i})
				}
				quiet(append(callees, caller)...)
			})
		})
	}
}

// "For 'random' a callee is picked randomly from the list of registrations for each
// call": all of them get some of many.
func TestSharedRegistrationRandom(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		const calls = 200
		procedure, caller := uri("procedure"), join(t, s)
		callees, _ := share(t, s, 3, procedure, dict{"invoke": "random"})
		for range calls {
			caller.call(procedure, dict{})
		}
		total := 0
		for _, callee := range callees {
			end := callee.next()
			caller.send(CALL, caller.next(), dict{}, "com.myapp.nobody_has_this") // all calls have gone out
			caller.want(ERROR, CALL, caller.last, dict{}, "wamp.error.no_such_procedure", explained)
			callee.send(CALL, end, dict{}, "com.myapp.nobody_has_this")
			n := 0
			for callee.receive()[0] == int64(INVOCATION) {
				n++
			}
			if n < calls/10 {
				t.Errorf("a callee got %d of %d calls", n, calls)
			}
			total += n
		}
		if total != calls {
			t.Errorf("%d invocations, want %d", total, calls)
		}
	})
}

// "With 'single', the Dealer MUST fail all subsequent attempts to register a procedure
// for the URI"; with others those "where the value for this option does not match".
func TestSharedRegistrationPolicies(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		policies := []string{"single", "first", "last", "roundrobin", "random"}
		for _, first := range policies {
			procedure := uri("procedure")
			p := join(t, s)
			registration := p.register(procedure, dict{"invoke": first})
			for _, second := range append(policies, "") {
				q := join(t, s)
				options := dict{"invoke": second}
				if second == "" {
					options = dict{}
				}
				if first == second && first != "single" {
					if got := q.register(procedure, options); got != registration {
						t.Errorf("%s: registrations %d and %d", first, registration, got)
					}
				}
				q.send(REGISTER, q.next(), options, procedure)
				q.want(ERROR, REGISTER, q.last, dict{}, alreadyExists, explained)
			}
		}
		p := join(t, s)
		p.send(REGISTER, 1, dict{"invoke": "nearest"}, uri("procedure"))
		p.wantAbort(protocolViolation)
	})
}

// Callees come and go; the registration ends with the last one, and its policy with it.
func TestSharedRegistrationEnds(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, end := range leavings {
			procedure, caller := uri("procedure"), join(t, s)
			callees, registration := share(t, s, 3, procedure, dict{"invoke": "first"})
			watch := join(t, s)
			watch.subscribe("wamp.registration.on_unregister", dict{})
			gone := callees[0].session
			end(callees[0])
			for watch.receive()[4].(list)[0] != gone { // others leave as well
			}
			request := caller.call(procedure, dict{})
			callees[1].want(INVOCATION, 1, registration, dict{})
			callees[1].send(UNREGISTER, callees[1].next(), registration)
			callees[1].want(UNREGISTERED, callees[1].last)
			other := caller.call(procedure, dict{})
			callees[2].want(INVOCATION, 1, registration, dict{})
			callees[1].send(YIELD, 1, dict{}, list{1}) // unregistered, with a call pending
			caller.want(RESULT, request, dict{}, list{1})
			callees[2].send(YIELD, 1, dict{}, list{2})
			caller.want(RESULT, other, dict{}, list{2})
			callees[2].send(UNREGISTER, callees[2].next(), registration)
			callees[2].want(UNREGISTERED, callees[2].last)
			request = caller.call(procedure, dict{})
			caller.want(ERROR, CALL, request, dict{}, "wamp.error.no_such_procedure", explained)
			callees[2].register(procedure, dict{"invoke": "single"})
		}
	})
}

// "Progressive Call Invocations and Shared Registration": all parts go to one callee.
func TestSharedRegistrationAndProgressiveInvocations(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure, caller := uri("procedure"), join(t, s)
		callees, _ := share(t, s, 2, procedure, dict{"invoke": "roundrobin"})
		for i, callee := range callees {
			request := caller.call(procedure, dict{"progress": true}, list{i})
			callee.want(INVOCATION, 1, id, dict{"progress": true}, list{i})
			for part := range 3 {
				caller.send(CALL, request, dict{"progress": part < 2}, procedure, list{part})
				callee.want(INVOCATION, 1, id, with{}, list{part})
			}
			callee.send(YIELD, 1, dict{})
			caller.want(RESULT, request, dict{})
		}
		quiet(callees...)
	})
}

// "Registration Revocation": force_reregister displaces the callees there are. Who has
// announced the feature is told by UNREGISTERED; the others are not.
func TestForceReregister(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure, caller := "com.force"+uri("")[9:]+"procedure", join(t, s)
		told, untold := join(t, s), shared.join(t, s, "realm1", "anonymous", able("registration_revocation"))
		next := shared.join(t, s, "realm1", "guest", able())
		registration := told.register(procedure, dict{"invoke": "roundrobin"})
		untold.register(procedure, dict{"invoke": "roundrobin"})
		request := caller.call(procedure, dict{})
		told.want(INVOCATION, 1, registration, dict{})

		if got := next.register(procedure, dict{"force_reregister": true}); got != registration {
			t.Errorf("the registration was %d and is %d", registration, got)
		}
		told.want(UNREGISTERED, 0, dict{"registration": registration, "reason": text})
		quiet(untold)
		other := caller.call(procedure, dict{})
		next.want(INVOCATION, 1, registration, dict{})
		told.send(YIELD, 1, dict{}, list{"still answered"})
		caller.want(RESULT, request, dict{}, list{"still answered"})
		next.send(YIELD, 1, dict{}, list{2})
		caller.want(RESULT, other, dict{}, list{2})
		for _, p := range []*peer{told, untold} {
			p.send(UNREGISTER, p.next(), registration)
			p.want(ERROR, UNREGISTER, p.last, dict{}, "wamp.error.no_such_registration", explained)
		}
	})
}

// Nobody displaces a callee of another principal without the permission for it.
func TestForceReregisterWithoutPermission(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		victim, attacker, caller := join(t, s), join(t, s), join(t, s)
		registration := victim.register(procedure, dict{})
		attacker.send(REGISTER, attacker.next(), dict{"force_reregister": true}, procedure)
		attacker.want(ERROR, REGISTER, attacker.last, dict{}, "wamp.error.not_authorized", explained)
		caller.call(procedure, dict{})
		victim.want(INVOCATION, 1, registration, dict{})
		attacker.register(uri("procedure"), dict{"force_reregister": true}) // displaces nobody
	})
}

package conformance

import "testing"

// The option concurrency of REGISTER: calls above it wait, in order, with their
// payloads.
func TestConcurrency(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller, other := join(t, s), join(t, s), join(t, asCBOR)
		callee.register(procedure, dict{"concurrency": 2})
		var requests []int
		for i := range 3 {
			requests = append(requests, caller.call(procedure, dict{}, list{i}, dict{"i": i}))
		}
		callee.want(INVOCATION, 1, id, dict{}, list{0}, dict{"i": 0})
		callee.want(INVOCATION, 2, id, dict{}, list{1}, dict{"i": 1})
		quiet(callee, caller)
		late := other.call(procedure, dict{}, list{3})
		quiet(callee, other)
		callee.send(YIELD, 2, dict{}, list{1})
		caller.want(RESULT, requests[1], dict{}, list{1})
		callee.want(INVOCATION, 3, id, dict{}, list{2}, dict{"i": 2})
		callee.send(ERROR, INVOCATION, 1, dict{}, "com.myapp.error")
		caller.want(ERROR, CALL, requests[0], dict{}, "com.myapp.error")
		callee.want(INVOCATION, 4, id, dict{}, list{3})
		callee.send(YIELD, 4, dict{}, list{3})
		other.want(RESULT, late, dict{}, list{3})
		callee.send(YIELD, 3, dict{}, list{2})
		caller.want(RESULT, requests[2], dict{}, list{2})
		quiet(callee, caller, other)
	})
}

// A shared registration asks the next callee first, by its policy.
func TestConcurrencyAndSharing(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for policy, want := range map[string][]int{"first": {0, 1, 2}, "last": {2, 1, 0}, "roundrobin": {0, 1, 2}} {
			procedure, caller := uri("procedure"), join(t, s)
			callees, _ := share(t, s, 3, procedure, dict{"invoke": policy, "concurrency": 1})
			for _, i := range want {
				caller.call(procedure, dict{}, list{i})
				callees[i].want(INVOCATION, 1, id, dict{}, list{i})
			}
			caller.call(procedure, dict{}, list{"waits"})
			quiet(append(callees, caller)...)
			callees[1].send(YIELD, 1, dict{}, list{})
			caller.want(RESULT, anything, dict{}, list{})
			callees[1].want(INVOCATION, 2, id, dict{}, list{"waits"})
		}
	})
}

// A call that waits can be canceled, times out, and ends with its caller or callee.
func TestConcurrencyAndEnds(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller, leaver := join(t, s), join(t, s), join(t, s)
		callee.register(procedure, dict{"concurrency": 1})
		running := caller.call(procedure, dict{}, list{"running"})
		callee.want(INVOCATION, 1, id, dict{}, list{"running"})
		for _, mode := range []string{"skip", "kill", "killnowait"} {
			request := caller.call(procedure, dict{}, list{mode})
			caller.send(CANCEL, request, dict{"mode": mode})
			caller.want(ERROR, CALL, request, dict{}, canceled, explained)
		}
		request := caller.call(procedure, dict{"timeout": 20}, list{"timeout"})
		caller.want(ERROR, CALL, request, dict{}, timedOut, explained)
		leaver.call(procedure, dict{}, list{"left"})
		leaver.leave()
		last := caller.call(procedure, dict{}, list{"last"})
		callee.send(YIELD, 1, dict{})
		caller.want(RESULT, running, dict{})
		callee.want(INVOCATION, 2, id, dict{}, list{"last"})
		waits := caller.call(procedure, dict{}, list{"waits"})
		quiet(callee)
		callee.drop()
		ends := map[int64]any{}
		for range 2 {
			m := caller.want(ERROR, CALL, id, dict{}, text, explained)
			ends[m[2].(int64)] = m[4]
		}
		if ends[int64(last)] != canceled || ends[int64(waits)] != "wamp.error.no_such_procedure" {
			t.Errorf("the calls ended with %v", ends)
		}
	})
}

// The realm's queue is bounded (1,000 calls by default), and so is what one session has in
// it (a quarter); what is beyond is refused.
func TestConcurrencyAndTheQueue(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		limits       dict
		queue, share int
	}{
		"default": {dict{}, 1000, 250},
		"quarter": {dict{"queued_calls": 12}, 12, 3},
		"set":     {dict{"queued_calls": 12, "queued_calls_per_session": 5}, 12, 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			n := ownNode(t, test.limits)
			callee, first := n.join(t, asMsgpack, "realm1", "anonymous", able()), n.join(t, asMsgpack, "realm1", "anonymous", able())
			callee.register("com.myapp.busy", dict{"concurrency": 1})
			first.call("com.myapp.busy", dict{}, list{0})
			callee.want(INVOCATION, 1, id, dict{}, list{0})
			callers := []*peer{nil} // of each call
			for waiting := 0; waiting < test.queue; {
				caller := n.join(t, asMsgpack, "realm1", "anonymous", able())
				taken := min(test.share, test.queue-waiting)
				for range taken {
					waiting++
					caller.call("com.myapp.busy", dict{}, list{waiting})
					callers = append(callers, caller)
				}
				request := caller.call("com.myapp.busy", dict{})
				caller.want(ERROR, CALL, request, dict{}, "wamp.error.unavailable", explained)
			}
			callers[0] = first
			requests := map[*peer]int{}
			for i, caller := range callers {
				if i > 0 {
					callee.want(INVOCATION, i+1, id, dict{}, list{i})
				}
				callee.send(YIELD, i+1, dict{}, list{i})
				requests[caller]++
				caller.want(RESULT, requests[caller], dict{}, list{i})
			}
			quiet(callee, first)
		})
	}
}

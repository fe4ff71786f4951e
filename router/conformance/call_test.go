package conformance

import "testing"

// Section "Calling and Invocations", "Call ERROR".
func TestCallNoSuchProcedure(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		p := join(t, s)
		p.send(CALL, 1, dict{}, uri("procedure"), list{1}, dict{"a": 1})
		p.want(ERROR, CALL, 1, dict{}, "wamp.error.no_such_procedure", explained)
	})
}

// "Invocation ERROR": URI and payload are passed on; details are the dealer's own.
func TestCallError(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, asCBOR), join(t, s)
		callee.register(procedure, dict{})
		request := caller.call(procedure, dict{})
		callee.want(INVOCATION, 1, id, dict{})
		callee.send(ERROR, INVOCATION, 1, dict{}, "com.myapp.error.object_write_protected", list{"Object is write protected."}, dict{"severity": 3})
		caller.want(ERROR, CALL, request, dict{}, "com.myapp.error.object_write_protected", list{"Object is write protected."}, dict{"severity": 3})
		request = caller.call(procedure, dict{})
		callee.want(INVOCATION, 2, id, dict{})
		callee.send(ERROR, INVOCATION, 2, dict{}, "wamp.error.invalid_argument")
		caller.want(ERROR, CALL, request, dict{}, "wamp.error.invalid_argument")
		quiet(callee, caller)
	})
}

// A session may be caller and callee at once, of its own procedures too.
func TestCallOneself(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		p := join(t, s)
		p.register(procedure, dict{})
		request := p.call(procedure, dict{}, list{1})
		p.want(INVOCATION, 1, id, dict{}, list{1})
		p.send(YIELD, 1, dict{}, list{2})
		p.want(RESULT, request, dict{}, list{2})
	})
}

// Section "Calling and Invocations": more than one call may be outstanding, and
// they may be answered in any order.
func TestCallsOutstanding(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		const calls = 50
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{})
		var requests []int
		for i := range calls {
			requests = append(requests, caller.call(procedure, dict{}, list{i}))
		}
		for i := range calls {
			callee.want(INVOCATION, i+1, id, dict{}, list{i})
		}
		for i := calls - 1; i >= 0; i-- {
			if i%3 == 0 {
				callee.send(ERROR, INVOCATION, i+1, dict{}, "com.myapp.error", list{i})
				caller.want(ERROR, CALL, requests[i], dict{}, "com.myapp.error", list{i})
				continue
			}
			callee.send(YIELD, i+1, dict{}, list{i})
			caller.want(RESULT, requests[i], dict{}, list{i})
		}
	})
}

// Section "IDs": the requests of the router are numbered in the session of each
// callee, 1, 2, 3, ..., whatever the procedure and the caller.
func TestInvocationIDs(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		first, second := uri("procedure"), uri("procedure")
		a, b := join(t, s), join(t, s)
		for _, callee := range []*peer{a, b} {
			name := map[*peer]string{a: first, b: second}[callee]
			callee.register(name, dict{})
			callee.register(name+".more", dict{})
		}
		x, y := join(t, asJSON), join(t, asCBOR)
		number := map[*peer]int{}
		for i := range 12 {
			caller := []*peer{x, y}[i/2%2]
			callee, name := a, first
			if i%3 == 0 {
				callee, name = b, second
			}
			if i%4 < 2 {
				name += ".more"
			}
			request := caller.call(name, dict{}, list{i})
			number[callee]++
			callee.want(INVOCATION, number[callee], id, dict{}, list{i})
			callee.send(YIELD, number[callee], dict{})
			caller.want(RESULT, request, dict{})
		}
	})
}

// Answers to an invocation that is over are no news to anybody, and no fault: they
// may have crossed a cancellation (section "Call Canceling").
func TestAnswersAfterTheAnswer(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		procedure := uri("procedure")
		callee, caller := join(t, s), join(t, s)
		callee.register(procedure, dict{})
		request := caller.call(procedure, dict{"receive_progress": true})
		callee.want(INVOCATION, 1, id, with{})
		callee.send(YIELD, 1, dict{}, list{1})
		callee.send(YIELD, 1, dict{}, list{2})
		callee.send(YIELD, 1, dict{"progress": true}, list{3})
		callee.send(ERROR, INVOCATION, 1, dict{}, "com.myapp.error")
		quiet(callee)
		caller.want(RESULT, request, dict{}, list{1})
		quiet(caller)
	})
}

// An invocation belongs to its callee: another session has no such request.
func TestYieldOfAnother(t *testing.T) {
	t.Parallel()
	procedure := uri("procedure")
	callee, caller, other := join(t, asJSON), join(t, asJSON), join(t, asJSON)
	callee.register(procedure, dict{})
	request := caller.call(procedure, dict{})
	callee.want(INVOCATION, 1, id, dict{})
	other.send(YIELD, 1, dict{}, list{"stolen"})
	other.wantAbort(protocolViolation)
	callee.send(YIELD, 1, dict{}, list{"mine"})
	caller.want(RESULT, request, dict{}, list{"mine"})
}

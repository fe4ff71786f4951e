package dealer

import (
	"errors"
	"testing"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Sections "CALL", "INVOCATION", "YIELD" and "RESULT": payloads arrive as they were
// sent, absent ones stay absent, and invocations count from 1 in each session.
func TestCall(t *testing.T) {
	d := newDealer(t)
	callee, other, caller := join(t, d, 1, plain), join(t, d, 2, plain), join(t, d, 3, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})
	otherID := other.register("com.other", wamp.RegisterOptions{})
	for n, payload := range []wamp.Payload{
		{Format: wamp.JSON},
		{Format: wamp.JSON, Args: []byte(`[23,7]`)},
		{Format: wamp.CBOR, Args: []byte("\x80"), Kwargs: []byte("\xa0")},
	} {
		request := wamp.ID(n + 1)
		if err := caller.Call(&wamp.Call{Request: request, Procedure: procedure, Payload: payload}, Terms{}, nil); err != nil {
			t.Fatal(err)
		}
		callee.want(&wamp.Invocation{Request: request, Registration: id, Payload: payload})
		if err := callee.Yield(&wamp.Yield{Request: request, Payload: payload}, nil); err != nil {
			t.Fatal(err)
		}
		caller.want(&wamp.Result{Request: request, Payload: payload})
	}
	caller.last = 3
	caller.call("com.other", wamp.CallOptions{}, `[]`)
	other.want(&wamp.Invocation{Request: 1, Registration: otherID, Payload: jsonArgs(`[]`)})
	other.yield(1, wamp.YieldOptions{}, `[]`)
	wantNothingOpen(t, callee, other, caller)
}

// Sections "Invocation ERROR" and "Call ERROR".
func TestCallError(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	m := &wamp.ErrorMessage{
		RequestType: wamp.TypeInvocation, Request: 1, Error: "com.myapp.error.object_write_protected",
		Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(`["Object is write protected."]`), Kwargs: []byte(`{"severity":3}`)},
	}
	if err := callee.Error(m, nil); err != nil {
		t.Fatal(err)
	}
	want := *m
	want.RequestType, want.Request = wamp.TypeCall, 1
	caller.want(&want)
	caller.call("com.myapp.nothing", wamp.CallOptions{}, `[]`)
	caller.want(callError(2, wamp.ErrNoSuchProcedure))
	wantNothingOpen(t, callee, caller)
}

// Section "Protocol Errors": an answer to an INVOCATION that there was not. One to
// an invocation that has ended is discarded.
func TestAnswersWithoutInvocation(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	callee.yield(1, wamp.YieldOptions{}, `[1]`)
	caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[1]`)})
	callee.yield(1, wamp.YieldOptions{}, `[2]`)
	callee.fail(1, wamp.ErrRuntimeError, `[]`)
	caller.want()
	for _, id := range []wamp.ID{0, 2, wamp.MaxID} {
		if callee.Yield(&wamp.Yield{Request: id}, nil) == nil {
			t.Errorf("YIELD for the invocation %d is no protocol violation", id)
		}
		if callee.Error(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: id}, nil) == nil {
			t.Errorf("ERROR for the invocation %d is no protocol violation", id)
		}
	}
	if caller.Yield(&wamp.Yield{Request: 1}, nil) == nil {
		t.Error("YIELD of a session that was never invoked is no protocol violation")
	}
}

// A request that is open can not be made again; one that has its answer can,
// where request ids are not checked.
func TestCallWithAnOpenRequest(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	m := &wamp.Call{Request: 7, Procedure: procedure}
	if err := caller.Call(m, Terms{}, nil); err != nil {
		t.Fatal(err)
	}
	if caller.Call(m, Terms{}, nil) == nil {
		t.Error("the second CALL is no protocol violation")
	}
	callee.yield(1, wamp.YieldOptions{}, `[]`)
	if err := caller.Call(m, Terms{}, nil); err != nil {
		t.Error(err)
	}
	callee.yield(2, wamp.YieldOptions{}, `[]`)
}

// Section "Pattern-based Registration", "Concrete procedure called".
func TestCallOfAPattern(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	exact := callee.register("com.myapp.a.b", wamp.RegisterOptions{})
	prefix := callee.register("com.myapp", wamp.RegisterOptions{Match: wamp.MatchPrefix})
	wildcard := callee.register("com..a", wamp.RegisterOptions{Match: wamp.MatchWildcard})
	for n, test := range []struct {
		uri  wamp.URI
		want wamp.ID
	}{
		{"com.myapp.a.b", exact},
		{"com.myapp2.a", prefix}, // prefixes stand before wildcards
		{"com.other.a", wildcard},
	} {
		caller.call(test.uri, wamp.CallOptions{}, `[]`)
		m := &wamp.Invocation{Request: wamp.ID(n + 1), Registration: test.want, Payload: jsonArgs(`[]`)}
		if test.want != exact {
			m.Details.Procedure = test.uri
		}
		callee.want(m)
	}
}

// Section "Caller Identification".
func TestCallerIdentification(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})
	curious := callee.register("com.curious", wamp.RegisterOptions{DiscloseCaller: true})
	disclosed := wamp.InvocationDetails{Caller: 2, CallerAuthID: "user2", CallerAuthRole: "user"}
	for n, test := range []struct {
		name         string
		uri          wamp.URI
		asks, policy bool
		want         *wamp.Invocation
	}{
		{"nobody", procedure, false, false, &wamp.Invocation{Registration: id}},
		{"the caller", procedure, true, false, &wamp.Invocation{Registration: id, Details: disclosed}},
		{"the policy", procedure, false, true, &wamp.Invocation{Registration: id, Details: disclosed}},
		{"the callee", "com.curious", false, false, &wamp.Invocation{Registration: curious, Details: disclosed}},
	} {
		m := &wamp.Call{Request: wamp.ID(n + 1), Procedure: test.uri, Options: wamp.CallOptions{DiscloseMe: test.asks}}
		if err := caller.Call(m, Terms{Disclose: test.policy}, nil); err != nil {
			t.Fatal(err)
		}
		test.want.Request = wamp.ID(n + 1)
		callee.want(test.want)
	}
}

// Section "Callee Leaving During an RPC Invocation".
func TestCalleeLeaves(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, interrupted), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	callee.Leave(nil)
	caller.want(leftError(1))
	if err := callee.Yield(&wamp.Yield{Request: 1}, nil); err != nil {
		t.Error(err)
	}
	caller.want()
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.want(callError(2, wamp.ErrNoSuchProcedure))
	wantNothingOpen(t, callee, caller)
}

// A callee whose outbox takes nothing any more will not answer.
func TestCalleeTakesNothing(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, interrupted), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	callee.peer.Press(session.Closed)
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.want(leftError(1))
	callee.Leave(nil)
	caller.want()
	wantNothingOpen(t, callee, caller)
}

// Section "Caller Leaving During an RPC Invocation": INTERRUPT killnowait for a
// callee that understands it; what the callee answers is discarded.
func TestCallerLeaves(t *testing.T) {
	for name, test := range map[string]struct {
		hello wamp.Dict
		want  []wamp.Message
	}{
		"canceling": {interrupted, []wamp.Message{&wamp.Interrupt{
			Request: 1, Options: wamp.InterruptOptions{Mode: wamp.CancelKillNoWait, Reason: wamp.ErrCanceled},
		}}},
		"not canceling": {plain, nil},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDealer(t)
			callee, caller := join(t, d, 1, test.hello), join(t, d, 2, plain)
			callee.register(procedure, wamp.RegisterOptions{})
			caller.call(procedure, wamp.CallOptions{}, `[]`)
			callee.peer.Take()
			caller.Leave(nil)
			callee.want(test.want...)
			callee.yield(1, wamp.YieldOptions{}, `[]`)
			caller.want()
			caller.call(procedure, wamp.CallOptions{}, `[]`)
			callee.want()
			wantNothingOpen(t, callee, caller)
		})
	}
}

// A session may call itself, and leave in the middle.
func TestSessionCallsItself(t *testing.T) {
	d := newDealer(t)
	c := join(t, d, 1, interrupted)
	id := c.register(procedure, wamp.RegisterOptions{})
	c.last = 0
	c.call(procedure, wamp.CallOptions{}, `[]`)
	c.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
	c.yield(1, wamp.YieldOptions{}, `[]`)
	c.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[]`)})
	c.call(procedure, wamp.CallOptions{}, `[]`)
	c.Leave(nil)
	wantNothingOpen(t, c)
}

func TestPendingCallLimits(t *testing.T) {
	d := newDealer(t, func(cfg *Config) { cfg.PendingCallsPerSession, cfg.PendingCallsPerCallee = 2, 3 })
	callee, first, second := join(t, d, 1, plain), join(t, d, 2, plain), join(t, d, 3, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	for range 3 {
		first.call(procedure, wamp.CallOptions{}, `[]`)
	}
	first.want(callError(3, wamp.ErrUnavailable))
	for range 2 {
		second.call(procedure, wamp.CallOptions{}, `[]`)
	}
	second.want(callError(2, wamp.ErrUnavailable))
	callee.yield(1, wamp.YieldOptions{}, `[]`)
	first.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[]`)})
	first.call(procedure, wamp.CallOptions{}, `[]`)
	first.want()
	if n := callee.callee.invocations.Len(); n != 3 {
		t.Errorf("the callee has %d invocations, want 3", n)
	}
	callee.Leave(nil)
	wantNothingOpen(t, callee, first, second)
}

// Results are checked where the realm validates payloads.
func TestCheckResult(t *testing.T) {
	d := newDealer(t, func(cfg *Config) {
		cfg.CheckResult = func(uri wamp.URI, _ bool, p wamp.Payload) error {
			if uri == procedure && string(p.Args) == `["bad"]` {
				return errors.New("want integer, got string")
			}
			return nil
		}
	})
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	callee.yield(1, wamp.YieldOptions{}, `["bad"]`)
	caller.want(callError(1, wamp.ErrInvalidArgument))
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	callee.yield(2, wamp.YieldOptions{}, `[1]`)
	caller.want(&wamp.Result{Request: 2, Payload: jsonArgs(`[1]`)})
}

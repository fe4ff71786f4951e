package dealer

import (
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Abandon answers what is open, once, and interrupts who understands it.
func TestAbandon(t *testing.T) {
	d := newDealer(t)
	callee, simple, caller := join(t, d, 1, interrupted), join(t, d, 2, plain), join(t, d, 9, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	simple.register("com.simple", wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.call("com.simple", wamp.CallOptions{}, `[]`)
	caller.call("com.simple", wamp.CallOptions{}, `[]`)
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	simple.yield(2, wamp.YieldOptions{}, `[]`)
	caller.cancel(4, wamp.CancelKill)
	caller.peer.Take()
	callee.peer.Take()
	simple.peer.Take()
	if n := caller.Abandon(wamp.CloseSystemShutdown, nil); n != 3 {
		t.Errorf("%d calls were abandoned, want 3", n)
	}
	answers := map[wamp.ID]wamp.URI{}
	for _, m := range caller.peer.Take() {
		answers[m.(*wamp.ErrorMessage).Request] = m.(*wamp.ErrorMessage).Error
	}
	for _, request := range []wamp.ID{1, 2, 4} {
		if answers[request] != wamp.CloseSystemShutdown {
			t.Errorf("call %d is answered by %q", request, answers[request])
		}
	}
	interrupts := map[wamp.ID]bool{}
	for _, m := range callee.peer.Take() {
		interrupts[m.(*wamp.Interrupt).Request] = m.(*wamp.Interrupt).Options.Mode == wamp.CancelKillNoWait
	}
	if len(interrupts) != 2 || !interrupts[1] || !interrupts[2] {
		t.Errorf("interrupts %v, want killnowait for 1 and 2", interrupts)
	}
	simple.want()
	callee.yield(1, wamp.YieldOptions{}, `[]`)
	simple.yield(1, wamp.YieldOptions{}, `[]`)
	caller.want()
	if n := caller.Abandon(wamp.CloseSystemShutdown, nil); n != 0 {
		t.Errorf("%d calls were abandoned again", n)
	}
	wantNothingOpen(t, callee, simple, caller)
}

// Section "Call Trust Levels".
func TestTrustLevel(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, plain), join(t, d, 9, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})
	for n, level := range []int64{0, 2} {
		m := &wamp.Call{Request: wamp.ID(n + 1), Procedure: procedure}
		if err := caller.Call(m, Terms{Trust: &level}, nil); err != nil {
			t.Fatal(err)
		}
		callee.want(&wamp.Invocation{Request: wamp.ID(n + 1), Registration: id, Details: wamp.InvocationDetails{TrustLevel: &level}})
	}
}

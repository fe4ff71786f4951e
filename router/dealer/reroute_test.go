package dealer

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/wamp"
)

var rerouting = announce("call_canceling", "call_reroute", "progressive_call_results", "progressive_call_invocations")

// refuse gives a call back.
func (c *client) refuse(invocation wamp.ID) {
	c.t.Helper()
	c.fail(invocation, wamp.ErrUnavailable, `["busy"]`)
}

// Section "Call Re-Routing", "Rerouting Rules".
func TestReroute(t *testing.T) {
	for policy, want := range map[wamp.InvokePolicy][]int{
		wamp.InvokeSingle:     {1},
		wamp.InvokeFirst:      {1, 2, 3},
		wamp.InvokeLast:       {3, 2, 1},
		wamp.InvokeRoundRobin: {1, 2, 3},
	} {
		t.Run(policy.String(), func(t *testing.T) {
			d := newDealer(t)
			callees := group(t, d, len(want), rerouting, wamp.RegisterOptions{Invoke: policy})
			caller := join(t, d, 9, plain)
			caller.call(procedure, wamp.CallOptions{}, `[1]`)
			var got []int
			for range want {
				who := called(callees)
				if len(who) != 1 {
					t.Fatalf("%d callees have the call, want 1", len(who))
				}
				got = append(got, who...)
				caller.want()
				callees[who[0]-1].refuse(1)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("callees (-want +got):\n%s", diff)
			}
			caller.want(callError(1, wamp.ErrNoAvailableCallee))
			wantNothingOpen(t, append(callees, caller)...)
		})
	}
	d := newDealer(t)
	callees := group(t, d, 5, rerouting, wamp.RegisterOptions{Invoke: wamp.InvokeRandom})
	caller := join(t, d, 9, plain)
	caller.call(procedure, wamp.CallOptions{}, `[1]`)
	seen := map[int]bool{}
	for range 5 {
		who := called(callees)
		seen[who[0]] = true
		callees[who[0]-1].refuse(1)
	}
	if len(seen) != 5 {
		t.Errorf("random: %d callees were asked, want 5", len(seen))
	}
	caller.want(callError(1, wamp.ErrNoAvailableCallee))
}

// The call arrives at the next callee as it was, and its answer at the caller.
func TestRerouteKeepsTheCall(t *testing.T) {
	d := newDealer(t)
	callees, caller := group(t, d, 2, rerouting, wamp.RegisterOptions{Invoke: wamp.InvokeFirst}), join(t, d, 9, plain)
	args := []byte(`["payload"]`)
	m := &wamp.Call{Request: 1, Procedure: procedure, Options: wamp.CallOptions{DiscloseMe: true}, Payload: wamp.Payload{Format: wamp.JSON, Args: args}}
	if err := caller.Call(m, Terms{}, nil); err != nil {
		t.Fatal(err)
	}
	clear(args) // was borrowed
	callees[0].refuse(1)
	callees[1].want(&wamp.Invocation{Request: 1, Registration: 1, Payload: jsonArgs(`["payload"]`), Details: wamp.InvocationDetails{
		Caller: 9, CallerAuthID: "user9", CallerAuthRole: "user",
	}})
	callees[1].yield(1, wamp.YieldOptions{}, `[1]`)
	caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[1]`)})
	callees[0].refuse(1) // again: of no call
	caller.want()
	wantNothingOpen(t, callees[0], callees[1], caller)
}

// The error of a callee that has not announced the feature is the call's.
func TestRerouteNotAnnounced(t *testing.T) {
	d := newDealer(t)
	callees, caller := group(t, d, 2, interrupted, wamp.RegisterOptions{Invoke: wamp.InvokeFirst}), join(t, d, 9, plain)
	caller.call(procedure, wamp.CallOptions{}, `[1]`)
	callees[0].refuse(1)
	want := callError(1, wamp.ErrUnavailable)
	want.Payload = jsonArgs(`["busy"]`)
	caller.want(want)
	if got := callees[1].args(); got != nil {
		t.Errorf("the other callee got %q", got)
	}
}

// A call that its caller has given up, or of which it has a result already, goes to
// nobody else.
func TestRerouteTooLate(t *testing.T) {
	d := newDealer(t)
	callees, caller := group(t, d, 2, rerouting, wamp.RegisterOptions{Invoke: wamp.InvokeFirst}), join(t, d, 9, plain)
	caller.call(procedure, wamp.CallOptions{}, `[1]`)
	caller.cancel(1, wamp.CancelKill)
	callees[0].refuse(1)
	caller.want(callError(1, wamp.ErrNoAvailableCallee))
	caller.call(procedure, wamp.CallOptions{}, `[2]`)
	caller.cancel(2, wamp.CancelSkip)
	callees[0].refuse(2)
	caller.want(callError(2, wamp.ErrCanceled))
	caller.call(procedure, wamp.CallOptions{ReceiveProgress: true}, `[3]`)
	callees[0].yield(3, wamp.YieldOptions{Progress: true}, `[]`)
	callees[0].refuse(3)
	caller.want(&wamp.Result{Request: 3, Details: wamp.ResultDetails{Progress: true}, Payload: jsonArgs(`[]`)}, callError(3, wamp.ErrNoAvailableCallee))
	callees[1].want()
	wantNothingOpen(t, callees[0], callees[1], caller)
}

// "assuming that the unavailable registration virtually does not exist": also while
// the next one is at its concurrency.
func TestRerouteToACalleeThatIsFull(t *testing.T) {
	d := newDealer(t)
	callees := group(t, d, 2, rerouting, wamp.RegisterOptions{Invoke: wamp.InvokeLast, Concurrency: 1})
	caller := join(t, d, 9, plain)
	caller.call(procedure, wamp.CallOptions{}, `[1]`)
	caller.call(procedure, wamp.CallOptions{}, `[2]`)
	callees[1].wantArgs(`[1]`)
	callees[0].wantArgs(`[2]`)
	callees[1].refuse(1) // waits for the other
	callees[1].wantArgs()
	callees[0].yield(1, wamp.YieldOptions{}, `[]`)
	callees[0].wantArgs(`[1]`)
	callees[0].refuse(2)
	caller.want(&wamp.Result{Request: 2, Payload: jsonArgs(`[]`)}, callError(1, wamp.ErrNoAvailableCallee))

	caller.call(procedure, wamp.CallOptions{}, `[3]`)
	caller.call(procedure, wamp.CallOptions{}, `[4]`)
	callees[1].refuse(2)
	callees[0].Leave(nil) // the one it waits for
	caller.want(leftError(4), callError(3, wamp.ErrNoAvailableCallee))
	wantNothingOpen(t, callees[0], callees[1], caller)
}

// Calls with an input take it with them, as long as it is not too much.
func TestRerouteWithInput(t *testing.T) {
	d := newDealer(t)
	callees, caller := group(t, d, 2, rerouting, wamp.RegisterOptions{Invoke: wamp.InvokeFirst}), join(t, d, 9, taking)
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[1]`)
	caller.more(1, true, `[2]`)
	callees[0].wantArgs(`[1]`, `[2]`)
	callees[0].refuse(1)
	callees[1].wantArgs(`[1]`, `[2]`)
	caller.more(1, false, `[3]`)
	callees[0].wantArgs()
	callees[1].wantArgs(`[3]`)
	callees[1].yield(1, wamp.YieldOptions{}, `[]`)
	caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[]`)})

	caller.call(procedure, wamp.CallOptions{Progress: true}, `[1]`)
	for range 300 {
		caller.more(2, true, fmt.Sprintf("[%1000d]", 1))
	}
	if got := len(callees[0].args()); got != 301 {
		t.Errorf("the callee got %d parts, want 301", got)
	}
	callees[0].refuse(2)
	caller.want(callError(2, wamp.ErrNoAvailableCallee))
	wantNothingOpen(t, callees[0], callees[1], caller)
}

// The timeout runs from the CALL on, whoever has the call.
func TestRerouteAndTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDealer(t)
		callees, caller := group(t, d, 2, rerouting, wamp.RegisterOptions{Invoke: wamp.InvokeFirst}), join(t, d, 9, plain)
		caller.call(procedure, wamp.CallOptions{Timeout: time.Second}, `[]`)
		time.Sleep(600 * time.Millisecond)
		callees[0].refuse(1)
		callees[1].peer.Take()
		time.Sleep(399 * time.Millisecond)
		synctest.Wait()
		caller.want()
		time.Sleep(time.Millisecond)
		synctest.Wait()
		caller.want(callError(1, wamp.ErrTimeout))
		callees[1].want(interrupt(1, wamp.CancelKillNoWait, wamp.ErrTimeout))
	})
}

// Without room for a copy a call goes as ever, but nowhere else.
func TestRerouteWithoutRoom(t *testing.T) {
	d := newDealer(t, func(cfg *Config) { cfg.KeptBytes = 10 })
	callees, caller := group(t, d, 2, rerouting, wamp.RegisterOptions{Invoke: wamp.InvokeFirst}), join(t, d, 9, plain)
	caller.call(procedure, wamp.CallOptions{}, `["0123456789"]`)
	callees[0].wantArgs(`["0123456789"]`)
	callees[0].refuse(1)
	caller.want(callError(1, wamp.ErrNoAvailableCallee))
	wantNothingOpen(t, callees[0], callees[1], caller)
}

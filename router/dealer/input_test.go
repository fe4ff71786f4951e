package dealer

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Section "Progressive Call Invocations": the parts of a call have one request, for
// the caller as for the callee, and between them results may come.
func TestInput(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, taking), join(t, d, 2, taking)
	id := callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{Progress: true, ReceiveProgress: true}, `[1]`)
	caller.more(1, true, `[2]`)
	caller.call(procedure, wamp.CallOptions{}, `["another"]`)
	caller.more(1, true, `[3]`)
	invocation := func(request wamp.ID, progress bool, args string) wamp.Message {
		return &wamp.Invocation{Request: request, Registration: id, Payload: jsonArgs(args), Details: wamp.InvocationDetails{
			Progress: progress, ReceiveProgress: request == 1,
		}}
	}
	callee.want(invocation(1, true, `[1]`), invocation(1, true, `[2]`), invocation(2, false, `["another"]`), invocation(1, true, `[3]`))
	callee.yield(1, wamp.YieldOptions{Progress: true}, `["early"]`)
	caller.more(1, false, `[4]`)
	callee.want(invocation(1, false, `[4]`))
	callee.yield(1, wamp.YieldOptions{}, `["done"]`)
	callee.yield(2, wamp.YieldOptions{}, `[]`)
	caller.want(
		&wamp.Result{Request: 1, Details: wamp.ResultDetails{Progress: true}, Payload: jsonArgs(`["early"]`)},
		&wamp.Result{Request: 1, Payload: jsonArgs(`["done"]`)},
		&wamp.Result{Request: 2, Payload: jsonArgs(`[]`)},
	)
	wantNothingOpen(t, callee, caller)
}

// "Freezing of Options in Progressive Call Invocations": every INVOCATION has the
// details of the first but for progress.
func TestInputFreezesOptions(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, taking), join(t, d, 2, taking)
	id := callee.register("com.", wamp.RegisterOptions{Match: wamp.MatchPrefix})
	caller.call(procedure, wamp.CallOptions{Progress: true, DiscloseMe: true}, `[1]`)
	caller.more(1, true, `[2]`)
	m := &wamp.Call{Request: 1, Procedure: procedure, Options: wamp.CallOptions{ReceiveProgress: true, Timeout: time.Second}, Payload: jsonArgs(`[3]`)}
	if err := caller.Continue(m, nil); err != nil {
		t.Fatal(err)
	}
	details := wamp.InvocationDetails{Progress: true, Procedure: procedure, Caller: 2, CallerAuthID: "user2", CallerAuthRole: "user"}
	last := details
	last.Progress = false
	callee.want(
		&wamp.Invocation{Request: 1, Registration: id, Details: details, Payload: jsonArgs(`[1]`)},
		&wamp.Invocation{Request: 1, Registration: id, Details: details, Payload: jsonArgs(`[2]`)},
		&wamp.Invocation{Request: 1, Registration: id, Details: last, Payload: jsonArgs(`[3]`)},
	)
	callee.yield(1, wamp.YieldOptions{Progress: true}, `[]`)
	caller.want() // it did not ask for progress at first
}

// The mode of payloads and the options of implementations are those of the first CALL
// as well.
func TestInputFreezesPassthru(t *testing.T) {
	d := newDealer(t)
	hello := announce("call_canceling", "progressive_call_invocations", "payload_passthru_mode")
	callee, caller := join(t, d, 1, hello), join(t, d, 2, hello)
	callee.register(procedure, wamp.RegisterOptions{})
	mode := &wamp.Passthru{Scheme: "mqtt"}
	begin := &wamp.Call{Request: 1, Procedure: procedure, Options: wamp.CallOptions{Progress: true}, Payload: jsonArgs(`["a"]`)}
	begin.Passthru = mode
	if err := caller.Call(begin, Terms{}, nil); err != nil {
		t.Fatal(err)
	}
	caller.more(1, true, `["b"]`)
	for n, m := range callee.peer.Take() {
		if got := m.(*wamp.Invocation).Passthru; got != mode {
			t.Errorf("part %d has the mode %v, want that of the first", n+1, got)
		}
	}
}

// "Ignoring Progressive Call Invocations": a callee that does not take them, or that
// can not be interrupted, is not called.
func TestInputNotSupported(t *testing.T) {
	for name, hello := range map[string]wamp.Dict{
		"plain":             plain,
		"without the other": interrupted,
		"without canceling": announce("progressive_call_invocations"),
	} {
		t.Run(name, func(t *testing.T) {
			d := newDealer(t)
			callee, caller := join(t, d, 1, hello), join(t, d, 2, taking)
			callee.register(procedure, wamp.RegisterOptions{})
			caller.call(procedure, wamp.CallOptions{Progress: true}, `[1]`)
			caller.want(callError(1, wamp.ErrFeatureNotSupported))
			caller.more(1, true, `[2]`)
			callee.want()
			caller.want()
			wantNothingOpen(t, callee, caller)
		})
	}
	for spelling, want := range map[string]bool{"call_canceling": true, "call_cancelling": true, "call_canceled": false} {
		if got := featuresOf(announce(spelling, "progressive_call_invocations")).invocations; got != want {
			t.Errorf("with the feature %s calls with an input are taken: %v", spelling, got)
		}
	}
}

// "Continuations on Completed Calls": what comes after the end is discarded, however
// the call has ended.
func TestInputAfterTheEnd(t *testing.T) {
	for name, end := range map[string]func(callee, caller *client){
		"result":     func(callee, _ *client) { callee.yield(1, wamp.YieldOptions{}, `[]`) },
		"error":      func(callee, _ *client) { callee.fail(1, wamp.ErrRuntimeError, `[]`) },
		"callee":     func(callee, _ *client) { callee.Leave(nil) },
		"skip":       func(_, caller *client) { caller.cancel(1, wamp.CancelSkip) },
		"killnowait": func(_, caller *client) { caller.cancel(1, wamp.CancelKillNoWait) },
		"timeout":    func(_, _ *client) { time.Sleep(time.Second) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDealer(t)
				callee, caller := join(t, d, 1, taking), join(t, d, 2, taking)
				callee.register(procedure, wamp.RegisterOptions{})
				caller.call(procedure, wamp.CallOptions{Progress: true, Timeout: time.Second}, `[]`)
				caller.more(1, true, `[]`)
				end(callee, caller)
				synctest.Wait()
				if got := len(caller.peer.Take()); got != 1 {
					t.Fatalf("%d answers, want 1", got)
				}
				callee.peer.Take()
				if !caller.Continues(1) {
					t.Error("a further CALL would be taken for a new one")
				}
				caller.more(1, true, `[]`)
				caller.more(1, false, `[]`)
				callee.want()
				caller.want()
				wantNothingOpen(t, callee, caller)
			})
		})
	}
}

// "Caller Leaving": INTERRUPT with killnowait.
func TestInputOfACallerThatLeaves(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, taking), join(t, d, 2, taking)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[]`)
	callee.peer.Take()
	caller.Leave(nil)
	callee.want(interrupt(1, wamp.CancelKillNoWait, wamp.ErrCanceled))
	caller.more(1, false, `[]`)
	callee.want()
	wantNothingOpen(t, callee, caller)
}

// After CANCEL with kill the callee still answers, and may still be told more.
func TestInputAndKill(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, taking), join(t, d, 2, taking)
	id := callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[]`)
	caller.cancel(1, wamp.CancelKill)
	callee.peer.Take()
	caller.more(1, false, `[]`)
	callee.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
	callee.fail(1, wamp.ErrCanceled, `[]`)
	failure := callError(1, wamp.ErrCanceled)
	failure.Payload = jsonArgs(`[]`)
	caller.want(failure)
}

// "Verification of CALL Request IDs": only a call with an input can be continued, and
// not after its last part.
func TestInputViolations(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, taking), join(t, d, 2, taking)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[]`)
	caller.more(2, false, `[]`)
	callee.peer.Take()
	for request := wamp.ID(1); request <= 2; request++ {
		if caller.Continue(&wamp.Call{Request: request, Procedure: procedure}, nil) == nil {
			t.Errorf("to continue call %d is no violation", request)
		}
		if err := caller.Continue(&wamp.Call{Request: request, Procedure: "com.another"}, nil); err != nil {
			t.Errorf("a CALL of another procedure is not discarded: %v", err)
		}
	}
	caller.more(77, true, `[]`) // was never a call: discarded
	callee.want()
	caller.want()
}

// Of callers whose requests come in any order the last ones are known, whatever has
// become of them.
func TestInputOfAnyOrder(t *testing.T) {
	d := newDealer(t, func(cfg *Config) { cfg.PendingCallsPerSession = 1 })
	caller := join(t, d, 2, taking)
	if caller.Continues(1) {
		t.Error("a session without calls continues one")
	}
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[]`) // nobody is there
	caller.Discard(7)
	for id := range wamp.ID(9) {
		if want := id == 1 || id == 7; caller.Continues(id) != want {
			t.Errorf("CALL %d continues one: %v, want %v", id, !want, want)
		}
	}
	for id := range wamp.ID(10 * recentRequests) {
		caller.Discard(1000 + id)
	}
	if n := len(caller.caller.ended.ids); n != recentRequests {
		t.Errorf("%d requests are kept, want %d", n, recentRequests)
	}
	if caller.Continues(7) || !caller.Continues(1000+10*recentRequests-1) || !caller.Continues(1000+9*recentRequests) {
		t.Error("it is not the last requests that are kept")
	}
}

// A part comes after the INVOCATION before it, whoever else is about to answer.
func TestInputDuringInvocation(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, taking), join(t, d, 2, taking)
	callee.register(procedure, wamp.RegisterOptions{})
	var wait func()
	callee.peer.OnSend = func(m wamp.Message) {
		if m.(*wamp.Invocation).Details.Progress {
			wait = peertest.Meanwhile(func() { caller.more(1, false, `[2]`) })
		}
	}
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[1]`)
	wait()
	callee.want(
		&wamp.Invocation{Request: 1, Registration: 1, Details: wamp.InvocationDetails{Progress: true}, Payload: jsonArgs(`[1]`)},
		&wamp.Invocation{Request: 1, Registration: 1, Payload: jsonArgs(`[2]`)},
	)
}

func TestInputElsewhere(t *testing.T) {
	here, there, w := connected(t)
	callee, caller := join(t, there, 1, taking), join(t, here, 2, taking)
	id := callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[1]`)
	caller.more(1, true, `[2]`)
	caller.more(1, false, `[3]`)
	progress := wamp.InvocationDetails{Progress: true}
	callee.want(
		&wamp.Invocation{Request: 1, Registration: id, Details: progress, Payload: jsonArgs(`[1]`)},
		&wamp.Invocation{Request: 1, Registration: id, Details: progress, Payload: jsonArgs(`[2]`)},
		&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[3]`)},
	)
	callee.yield(1, wamp.YieldOptions{}, `[4]`)
	caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[4]`)})
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[]`)
	w.down = true
	caller.more(2, true, `[]`)
	caller.want(callError(2, wamp.ErrNetworkFailure))
}

// Input that the realm refuses ends the call, and its callee is interrupted. What was not
// to be checked is not, nor is a payload in passthru mode.
func TestCheckInput(t *testing.T) {
	refusal := &wamp.Error{URI: wamp.ErrInvalidArgument, Message: "want integer"}
	for name, test := range map[string]struct {
		terms    Terms
		passthru *wamp.Passthru
		refused  bool
	}{
		"checked":     {Terms{CheckInput: true}, nil, true},
		"not checked": {Terms{}, nil, false},
		"passthru":    {Terms{CheckInput: true}, &wamp.Passthru{Scheme: "x_own"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDealer(t, func(cfg *Config) {
				cfg.CheckInput = func(uri wamp.URI, progress bool, p wamp.Payload) *wamp.Error {
					if uri == procedure && !progress && string(p.Args) == `["bad"]` {
						return refusal
					}
					return nil
				}
			})
			able := announce("call_canceling", "progressive_call_invocations", "payload_passthru_mode")
			callee, caller := join(t, d, 1, able), join(t, d, 2, able)
			callee.register(procedure, wamp.RegisterOptions{})
			first := &wamp.Call{Request: 1, Procedure: procedure, Options: wamp.CallOptions{Progress: true}, Payload: jsonArgs(`["bad"]`)}
			first.Passthru = test.passthru
			if err := caller.Call(first, test.terms, nil); err != nil {
				t.Fatal(err)
			}
			caller.more(1, true, `["bad"]`)
			callee.wantArgs(`["bad"]`, `["bad"]`)
			caller.more(1, false, `["bad"]`)
			if !test.refused {
				callee.wantArgs(`["bad"]`)
				callee.yield(1, wamp.YieldOptions{}, `[]`)
				caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[]`)})
				wantNothingOpen(t, callee, caller)
				return
			}
			callee.want(&wamp.Interrupt{Request: 1, Options: wamp.InterruptOptions{Mode: wamp.CancelKillNoWait, Reason: wamp.ErrInvalidArgument}})
			answer := callError(1, wamp.ErrInvalidArgument)
			answer.Payload = jsonArgs(`["want integer"]`)
			caller.want(answer)
			caller.more(1, false, `["late"]`) // of a call that has ended
			caller.want()
			wantNothingOpen(t, callee, caller)
		})
	}
}

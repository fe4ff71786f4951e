package dealer

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

func interrupt(id wamp.ID, mode wamp.CancelMode, reason wamp.URI) *wamp.Interrupt {
	return &wamp.Interrupt{Request: id, Options: wamp.InterruptOptions{Mode: mode, Reason: reason}}
}

// The modes of section "Call Canceling", and what the callee's answer does then.
func TestCancel(t *testing.T) {
	canceled := callError(1, wamp.ErrCanceled)
	result := &wamp.Result{Request: 1, Payload: jsonArgs(`[1]`)}
	for _, test := range []struct {
		name                   string
		hello                  wamp.Dict
		mode                   wamp.CancelMode
		callee, caller, answer []wamp.Message
	}{
		{"skip", interrupted, wamp.CancelSkip, nil, []wamp.Message{canceled}, nil},
		{"kill", interrupted, wamp.CancelKill,
			[]wamp.Message{interrupt(1, wamp.CancelKill, wamp.ErrCanceled)}, nil, []wamp.Message{result}},
		{"killnowait", interrupted, wamp.CancelKillNoWait,
			[]wamp.Message{interrupt(1, wamp.CancelKillNoWait, wamp.ErrCanceled)}, []wamp.Message{canceled}, nil},
		{"no mode", interrupted, wamp.CancelUnset,
			[]wamp.Message{interrupt(1, wamp.CancelKillNoWait, wamp.ErrCanceled)}, []wamp.Message{canceled}, nil},
		{"kill, not supported", plain, wamp.CancelKill, nil, []wamp.Message{canceled}, nil},
		{"killnowait, not supported", plain, wamp.CancelKillNoWait, nil, []wamp.Message{canceled}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := newDealer(t)
			callee, caller := join(t, d, 1, test.hello), join(t, d, 2, plain)
			callee.register(procedure, wamp.RegisterOptions{})
			caller.call(procedure, wamp.CallOptions{}, `[]`)
			callee.peer.Take()
			caller.cancel(1, test.mode)
			callee.want(test.callee...)
			caller.want(test.caller...)
			caller.cancel(1, test.mode) // again: nothing more
			callee.want()
			caller.want()
			callee.yield(1, wamp.YieldOptions{}, `[1]`)
			caller.want(test.answer...)
			wantNothingOpen(t, callee, caller)
		})
	}
}

// A callee's ERROR answers a call that was killed; the caller may still give up
// waiting for it.
func TestKill(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, interrupted), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.cancel(1, wamp.CancelKill)
	callee.fail(1, wamp.ErrCanceled, `["stopped"]`)
	want := callError(1, wamp.ErrCanceled)
	want.Payload = jsonArgs(`["stopped"]`)
	caller.want(want)

	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.cancel(2, wamp.CancelKill)
	caller.cancel(2, wamp.CancelSkip)
	caller.want(callError(2, wamp.ErrCanceled))
	callee.fail(2, wamp.ErrCanceled, `[]`)
	caller.want()
	wantNothingOpen(t, callee, caller)
}

// CANCEL of a call that has its answer, of another session's or of none does
// nothing: it may have crossed the answer.
func TestCancelNothing(t *testing.T) {
	d := newDealer(t)
	callee, caller, other := join(t, d, 1, interrupted), join(t, d, 2, plain), join(t, d, 3, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	callee.peer.Take()
	other.cancel(1, wamp.CancelKill)
	caller.cancel(2, wamp.CancelKill)
	callee.want()
	callee.yield(1, wamp.YieldOptions{}, `[]`)
	caller.peer.Take()
	caller.cancel(1, wamp.CancelKill)
	callee.want()
	caller.want()
	other.want()
}

// Section "Call Timeouts": the dealer minds the time, and the mode is killnowait,
// or skip for a callee that does not understand INTERRUPT.
func TestTimeout(t *testing.T) {
	for name, test := range map[string]struct {
		hello wamp.Dict
		want  []wamp.Message
	}{
		"canceling":                 {interrupted, []wamp.Message{interrupt(1, wamp.CancelKillNoWait, wamp.ErrTimeout)}},
		"plain":                     {plain, nil},
		"callee that could mind it": {minding, []wamp.Message{interrupt(1, wamp.CancelKillNoWait, wamp.ErrTimeout)}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDealer(t)
				callee, caller := join(t, d, 1, test.hello), join(t, d, 2, plain)
				id := callee.register(procedure, wamp.RegisterOptions{})
				caller.call(procedure, wamp.CallOptions{Timeout: time.Second}, `[]`)
				callee.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
				time.Sleep(999 * time.Millisecond)
				synctest.Wait()
				caller.want()
				time.Sleep(time.Millisecond)
				synctest.Wait()
				caller.want(callError(1, wamp.ErrTimeout))
				callee.want(test.want...)
				callee.yield(1, wamp.YieldOptions{}, `[]`)
				caller.want()
				wantNothingOpen(t, callee, caller)
			})
		})
	}
}

// "Callee-Initiated Timeouts": a callee that can, and asks for it, minds the time
// alone; for one that can not the dealer does.
func TestForwardedTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDealer(t)
		callee, other, caller := join(t, d, 1, minding), join(t, d, 2, interrupted), join(t, d, 3, plain)
		id := callee.register(procedure, wamp.RegisterOptions{ForwardTimeout: true})
		caller.call(procedure, wamp.CallOptions{Timeout: time.Second}, `[]`)
		callee.want(&wamp.Invocation{
			Request: 1, Registration: id, Details: wamp.InvocationDetails{Timeout: time.Second}, Payload: jsonArgs(`[]`),
		})
		time.Sleep(time.Hour)
		synctest.Wait()
		caller.want()
		callee.fail(1, wamp.ErrTimeout, `[]`)
		failure := callError(1, wamp.ErrTimeout)
		failure.Payload = jsonArgs(`[]`)
		caller.want(failure)

		id = other.register("com.myapp.other", wamp.RegisterOptions{ForwardTimeout: true})
		caller.call("com.myapp.other", wamp.CallOptions{Timeout: time.Second}, `[]`)
		other.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
		time.Sleep(time.Second)
		synctest.Wait()
		caller.want(callError(2, wamp.ErrTimeout))
	})
}

// "Timeouts" of section "Progressive Call Results": the time to the first and
// between further results. No timer outlives its call.
func TestTimeoutBetweenResults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDealer(t)
		callee, caller := join(t, d, 1, progressing), join(t, d, 2, plain)
		callee.register(procedure, wamp.RegisterOptions{})
		caller.call(procedure, wamp.CallOptions{Timeout: time.Second, ReceiveProgress: true}, `[]`)
		for range 3 {
			time.Sleep(900 * time.Millisecond)
			callee.yield(1, wamp.YieldOptions{Progress: true}, `[]`)
		}
		if got := len(caller.peer.Take()); got != 3 {
			t.Fatalf("%d results, want 3", got)
		}
		callee.yield(1, wamp.YieldOptions{}, `[]`)
		caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[]`)})

		caller.call(procedure, wamp.CallOptions{Timeout: time.Second, ReceiveProgress: true}, `[]`)
		callee.yield(2, wamp.YieldOptions{Progress: true}, `[]`)
		caller.peer.Take()
		time.Sleep(time.Second)
		synctest.Wait()
		caller.want(callError(2, wamp.ErrTimeout))

		caller.call(procedure, wamp.CallOptions{Timeout: time.Hour}, `[]`)
		callee.Leave(nil)
		caller.want(leftError(3))
		began := time.Now()
		d.Close()
		if waited := time.Since(began); waited != 0 {
			t.Errorf("Close waited %v for the timer of a call that has ended", waited)
		}
	})
}

package dealer

import (
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Section "Progressive Call Results".
func TestProgressiveResults(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, progressing), join(t, d, 2, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{ReceiveProgress: true}, `[2010]`)
	callee.want(&wamp.Invocation{
		Request: 1, Registration: id, Details: wamp.InvocationDetails{ReceiveProgress: true}, Payload: jsonArgs(`[2010]`),
	})
	callee.yield(1, wamp.YieldOptions{Progress: true}, `["Y2010",120]`)
	callee.yield(1, wamp.YieldOptions{Progress: true}, `["Y2011",205]`)
	callee.yield(1, wamp.YieldOptions{}, `["Total",490]`)
	callee.yield(1, wamp.YieldOptions{Progress: true}, `["late"]`)
	progress := wamp.ResultDetails{Progress: true}
	caller.want(
		&wamp.Result{Request: 1, Details: progress, Payload: jsonArgs(`["Y2010",120]`)},
		&wamp.Result{Request: 1, Details: progress, Payload: jsonArgs(`["Y2011",205]`)},
		&wamp.Result{Request: 1, Payload: jsonArgs(`["Total",490]`)},
	)
	caller.call(procedure, wamp.CallOptions{ReceiveProgress: true}, `[]`)
	callee.yield(2, wamp.YieldOptions{Progress: true}, `[1]`)
	callee.fail(2, "com.myapp.invalid_revenue_year", `[1830]`)
	failure := callError(2, "com.myapp.invalid_revenue_year")
	failure.Payload = jsonArgs(`[1830]`)
	caller.want(&wamp.Result{Request: 2, Details: progress, Payload: jsonArgs(`[1]`)}, failure)
	wantNothingOpen(t, callee, caller)
}

// "Ignoring Requests for Progressive Call Results": who does not support them, or
// not call canceling, is not asked for any; a caller that asks for none gets none.
func TestNoProgressiveResults(t *testing.T) {
	for name, test := range map[string]struct {
		hello wamp.Dict
		asks  bool
	}{
		"callee without the feature":   {interrupted, true},
		"callee without canceling":     {onlyProgress, true},
		"caller that does not want it": {progressing, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDealer(t)
			callee, caller := join(t, d, 1, test.hello), join(t, d, 2, plain)
			id := callee.register(procedure, wamp.RegisterOptions{})
			caller.call(procedure, wamp.CallOptions{ReceiveProgress: test.asks}, `[]`)
			callee.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
			if !test.asks {
				callee.yield(1, wamp.YieldOptions{Progress: true}, `[1]`)
				caller.want()
			}
			callee.yield(1, wamp.YieldOptions{}, `[2]`)
			caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[2]`)})
		})
	}
}

package dealer

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// args returns the arguments of the invocations a callee got since the last time.
func (c *client) args() (args []string) {
	for _, m := range c.peer.Take() {
		if m, ok := m.(*wamp.Invocation); ok {
			args = append(args, string(m.Args))
		}
	}
	return args
}

func (c *client) wantArgs(want ...string) {
	c.t.Helper()
	if diff := cmp.Diff(want, c.args()); diff != "" {
		c.t.Errorf("invocations of session %d (-want +got):\n%s", c.caller.identity.Session, diff)
	}
}

// Above the concurrency calls wait, and get the places that become free in their
// order, with payloads of their own.
func TestConcurrency(t *testing.T) {
	d := newDealer(t)
	callee, caller, other := join(t, d, 1, interrupted), join(t, d, 2, plain), join(t, d, 3, plain)
	callee.register(procedure, wamp.RegisterOptions{Concurrency: 2})
	callee.register("com.another", wamp.RegisterOptions{})
	for n := range 4 {
		args := []byte(fmt.Sprintf("[%d]", n))
		c := []*client{caller, other}[n%2]
		c.last++
		m := &wamp.Call{Request: c.last, Procedure: procedure, Payload: wamp.Payload{Format: wamp.JSON, Args: args}}
		if err := c.Call(m, Terms{}, nil); err != nil {
			t.Fatal(err)
		}
		clear(args) // was borrowed
	}
	caller.call("com.another", wamp.CallOptions{}, `["more"]`) // is not bounded
	callee.wantArgs(`[0]`, `[1]`, `["more"]`)
	callee.yield(2, wamp.YieldOptions{}, `[]`)
	callee.wantArgs(`[2]`)
	callee.fail(1, wamp.ErrRuntimeError, `[]`)
	callee.wantArgs(`[3]`)
	callee.yield(3, wamp.YieldOptions{}, `[]`)
	callee.yield(4, wamp.YieldOptions{Progress: true}, `[]`)
	callee.yield(4, wamp.YieldOptions{}, `[]`)
	callee.yield(5, wamp.YieldOptions{}, `[]`)
	if got := len(caller.peer.Take()) + len(other.peer.Take()); got != 5 {
		t.Errorf("%d answers, want 5", got)
	}
	wantNothingOpen(t, callee, caller, other)
}

// A new call does not overtake those that wait.
func TestQueueKeepsOrder(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, interrupted), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{Invoke: wamp.InvokeFirst, Concurrency: 1})
	for n := range 3 {
		caller.call(procedure, wamp.CallOptions{}, fmt.Sprintf("[%d]", n))
	}
	callee.wantArgs(`[0]`)
	helper := join(t, d, 3, plain) // has room at once, for those that wait first
	m := &wamp.Register{Request: 1, Procedure: procedure, Options: wamp.RegisterOptions{Invoke: wamp.InvokeFirst, Concurrency: 1}}
	if err := helper.Register(m, false, nil); err != nil {
		t.Fatal(err)
	}
	caller.call(procedure, wamp.CallOptions{}, `[3]`)
	helper.wantArgs(`[1]`)
	callee.wantArgs()
	helper.yield(1, wamp.YieldOptions{}, `[]`)
	helper.wantArgs(`[2]`)
	callee.yield(1, wamp.YieldOptions{}, `[]`)
	callee.wantArgs(`[3]`)
	callee.Leave(nil)
	helper.Leave(nil)
	wantNothingOpen(t, callee, caller, helper)
}

// "above it the next callee of a shared registration": whose policy goes on from there.
func TestConcurrencyOfSharedRegistrations(t *testing.T) {
	for policy, want := range map[wamp.InvokePolicy][]int{
		wamp.InvokeFirst:      {1, 2, 3},
		wamp.InvokeLast:       {3, 2, 1},
		wamp.InvokeRoundRobin: {1, 2, 3},
	} {
		d := newDealer(t)
		callees := group(t, d, 3, plain, wamp.RegisterOptions{Invoke: policy, Concurrency: 1})
		caller := join(t, d, 9, plain)
		var got []int
		for range 4 {
			caller.call(procedure, wamp.CallOptions{}, `[]`)
			got = append(got, called(callees)...)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: callees (-want +got):\n%s", policy, diff)
		}
		callees[1].yield(1, wamp.YieldOptions{}, `[]`)
		if diff := cmp.Diff([]int{2}, called(callees)); diff != "" {
			t.Errorf("%s: callee of the one that waits (-want +got):\n%s", policy, diff)
		}
	}
	d := newDealer(t)
	callees := group(t, d, 4, plain, wamp.RegisterOptions{Invoke: wamp.InvokeRandom, Concurrency: 2})
	caller := join(t, d, 9, plain)
	for range 8 {
		caller.call(procedure, wamp.CallOptions{}, `[]`)
	}
	if diff := cmp.Diff([]int{1, 1, 2, 2, 3, 3, 4, 4}, called(callees)); diff != "" {
		t.Errorf("random: callees (-want +got):\n%s", diff)
	}
}

// Roundrobin passes on to the one after the callee that had room.
func TestRoundRobinGoesOn(t *testing.T) {
	d := newDealer(t)
	full := join(t, d, 1, plain)
	full.register(procedure, wamp.RegisterOptions{Invoke: wamp.InvokeRoundRobin, Concurrency: 1})
	callees := []*client{full, join(t, d, 2, plain), join(t, d, 3, plain)}
	for _, c := range callees[1:] {
		c.register(procedure, wamp.RegisterOptions{Invoke: wamp.InvokeRoundRobin})
	}
	caller := join(t, d, 9, plain)
	var got []int
	for range 7 {
		caller.call(procedure, wamp.CallOptions{}, `[]`)
		got = append(got, called(callees)...)
	}
	if diff := cmp.Diff([]int{1, 2, 3, 2, 3, 2, 3}, got); diff != "" {
		t.Errorf("callees (-want +got):\n%s", diff)
	}
}

// The realm's queue is bounded, in calls and in bytes; some procedures may have one
// of their own.
func TestQueueLimits(t *testing.T) {
	d := newDealer(t, func(cfg *Config) {
		cfg.QueuedCalls, cfg.KeptBytes = 2, 100
		cfg.CallQueues = []CallQueue{{urimatch.Pattern{URI: "com.own.", Match: wamp.MatchPrefix}, 3}, {urimatch.Exact("com.own.none"), 0}}
	})
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	for _, uri := range []wamp.URI{"com.a", "com.b", "com.own.a", "com.own.none"} {
		callee.register(uri, wamp.RegisterOptions{Concurrency: 1})
		caller.call(uri, wamp.CallOptions{}, `[]`)
		callee.peer.Take()
	}
	refused := func() bool { return len(caller.peer.Take()) == 1 }
	for _, test := range []struct {
		uri  wamp.URI
		args string
		want bool
	}{
		{"com.a", `[]`, false}, {"com.b", `[]`, false}, {"com.a", `[]`, true}, {"com.b", `[]`, true},
		{"com.own.a", `[]`, false}, {"com.own.a", `[]`, false}, {"com.own.none", `[]`, true}, {"com.own.a", fmt.Sprintf("[%99d]", 1), true},
		{"com.own.a", `[]`, false}, {"com.own.a", `[]`, true},
	} {
		caller.call(test.uri, wamp.CallOptions{}, test.args)
		if got := refused(); got != test.want {
			t.Errorf("call %d of %s is refused: %v, want %v", caller.last, test.uri, got, test.want)
		}
	}
	callee.Leave(nil)
	wantNothingOpen(t, callee, caller)
}

// Calls that wait count as pending, can be canceled, time out, and end with their
// caller or with the last callee.
func TestCallsThatWaitEnd(t *testing.T) {
	for name, test := range map[string]struct {
		end  func(callee, caller *client)
		want []wamp.Message
	}{
		"skip":       {func(_, caller *client) { caller.cancel(2, wamp.CancelSkip) }, []wamp.Message{callError(2, wamp.ErrCanceled)}},
		"kill":       {func(_, caller *client) { caller.cancel(2, wamp.CancelKill) }, []wamp.Message{callError(2, wamp.ErrCanceled)}},
		"killnowait": {func(_, caller *client) { caller.cancel(2, wamp.CancelKillNoWait) }, []wamp.Message{callError(2, wamp.ErrCanceled)}},
		"timeout":    {func(_, _ *client) { time.Sleep(time.Second) }, []wamp.Message{callError(2, wamp.ErrTimeout)}},
		"caller":     {func(_, caller *client) { caller.Leave(nil) }, nil},
		"abandoned": {func(_, caller *client) { caller.Abandon("com.enough", nil) }, []wamp.Message{
			callError(2, "com.enough"), callError(1, "com.enough"),
		}},
		"callee": {func(callee, _ *client) { callee.Leave(nil) }, []wamp.Message{
			leftError(1), callError(2, wamp.ErrNoSuchProcedure),
		}},
		"unregistered": {func(callee, _ *client) {
			if err := callee.Unregister(&wamp.Unregister{Request: 9, Registration: 1}, nil); err != nil {
				panic(err)
			}
		}, []wamp.Message{callError(2, wamp.ErrNoSuchProcedure)}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := newDealer(t)
				callee, caller := join(t, d, 1, interrupted), join(t, d, 2, plain)
				callee.register(procedure, wamp.RegisterOptions{Concurrency: 1, ForwardTimeout: true})
				caller.call(procedure, wamp.CallOptions{}, `[1]`)
				caller.call(procedure, wamp.CallOptions{Timeout: time.Second}, `[2]`)
				if n := caller.Pending(); n != 2 {
					t.Errorf("%d calls are pending, want 2", n)
				}
				callee.peer.Take()
				test.end(callee, caller)
				synctest.Wait()
				caller.want(test.want...)
				callee.yield(1, wamp.YieldOptions{}, `[]`)
				for _, m := range callee.peer.Take() {
					if m.Type() == wamp.TypeInvocation {
						t.Error("a call that has ended was handed over")
					}
				}
				wantNothingOpen(t, callee, caller)
			})
		})
	}
}

// A call whose registration ends while it waits goes to what matches it then.
func TestCallsThatWaitAreRoutedAnew(t *testing.T) {
	d := newDealer(t)
	callee, next, caller := join(t, d, 1, plain), join(t, d, 2, plain), join(t, d, 9, plain)
	callee.register(procedure, wamp.RegisterOptions{Concurrency: 1})
	next.register("com.", wamp.RegisterOptions{Match: wamp.MatchPrefix, Concurrency: 2})
	for n := range 4 {
		caller.call(procedure, wamp.CallOptions{}, fmt.Sprintf("[%d]", n))
	}
	callee.Leave(nil)
	caller.want(leftError(1))
	next.wantArgs(`[1]`, `[2]`)
	next.yield(1, wamp.YieldOptions{}, `[]`)
	next.wantArgs(`[3]`)

	force := &wamp.Register{Request: 1, Procedure: "com.", Options: wamp.RegisterOptions{Match: wamp.MatchPrefix, ForceReregister: true}}
	caller.call(procedure, wamp.CallOptions{}, `[4]`)
	last := join(t, d, 3, plain)
	if err := last.Register(force, true, nil); err != nil {
		t.Fatal(err)
	}
	last.wantArgs(`[4]`)
	last.Leave(nil)
	next.Leave(nil)
	wantNothingOpen(t, callee, next, last, caller)
}

// A place is free again when the callee is told that no answer is wanted; where it is
// not told, with its answer.
func TestPlacesOfCanceledCalls(t *testing.T) {
	d := newDealer(t)
	callee, simple, caller := join(t, d, 1, interrupted), join(t, d, 2, plain), join(t, d, 9, plain)
	callee.register(procedure, wamp.RegisterOptions{Concurrency: 1})
	simple.register("com.simple", wamp.RegisterOptions{Concurrency: 1})
	caller.call(procedure, wamp.CallOptions{}, `[1]`)
	caller.call(procedure, wamp.CallOptions{}, `[2]`)
	caller.cancel(1, wamp.CancelKill)
	callee.wantArgs(`[1]`)
	callee.fail(1, wamp.ErrCanceled, `[]`)
	callee.wantArgs(`[2]`)
	caller.call(procedure, wamp.CallOptions{}, `[3]`)
	caller.cancel(2, wamp.CancelKillNoWait)
	callee.wantArgs(`[3]`)
	callee.yield(2, wamp.YieldOptions{}, `[]`) // late: of no call
	caller.call(procedure, wamp.CallOptions{}, `[4]`)
	callee.wantArgs()
	callee.yield(3, wamp.YieldOptions{}, `[]`)
	callee.wantArgs(`[4]`)

	caller.call("com.simple", wamp.CallOptions{}, `[5]`)
	caller.call("com.simple", wamp.CallOptions{}, `[6]`)
	caller.cancel(caller.last-1, wamp.CancelKillNoWait) // skip: the callee goes on
	simple.wantArgs(`[5]`)
	simple.yield(1, wamp.YieldOptions{}, `[]`)
	simple.wantArgs(`[6]`)
	simple.yield(2, wamp.YieldOptions{}, `[]`)
	callee.yield(4, wamp.YieldOptions{}, `[]`)
	wantNothingOpen(t, callee, simple, caller)
}

// What a caller adds to a call that waits goes with it; too much of it ends the call.
func TestInputOfACallThatWaits(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, taking), join(t, d, 2, taking)
	callee.register(procedure, wamp.RegisterOptions{Concurrency: 1})
	caller.call(procedure, wamp.CallOptions{}, `[0]`)
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[1]`)
	caller.more(2, true, `[2]`)
	callee.wantArgs(`[0]`)
	callee.yield(1, wamp.YieldOptions{}, `[]`)
	callee.wantArgs(`[1]`, `[2]`)
	caller.more(2, false, `[3]`)
	callee.wantArgs(`[3]`)

	caller.call(procedure, wamp.CallOptions{Progress: true}, `[4]`)
	caller.peer.Take()
	for range 300 {
		caller.more(3, true, fmt.Sprintf("[%1000d]", 1))
	}
	caller.want(callError(3, wamp.ErrUnavailable))
	callee.yield(2, wamp.YieldOptions{}, `[]`)
	callee.wantArgs()
	wantNothingOpen(t, callee, caller)
}

// One session may have no more than its share of the realm's queue; what it has made
// leaves room when it waits no longer, however it ends. A queue for procedures that were
// chosen has no shares.
func TestShareOfTheQueue(t *testing.T) {
	d := newDealer(t, func(cfg *Config) {
		cfg.QueuedCalls, cfg.QueuedCallsPerSession = 5, 2
		cfg.CallQueues = []CallQueue{{urimatch.Exact("com.own"), 4}}
	})
	callee, greedy, other, third := join(t, d, 1, plain), join(t, d, 2, plain), join(t, d, 3, plain), join(t, d, 4, plain)
	waiting := func(c *client, uri wamp.URI, calls int) (taken int) {
		t.Helper()
		for range calls {
			c.call(uri, wamp.CallOptions{}, `[]`)
		}
		return calls - len(c.peer.Take())
	}
	for _, uri := range []wamp.URI{"com.a", "com.b", "com.own"} {
		callee.register(uri, wamp.RegisterOptions{Concurrency: 1})
	}
	for _, uri := range []wamp.URI{"com.a", "com.b", "com.own"} {
		third.call(uri, wamp.CallOptions{}, `[]`)
	}
	callee.peer.Take()
	if got := []int{waiting(greedy, "com.a", 10), waiting(greedy, "com.b", 10), waiting(other, "com.b", 10), waiting(third, "com.a", 10)}; !cmp.Equal(got, []int{2, 0, 2, 1}) {
		t.Errorf("taken: %v, want 2, 0, 2 and what is left: 1", got)
	}
	if got := waiting(greedy, "com.own", 10); got != 4 {
		t.Errorf("%d calls wait in a queue of their own, want 4", got)
	}
	greedy.cancel(1, wamp.CancelSkip)
	greedy.peer.Take()
	if got := waiting(greedy, "com.b", 5); got != 1 {
		t.Errorf("after one was canceled %d are taken, want 1", got)
	}
	callee.yield(1, wamp.YieldOptions{}, `[]`) // com.a: the other call of greedy is handed over
	if got := waiting(greedy, "com.b", 5); got != 1 {
		t.Errorf("after one was handed over %d are taken, want 1", got)
	}
	other.Leave(nil)
	greedy.Leave(nil)
	callee.Leave(nil)
	wantNothingOpen(t, callee, greedy, other, third)
}

// A call that waits for one registration while its callee owes too many answers of others
// waits on, until it owes fewer.
func TestCallsWaitForACalleeThatOwesTooMuch(t *testing.T) {
	for name, relieve := range map[string]func(callee, other *client){
		"answered":        func(callee, _ *client) { callee.yield(2, wamp.YieldOptions{}, `[]`) },
		"failed":          func(callee, _ *client) { callee.fail(2, "com.failed", `[]`) },
		"given up":        func(_, other *client) { other.cancel(1, wamp.CancelSkip) },
		"interrupted":     func(_, other *client) { other.cancel(1, wamp.CancelKillNoWait) },
		"the caller left": func(_, other *client) { other.Leave(nil) },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDealer(t, func(cfg *Config) { cfg.PendingCallsPerCallee = 2 })
			callee, caller, other := join(t, d, 1, interrupted), join(t, d, 2, plain), join(t, d, 3, plain)
			callee.register(procedure, wamp.RegisterOptions{Concurrency: 1})
			callee.register("com.other", wamp.RegisterOptions{})
			for n := range 3 {
				caller.call(procedure, wamp.CallOptions{}, fmt.Sprintf("[%d]", n))
			}
			caller.cancel(1, wamp.CancelSkip) // its place is taken until the callee answers
			caller.want(callError(1, wamp.ErrCanceled))
			other.call("com.other", wamp.CallOptions{}, `[10]`)
			other.call("com.other", wamp.CallOptions{}, `[11]`)
			other.call("com.other", wamp.CallOptions{}, `[12]`)
			other.want(callError(3, wamp.ErrUnavailable)) // it did not wait
			callee.wantArgs(`[0]`, `[10]`, `[11]`)
			callee.yield(1, wamp.YieldOptions{}, `[]`)
			callee.wantArgs()
			caller.want()
			relieve(callee, other)
			callee.wantArgs(`[1]`)
			callee.yield(4, wamp.YieldOptions{}, `[]`)
			callee.wantArgs(`[2]`)
			callee.yield(5, wamp.YieldOptions{}, `[]`)
			caller.want(&wamp.Result{Request: 2, Payload: jsonArgs(`[]`)}, &wamp.Result{Request: 3, Payload: jsonArgs(`[]`)})
			callee.Leave(nil)
			wantNothingOpen(t, callee, caller, other)
		})
	}
}

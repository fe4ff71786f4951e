package dealer

import (
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Section "Remote Procedure Call Ordering": between a caller and a callee the
// invocations keep the order of the calls. Invocation IDs go out in sequence
// whoever calls.
func TestOrderOfInvocations(t *testing.T) {
	const callers, calls = 4, 300
	d := newDealer(t)
	callee := join(t, d, 100, plain)
	callee.register("com.a", wamp.RegisterOptions{DiscloseCaller: true})
	callee.register("com.b", wamp.RegisterOptions{DiscloseCaller: true})
	var running sync.WaitGroup
	for i := range wamp.ID(callers) {
		caller := join(t, d, i+1, plain)
		running.Go(func() {
			for n := range calls {
				caller.call([]wamp.URI{"com.a", "com.b"}[n%2], wamp.CallOptions{}, string(rune('A'+n)))
			}
		})
	}
	running.Wait()
	last := map[wamp.ID]rune{}
	for n, message := range callee.peer.Take() {
		m := message.(*wamp.Invocation)
		if m.Request != wamp.ID(n+1) {
			t.Fatalf("invocation %d has the ID %d", n+1, m.Request)
		}
		arg := []rune(string(m.Args))[0]
		if arg <= last[m.Details.Caller] {
			t.Fatalf("caller %d: %d after %d", m.Details.Caller, arg, last[m.Details.Caller])
		}
		last[m.Details.Caller] = arg
	}
	if len(last) != callers {
		t.Errorf("%d callers came through, want %d", len(last), callers)
	}
}

// responder answers what its peer is invoked for, in a goroutine of its own: by
// results, progressive or not, errors, or not at all.
func responder(c *client, running *sync.WaitGroup) (stop func()) {
	invocations := make(chan wamp.ID, 1<<16)
	c.peer.OnSend = func(m wamp.Message) {
		if m, ok := m.(*wamp.Invocation); ok {
			invocations <- m.Request
		}
	}
	running.Go(func() {
		for id := range invocations {
			switch rand.IntN(8) {
			case 0:
				c.fail(id, "com.error", `[]`)
			case 1: // leave it open
			case 2, 3:
				c.yield(id, wamp.YieldOptions{Progress: true}, `[]`)
				fallthrough
			default:
				c.yield(id, wamp.YieldOptions{}, `[]`)
			}
		}
	})
	return func() { close(invocations) }
}

// Whatever happens at the same time, cancels, timeouts, callees that leave and
// come back under the same procedure, each call gets exactly one answer, the last
// message it gets.
func TestEveryCallHasOneAnswer(t *testing.T) {
	const callers, calls = 4, 400
	d := newDealer(t)
	var callees, running sync.WaitGroup
	for i := range wamp.ID(3) {
		callees.Go(func() {
			for n := range wamp.ID(15) {
				c := join(t, d, 1000+100*i+n, progressing)
				var answering sync.WaitGroup
				stop := responder(c, &answering)
				// Three sessions for two procedures: some are taken.
				_ = c.Register(&wamp.Register{Request: 1, Procedure: "com.a"}, false, nil)
				_ = c.Register(&wamp.Register{Request: 2, Procedure: "com."}, false, nil)
				_ = c.Register(&wamp.Register{Request: 3, Procedure: "com.", Options: wamp.RegisterOptions{Match: wamp.MatchPrefix}}, false, nil)
				time.Sleep(time.Millisecond)
				c.Leave(nil)
				stop()
				answering.Wait()
			}
		})
	}
	clients := make([]*client, callers)
	for i := range clients {
		c := join(t, d, wamp.ID(i+1), plain)
		clients[i] = c
		running.Go(func() {
			for n := range calls {
				c.call([]wamp.URI{"com.a", "com.b"}[n%2], wamp.CallOptions{
					ReceiveProgress: n%3 == 0,
					Timeout:         time.Duration(n%5) * time.Millisecond,
				}, `[]`)
				if n%4 == 0 {
					c.cancel(c.last, wamp.CancelMode(n/4%4))
				}
			}
		})
	}
	running.Wait()
	callees.Wait()
	d.Close() // timeouts that are being handled
	for _, c := range clients {
		wantNothingOpen(t, c)
		answers := map[wamp.ID]int{}
		for _, m := range c.peer.Take() {
			switch m := m.(type) {
			case *wamp.Result:
				if answers[m.Request] > 0 {
					t.Fatalf("RESULT for the call %d after its answer", m.Request)
				}
				if !m.Details.Progress {
					answers[m.Request]++
				}
			case *wamp.ErrorMessage:
				answers[m.Request]++
			}
		}
		for request := wamp.ID(1); request <= calls; request++ {
			if answers[request] != 1 {
				t.Fatalf("call %d has %d answers", request, answers[request])
			}
		}
	}
	if n := d.cfg.Directory.(*LocalDirectory).index.Len(); n != 0 {
		t.Errorf("%d registrations are left behind", n)
	}
}

// The same with all that may happen to a call on its way: queues, callees that share
// a procedure, give calls back, displace one another and are revoked, and calls that
// are continued. Nothing of it is left behind.
func TestEveryCallHasOneAnswerWhereverItGoes(t *testing.T) {
	const callers, calls = 4, 300
	d := newDealer(t, func(cfg *Config) { cfg.QueuedCalls, cfg.KeptBytes = 20, 400 })
	var callees, running sync.WaitGroup
	for i := range wamp.ID(4) {
		callees.Go(func() {
			for n := range wamp.ID(15) {
				c := join(t, d, 1000+100*i+n, rerouting)
				var answering sync.WaitGroup
				stop := refuser(c, &answering)
				for request, options := range []wamp.RegisterOptions{
					{Invoke: wamp.InvokeRoundRobin, Concurrency: int(i)}, {Invoke: wamp.InvokeRandom, Concurrency: 2},
					{Concurrency: 1, ForceReregister: true}, {Match: wamp.MatchPrefix, Invoke: wamp.InvokeLast, Concurrency: 3},
				} {
					uri := []wamp.URI{"com.a", "com.b", "com.c", "com."}[request]
					_ = c.Register(&wamp.Register{Request: wamp.ID(request + 1), Procedure: uri, Options: options}, true, nil)
				}
				time.Sleep(time.Millisecond)
				if e, ok := d.cfg.Directory.Lookup("com.a"); ok && n%3 == 0 {
					d.Revoke(1000+100*i+n, e.ID, "", nil)
				}
				c.Leave(nil)
				stop()
				answering.Wait()
			}
		})
	}
	clients := make([]*client, callers)
	for i := range clients {
		c := join(t, d, wamp.ID(i+1), taking)
		clients[i] = c
		running.Go(func() {
			for n := range calls {
				uri := []wamp.URI{"com.a", "com.b", "com.c", "com.d"}[n%4]
				c.call(uri, wamp.CallOptions{
					Progress: n%3 == 0,
					Timeout:  time.Duration(n%5) * time.Millisecond,
				}, `["some payload"]`)
				for part := range 3 {
					if n%3 == 0 {
						m := &wamp.Call{Request: c.last, Options: wamp.CallOptions{Progress: part < 2}, Procedure: uri, Payload: jsonArgs(`[]`)}
						if err := c.Continue(m, nil); err != nil {
							t.Error(err)
						}
					}
				}
				if n%7 == 0 {
					c.cancel(c.last, wamp.CancelMode(n/7%4))
				}
				if n == calls/2 {
					c.Abandon(wamp.ErrUnavailable, nil)
				}
			}
		})
	}
	running.Wait()
	callees.Wait()
	d.Close() // timeouts that are being handled
	for _, c := range clients {
		wantNothingOpen(t, c)
		answers := map[wamp.ID]int{}
		for _, m := range c.peer.Take() {
			switch m := m.(type) {
			case *wamp.Result:
				answers[m.Request]++
			case *wamp.ErrorMessage:
				answers[m.Request]++
			}
		}
		for request := wamp.ID(1); request <= calls; request++ {
			if answers[request] != 1 {
				t.Fatalf("call %d has %d answers", request, answers[request])
			}
		}
	}
	if n := len(d.cfg.Directory.Entries()); n != 0 {
		t.Errorf("%d registrations are left behind", n)
	}
}

// refuser is a responder that gives many calls back.
func refuser(c *client, running *sync.WaitGroup) (stop func()) {
	invocations := make(chan wamp.ID, 1<<16)
	c.peer.OnSend = func(m wamp.Message) {
		if m, ok := m.(*wamp.Invocation); ok && !m.Details.Progress {
			invocations <- m.Request
		}
	}
	running.Go(func() {
		for id := range invocations {
			switch rand.IntN(8) {
			case 0: // leave it open
			case 1, 2, 3:
				c.refuse(id)
			case 4:
				c.fail(id, "com.error", `[]`)
			default:
				c.yield(id, wamp.YieldOptions{}, `[]`)
			}
		}
	})
	return func() { close(invocations) }
}

// REGISTERED comes before the first INVOCATION of a registration (section "Remote
// Procedure Call Ordering").
func TestInvocationsAfterRegistered(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	var wait func()
	callee.peer.OnSend = func(m wamp.Message) {
		if m.Type() == wamp.TypeRegistered {
			wait = peertest.Meanwhile(func() { caller.call(procedure, wamp.CallOptions{}, `[]`) })
		}
	}
	if err := callee.Register(&wamp.Register{Request: 1, Procedure: procedure}, false, nil); err != nil {
		t.Fatal(err)
	}
	wait()
	callee.want(
		&wamp.Registered{Request: 1, Registration: 1},
		&wamp.Invocation{Request: 1, Registration: 1, Payload: jsonArgs(`[]`)},
	)
}

// UNREGISTERED comes after the last INVOCATION: clients end the session for an
// INVOCATION of a registration they do not have.
func TestInvocationsBeforeUnregistered(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, plain), join(t, d, 2, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})
	unregister := func() {
		if err := callee.Unregister(&wamp.Unregister{Request: 2, Registration: id}, nil); err != nil {
			t.Error(err)
		}
	}
	var unregistered, called func()
	callee.peer.OnSend = func(m wamp.Message) {
		switch m.Type() {
		case wamp.TypeInvocation:
			unregistered = peertest.Meanwhile(unregister)
		case wamp.TypeUnregistered:
			called = peertest.Meanwhile(func() { caller.call(procedure, wamp.CallOptions{}, `[]`) })
		}
	}
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	unregistered()
	called()
	callee.want(
		&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)},
		&wamp.Unregistered{Request: 2},
	)
	caller.want(callError(2, wamp.ErrNoSuchProcedure))
}

// A call that has found a procedure, and comes to its callee when UNREGISTERED is
// on the way, looks again.
func TestCallDuringUnregister(t *testing.T) {
	directory := &hasty{LocalDirectory: NewLocalDirectory(&counted{})}
	d := newDealer(t, func(cfg *Config) { cfg.Directory = directory })
	callee, next, caller := join(t, d, 1, plain), join(t, d, 2, plain), join(t, d, 3, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})

	found, goOn := make(chan struct{}), make(chan struct{})
	directory.looked = sync.OnceFunc(func() {
		close(found)
		<-goOn
	})
	called := make(chan struct{})
	go func() {
		defer close(called)
		caller.call(procedure, wamp.CallOptions{}, `[]`)
	}()
	<-found
	callee.peer.OnSend = func(m wamp.Message) {
		if m.Type() != wamp.TypeUnregistered {
			return
		}
		next.register(procedure, wamp.RegisterOptions{})
		close(goOn)
		<-called
	}
	if err := callee.Unregister(&wamp.Unregister{Request: 2, Registration: id}, nil); err != nil {
		t.Fatal(err)
	}
	callee.want(&wamp.Unregistered{Request: 2})
	next.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
}

// hasty is a Directory that calls looked after looking up.
type hasty struct {
	*LocalDirectory
	looked func()
}

func (h *hasty) Lookup(procedure wamp.URI) (*Entry, bool) {
	e, ok := h.LocalDirectory.Lookup(procedure)
	if h.looked != nil {
		h.looked()
	}
	return e, ok
}

// No progressive RESULT comes after the answer.
func TestProgressBeforeTheAnswer(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, progressing), join(t, d, 2, plain)
	callee.register(procedure, wamp.RegisterOptions{})
	caller.call(procedure, wamp.CallOptions{ReceiveProgress: true}, `[]`)
	var wait func()
	caller.peer.OnSend = func(m wamp.Message) {
		if m.Type() == wamp.TypeResult {
			wait = peertest.Meanwhile(func() { caller.cancel(1, wamp.CancelSkip) })
		}
	}
	callee.yield(1, wamp.YieldOptions{Progress: true}, `[]`)
	wait()
	caller.want(
		&wamp.Result{Request: 1, Details: wamp.ResultDetails{Progress: true}, Payload: jsonArgs(`[]`)},
		callError(1, wamp.ErrCanceled),
	)
}

// INTERRUPT comes after its INVOCATION.
func TestInterruptAfterInvocation(t *testing.T) {
	d := newDealer(t)
	callee, caller := join(t, d, 1, interrupted), join(t, d, 2, plain)
	id := callee.register(procedure, wamp.RegisterOptions{})
	var wait func()
	callee.peer.OnSend = func(m wamp.Message) {
		if m.Type() == wamp.TypeInvocation {
			wait = peertest.Meanwhile(func() { caller.cancel(1, wamp.CancelKill) })
		}
	}
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	wait()
	callee.want(
		&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)},
		interrupt(1, wamp.CancelKill, wamp.ErrCanceled),
	)
}

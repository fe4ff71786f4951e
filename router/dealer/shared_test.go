package dealer

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// group joins callees that share a procedure, the sessions 1, 2, ...
func group(t testing.TB, d *Dealer, n int, hello wamp.Dict, options wamp.RegisterOptions) []*client {
	callees := make([]*client, n)
	for i := range callees {
		callees[i] = join(t, d, wamp.ID(i+1), hello)
		callees[i].register(procedure, options)
	}
	return callees
}

// called returns which callees have got an INVOCATION since the last time, one
// number for each, counted from 1.
func called(callees []*client) (who []int) {
	for i, c := range callees {
		for range c.peer.Take() {
			who = append(who, i+1)
		}
	}
	return who
}

// Section "Shared Registration", "Load Balancing" and "Hot Stand-By".
func TestInvocationPolicies(t *testing.T) {
	for policy, want := range map[wamp.InvokePolicy][]int{
		wamp.InvokeFirst:      {1, 1, 1, 1, 1, 2, 2},
		wamp.InvokeLast:       {3, 3, 3, 3, 3, 3, 3},
		wamp.InvokeRoundRobin: {1, 2, 3, 1, 2, 3, 2},
	} {
		t.Run(policy.String(), func(t *testing.T) {
			d := newDealer(t)
			callees, caller := group(t, d, 3, plain, wamp.RegisterOptions{Invoke: policy}), join(t, d, 9, plain)
			var got []int
			for n := range want {
				if n == 5 {
					callees[0].Leave(nil)
					caller.peer.Take()
				}
				caller.call(procedure, wamp.CallOptions{}, `[]`)
				got = append(got, called(callees)...)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("callees (-want +got):\n%s", diff)
			}
		})
	}
}

func TestInvocationPolicyRandom(t *testing.T) {
	d := newDealer(t)
	callees, caller := group(t, d, 3, plain, wamp.RegisterOptions{Invoke: wamp.InvokeRandom}), join(t, d, 9, plain)
	for range 300 {
		caller.call(procedure, wamp.CallOptions{}, `[]`)
	}
	for i, c := range callees {
		if n := len(c.peer.Take()); n < 50 || n > 150 {
			t.Errorf("callee %d got %d of 300 calls", i+1, n)
		}
	}
}

// "With 'single', the Dealer MUST fail all subsequent attempts ..., with the other
// values, ... where the value for this option does not match that of the initial
// registration."
func TestPoliciesHaveToMatch(t *testing.T) {
	for first := wamp.InvokeSingle; first <= wamp.InvokeRandom; first++ {
		for second := wamp.InvokeSingle; second <= wamp.InvokeRandom; second++ {
			d := newDealer(t)
			a, b := join(t, d, 1, plain), join(t, d, 2, plain)
			id := a.register(procedure, wamp.RegisterOptions{Invoke: first})
			if first == second && first != wamp.InvokeSingle {
				if got := b.register(procedure, wamp.RegisterOptions{Invoke: second}); got != id {
					t.Errorf("%s: registrations %d and %d, want one", first, id, got)
				}
				m := &wamp.Register{Request: 9, Procedure: procedure, Options: wamp.RegisterOptions{Invoke: second}}
				wantError(t, b.Register(m, false, nil), wamp.ErrProcedureAlreadyExists) // it has it
				continue
			}
			m := &wamp.Register{Request: 1, Procedure: procedure, Options: wamp.RegisterOptions{Invoke: second}}
			wantError(t, b.Register(m, false, nil), wamp.ErrProcedureAlreadyExists)
			a.Leave(nil)
			b.register(procedure, wamp.RegisterOptions{Invoke: second})
		}
	}
}

// A callee that can not be sent the call, or has too many, is passed over.
func TestCalleesThatCanNotTakeACall(t *testing.T) {
	d := newDealer(t, func(cfg *Config) { cfg.PendingCallsPerCallee = 1 })
	callees := group(t, d, 3, plain, wamp.RegisterOptions{Invoke: wamp.InvokeFirst})
	able := join(t, d, 4, taking)
	able.register(procedure, wamp.RegisterOptions{Invoke: wamp.InvokeFirst})
	caller := join(t, d, 9, taking)
	callees[1].peer.Press(session.Closed)
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	if got := called(callees); !slices.Equal(got, []int{1, 3}) {
		t.Errorf("callees %v, want 1 and 3", got)
	}
	caller.call(procedure, wamp.CallOptions{Progress: true}, `[]`)
	caller.more(3, false, `[]`)
	if got := len(able.peer.Take()); got != 2 {
		t.Errorf("the callee that takes an input got %d parts, want 2", got)
	}
	caller.want()
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.want(callError(4, wamp.ErrUnavailable))
}

// Registrations end one by one; the last callee's end is that of the registration.
func TestUnregisterShared(t *testing.T) {
	d := newDealer(t)
	callees, caller := group(t, d, 2, plain, wamp.RegisterOptions{Invoke: wamp.InvokeLast}), join(t, d, 9, plain)
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	callees[1].peer.Take()
	if err := callees[1].Unregister(&wamp.Unregister{Request: 9, Registration: 1}, nil); err != nil {
		t.Fatal(err)
	}
	callees[1].want(&wamp.Unregistered{Request: 9})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	if got := called(callees); !slices.Equal(got, []int{1}) {
		t.Errorf("callees %v, want 1", got)
	}
	callees[1].yield(1, wamp.YieldOptions{}, `[2]`) // unregistered with a call pending
	caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[2]`)})
	callees[0].Leave(nil)
	caller.want(leftError(2))
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.want(callError(3, wamp.ErrNoSuchProcedure))
}

// watched notes what a Watcher is told.
type watched struct {
	events  []string
	flushes int
}

func (w *watched) Registered(session wamp.ID, r Registration, created bool) {
	w.events = append(w.events, note("+", session, r, created))
}

func (w *watched) Unregistered(session wamp.ID, r Registration, deleted bool) {
	w.events = append(w.events, note("-", session, r, deleted))
}

func (w *watched) Flush(*session.Burst) { w.flushes++ }

func note(sign string, session wamp.ID, r Registration, edge bool) string {
	s := sign + string(rune('0'+session)) + " " + r.Invoke.String()
	if edge {
		s += "!"
	}
	return s
}

// force_reregister puts a callee in the place of all there are. Who understands it is
// told; calls that were not answered still are.
func TestForceReregister(t *testing.T) {
	d := newDealer(t)
	w := new(watched)
	d.Watch(w)
	told := announce("registration_revocation")
	first, second, next, caller := join(t, d, 1, told), join(t, d, 2, plain), join(t, d, 3, told), join(t, d, 9, plain)
	first.register(procedure, wamp.RegisterOptions{Invoke: wamp.InvokeFirst})
	id := second.register(procedure, wamp.RegisterOptions{Invoke: wamp.InvokeFirst})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	first.peer.Take()

	force := &wamp.Register{Request: 1, Procedure: procedure, Options: wamp.RegisterOptions{ForceReregister: true}}
	wantError(t, next.Register(force, false, nil), wamp.ErrNotAuthorized)
	if err := next.Register(force, true, nil); err != nil {
		t.Fatal(err)
	}
	next.want(&wamp.Registered{Request: 1, Registration: id})
	first.want(&wamp.Unregistered{Details: wamp.UnregisteredDetails{Registration: id, Reason: "the procedure was registered anew"}})
	second.want()
	for _, c := range []*client{first, second} {
		wantError(t, c.Unregister(&wamp.Unregister{Request: 5, Registration: id}, nil), wamp.ErrNoSuchRegistration)
	}
	first.yield(1, wamp.YieldOptions{}, `[1]`)
	caller.want(&wamp.Result{Request: 1, Payload: jsonArgs(`[1]`)})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	next.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
	wantError(t, next.Register(force, true, nil), wamp.ErrProcedureAlreadyExists) // it has it
	first.Leave(nil)
	second.Leave(nil)
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	if n := len(next.peer.Take()); n != 1 {
		t.Errorf("the leaving of those displaced has ended the registration: %d invocations, want 1", n)
	}
	next.Leave(nil)
	want := []string{"+1 first!", "+2 first", "-1 first", "-2 first!", "+3 single!", "-3 single!"}
	if diff := cmp.Diff(want, w.events); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if w.flushes < 4 {
		t.Errorf("%d flushes", w.flushes)
	}
}

// A session may displace an older one of the same principal without a permission.
func TestForceReregisterOfOneself(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*session.Principal)
		want   bool
	}{
		"the same principal": {func(*session.Principal) {}, true},
		"another authid":     {func(p *session.Principal) { p.AuthID = "mallory" }, false},
		"another role":       {func(p *session.Principal) { p.AuthRole = "guest" }, false},
		"a component":        {func(p *session.Principal) { p.Hosted = true }, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDealer(t)
			old := join(t, d, 1, plain)
			old.register(procedure, wamp.RegisterOptions{})
			peer := join(t, d, 2, plain).peer
			peer.Who = old.peer.Who
			test.change(&peer.Who)
			next := &client{Session: d.Attach(peer, plain), peer: peer, t: t}
			err := next.Register(&wamp.Register{Request: 1, Procedure: procedure, Options: wamp.RegisterOptions{ForceReregister: true}}, false, nil)
			if (err == nil) != test.want {
				t.Errorf("error %v, want success: %v", err, test.want)
			}
		})
	}
}

// At no time is a procedure without a callee while one displaces another.
func TestForceReregisterLeavesNoGap(t *testing.T) {
	d := newDealer(t)
	caller := join(t, d, 9, plain)
	first := join(t, d, 1, plain)
	first.register(procedure, wamp.RegisterOptions{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range wamp.ID(200) {
			c := join(t, d, 10+i, plain)
			if err := c.Register(&wamp.Register{Request: 1, Procedure: procedure, Options: wamp.RegisterOptions{ForceReregister: true}}, true, nil); err != nil {
				t.Error(err)
			}
		}
	}()
	for i := 0; ; i++ {
		select {
		case <-done:
			caller.want()
			return
		default:
			if i < 900 {
				caller.call(procedure, wamp.CallOptions{}, `[]`)
			}
		}
	}
}

// Section "Registration Revocation": the dealer takes a registration back.
func TestRevoke(t *testing.T) {
	d := newDealer(t)
	told, other, caller := join(t, d, 1, announce("registration_revocation")), join(t, d, 2, plain), join(t, d, 9, plain)
	id := told.register(procedure, wamp.RegisterOptions{Invoke: wamp.InvokeFirst})
	other.register(procedure, wamp.RegisterOptions{Invoke: wamp.InvokeFirst})
	for _, wrong := range [][2]wamp.ID{{3, id}, {1, id + 1}} {
		if d.Revoke(wrong[0], wrong[1], "", nil) {
			t.Errorf("session %d was no callee of registration %d", wrong[0], wrong[1])
		}
	}
	if !d.Revoke(1, id, "moving endpoint to other callee", nil) {
		t.Error("not revoked")
	}
	told.want(&wamp.Unregistered{Details: wamp.UnregisteredDetails{Registration: id, Reason: "moving endpoint to other callee"}})
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	other.want(&wamp.Invocation{Request: 1, Registration: id, Payload: jsonArgs(`[]`)})
	if !d.Revoke(2, id, "", nil) || d.Revoke(2, id, "", nil) {
		t.Error("want it revoked once")
	}
	other.want()
	caller.call(procedure, wamp.CallOptions{}, `[]`)
	caller.want(callError(2, wamp.ErrNoSuchProcedure))
}

// A session that leaves frees many registrations at a cost that grows with their
// number alone.
func TestLeaveWithManyRegistrations(t *testing.T) {
	const many = 10_000
	d := newDealer(t, func(cfg *Config) { cfg.RegistrationsPerSession = many })
	w := new(watched)
	d.Watch(w)
	c, other := join(t, d, 1, plain), join(t, d, 2, plain)
	for i := range many {
		uri := wamp.URI(fmt.Sprintf("com.many.n%d", i))
		if err := c.Register(&wamp.Register{Request: wamp.ID(i + 1), Procedure: uri}, false, nil); err != nil {
			t.Fatal(err)
		}
	}
	other.register(procedure, wamp.RegisterOptions{})
	c.Leave(nil)
	if n := len(d.cfg.Directory.Entries()); n != 1 {
		t.Errorf("%d registrations are left, want 1", n)
	}
	if n := len(w.events); n != 2*many+1 {
		t.Errorf("%d events, want %d", n, 2*many+1)
	}
}

// The turn of roundrobin may wrap around.
func TestRoundRobinForEver(t *testing.T) {
	e := NewEntry(Registration{Invoke: wamp.InvokeRoundRobin})
	e.turn.Store(1<<32 - 3)
	for range 6 {
		o := e.order(5)
		if i := o.at(4, 5); i < 0 || i > 4 || o.at(0, 5) < 0 || o.at(0, 5) > 4 {
			t.Fatalf("callees %d and %d of 5", o.at(0, 5), i)
		}
	}
}

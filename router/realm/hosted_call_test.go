package realm

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// component is a hosted session whose messages the test writes and reads itself.
type component struct {
	t    *testing.T
	link runtime.Link
	got  []wamp.Message
}

// Receive keeps what an open session gets.
func (c *component) Receive(m wamp.Message) int {
	switch m.(type) {
	case *wamp.Welcome, *wamp.Goodbye, *wamp.Abort:
	default:
		c.got = append(c.got, peertest.Clone(m))
	}
	return 0
}

func (c *component) Drained(int) <-chan struct{} { return nil }
func (c *component) Closed(error)                {}

// hostBare joins a component that has all features of calls.
func hostBare(t *testing.T, r *Realm, authID string) *component {
	t.Helper()
	c := &component{t: t}
	link, err := session.Hosted(r, session.Principal{AuthID: authID, AuthRole: "user"}, session.Config{})(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	c.link = link
	features := map[string]any{}
	for _, name := range []string{
		"call_canceling", "call_reroute", "progressive_call_invocations", "progressive_call_results", "registration_revocation",
	} {
		features[name] = true
	}
	role := map[string]any{"features": features}
	c.send(&wamp.Hello{Realm: r.Name(), Details: wamp.Dict{"roles": map[string]any{"caller": role, "callee": role}}})
	t.Cleanup(func() { _ = link.Close(wamp.CloseNormal) })
	return c
}

func (c *component) send(m wamp.Message) {
	c.t.Helper()
	if err := c.link.Send(m); err != nil {
		c.t.Fatal(err)
	}
}

// want checks what the component was sent since the last time.
func (c *component) want(messages ...wamp.Message) {
	c.t.Helper()
	if diff := cmp.Diff(messages, c.got); diff != "" {
		c.t.Errorf("messages (-want +got):\n%s", diff)
	}
	c.got = nil
}

// Progressive call invocations of components, whose request ids come in any order:
// late parts of a call that has ended are no new calls.
func TestHostedProgressiveInvocations(t *testing.T) {
	r := newRealm(t)
	callee, caller := hostBare(t, r, "callee"), hostBare(t, r, "caller")
	callee.send(&wamp.Register{Request: 1, Procedure: procedure})
	id := callee.got[0].(*wamp.Registered).Registration
	callee.got = nil
	call := func(request wamp.ID, progress bool) *wamp.Call {
		return &wamp.Call{Request: request, Procedure: procedure, Options: wamp.CallOptions{Progress: progress}}
	}
	invocation := func(request wamp.ID, progress bool) *wamp.Invocation {
		return &wamp.Invocation{Request: request, Registration: id, Details: wamp.InvocationDetails{Progress: progress}}
	}
	caller.send(call(7, true))
	caller.send(call(5, false))
	caller.send(call(7, true))
	callee.want(invocation(1, true), invocation(2, false), invocation(1, true))
	callee.send(&wamp.Yield{Request: 1})
	callee.send(&wamp.Yield{Request: 2})
	caller.want(&wamp.Result{Request: 7}, &wamp.Result{Request: 5})
	caller.send(call(7, true))
	caller.send(call(7, false))
	callee.want()
	caller.want()
	caller.send(call(5, false)) // was no call with parts: a new one
	callee.want(invocation(3, false))

	caller.send(&wamp.Call{Request: 8, Procedure: "com.nobody", Options: wamp.CallOptions{Progress: true}})
	caller.send(&wamp.Call{Request: 9, Procedure: "not a uri", Options: wamp.CallOptions{Progress: true}})
	caller.got = nil
	caller.send(&wamp.Call{Request: 8, Procedure: "com.nobody"})
	caller.send(&wamp.Call{Request: 9, Procedure: "not a uri"})
	caller.want()
}

// Calls among components wait for a place, are given back to the router, and go on.
func TestHostedQueuesAndRerouting(t *testing.T) {
	r := newRealm(t)
	first, second, caller := hostBare(t, r, "first"), hostBare(t, r, "second"), hostBare(t, r, "caller")
	for _, c := range []*component{first, second} {
		c.send(&wamp.Register{Request: 1, Procedure: procedure, Options: wamp.RegisterOptions{Invoke: wamp.InvokeFirst, Concurrency: 1}})
		c.got = nil
	}
	for request := wamp.ID(1); request <= 3; request++ {
		caller.send(&wamp.Call{Request: request, Procedure: procedure, Payload: jsonArgs(`["payload"]`)})
	}
	invocation := func(c *component, request wamp.ID) {
		t.Helper()
		if len(c.got) != 1 {
			t.Fatalf("got %d messages, want one INVOCATION", len(c.got))
		}
		m := c.got[0].(*wamp.Invocation)
		if m.Request != request || string(m.Args) != `["payload"]` {
			t.Errorf("got INVOCATION %d with %s, want %d", m.Request, m.Args, request)
		}
		c.got = nil
	}
	invocation(first, 1)
	invocation(second, 1)
	first.send(&wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: 1, Error: wamp.ErrUnavailable})
	invocation(first, 2) // the third call; the first waits for the other callee
	second.send(&wamp.Yield{Request: 1})
	invocation(second, 2)
	second.send(&wamp.Yield{Request: 2})
	first.send(&wamp.Yield{Request: 2})
	caller.want(&wamp.Result{Request: 2}, &wamp.Result{Request: 1}, &wamp.Result{Request: 3})
}

// A realm may give the calls of some procedures a queue of their own.
func TestCallQueues(t *testing.T) {
	r := newRealm(t, func(cfg *Config) {
		cfg.Limits.QueuedCalls = 1
		cfg.CallQueues = []CallQueue{{Pattern: urimatch.Pattern{URI: "com.own.", Match: wamp.MatchPrefix}, Limit: 2}}
	})
	callee := hostBare(t, r, "callee")
	for request, uri := range []wamp.URI{"com.own.a", "com.other"} {
		callee.send(&wamp.Register{Request: wamp.ID(request + 1), Procedure: uri, Options: wamp.RegisterOptions{Concurrency: 1}})
	}
	for uri, want := range map[wamp.URI]int{"com.own.a": 2, "com.other": 1} {
		caller := hostBare(t, r, "caller")
		for request := wamp.ID(1); request <= 5; request++ {
			caller.send(&wamp.Call{Request: request, Procedure: uri})
		}
		if refused := len(caller.got); refused != 4-want {
			t.Errorf("%d of 5 calls of %s are refused, want %d", refused, uri, 4-want)
		}
	}
	for _, q := range []CallQueue{{Pattern: urimatch.Exact("com..x"), Limit: 1}, {Pattern: urimatch.Exact("com.x"), Limit: -1}} {
		if _, err := New(Config{Name: "realm1", CallQueues: []CallQueue{q}}); err == nil {
			t.Errorf("a realm has the call queue %+v", q)
		}
	}
}

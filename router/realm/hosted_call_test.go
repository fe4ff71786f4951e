package realm

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/session/peertest"
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
	for _, name := range []string{"call_canceling", "progressive_call_invocations", "progressive_call_results"} {
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

package dealer

import (
	"encoding/json"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const procedure wamp.URI = "com.myapp.add2"

// counted numbers registrations from 1, by pattern.
type counted struct {
	mu   sync.Mutex
	byID map[urimatch.Pattern]wamp.ID
}

func (c *counted) Registration(p urimatch.Pattern) wamp.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil {
		c.byID = map[urimatch.Pattern]wamp.ID{}
	}
	if c.byID[p] == 0 {
		c.byID[p] = wamp.ID(len(c.byID) + 1)
	}
	return c.byID[p]
}

func newDealer(t testing.TB, change ...func(*Config)) *Dealer {
	cfg := Config{
		Directory:               NewLocalDirectory(&counted{}),
		RegistrationsPerSession: 1000,
		PendingCallsPerSession:  1000,
		PendingCallsPerCallee:   4096,
		QueuedCalls:             1000,
		QueuedCallsPerSession:   1000,
		KeptBytes:               1 << 20,
		KeptBytesPerSession:     1 << 20,
	}
	for _, f := range change {
		f(&cfg)
	}
	d := New(cfg)
	t.Cleanup(d.Close)
	return d
}

// features of callees, as HELLO.Details.
var (
	plain        = wamp.Dict{}
	interrupted  = announce("call_canceling")
	progressing  = announce("call_canceling", "progressive_call_results")
	minding      = announce("call_canceling", "call_timeout")
	onlyProgress = announce("progressive_call_results")
	taking       = announce("call_canceling", "progressive_call_results", "progressive_call_invocations")
)

func announce(features ...string) wamp.Dict {
	announced := map[string]any{}
	for _, f := range features {
		announced[f] = true
	}
	role := map[string]any{"features": announced}
	return wamp.Dict{"roles": map[string]any{"caller": role, "callee": role}}
}

// client is a session with its peer.
type client struct {
	*Session
	peer *peertest.Peer
	t    testing.TB
	last wamp.ID
}

func join(t testing.TB, d *Dealer, id wamp.ID, hello wamp.Dict) *client {
	p := peertest.New(id)
	return &client{Session: d.Attach(p, hello), peer: p, t: t}
}

// register registers and returns the registration.
func (c *client) register(uri wamp.URI, options wamp.RegisterOptions) wamp.ID {
	c.t.Helper()
	c.last++
	if err := c.Register(&wamp.Register{Request: c.last, Options: options, Procedure: uri}, false, nil); err != nil {
		c.t.Fatalf("register %s: %v", uri, err)
	}
	got := c.peer.Take()
	if len(got) != 1 {
		c.t.Fatalf("got %d messages, want REGISTERED", len(got))
	}
	m, ok := got[0].(*wamp.Registered)
	if !ok || m.Request != c.last {
		c.t.Fatalf("got %+v, want REGISTERED for the request %d", got[0], c.last)
	}
	return m.Registration
}

// call sends CALL with args, as JSON.
func (c *client) call(uri wamp.URI, options wamp.CallOptions, args string) {
	c.t.Helper()
	c.last++
	if err := c.Call(&wamp.Call{Request: c.last, Options: options, Procedure: uri, Payload: jsonArgs(args)}, Terms{}, nil); err != nil {
		c.t.Errorf("call %s: %v", uri, err)
	}
}

// more continues the last call.
func (c *client) more(request wamp.ID, progress bool, args string) {
	c.t.Helper()
	m := &wamp.Call{Request: request, Options: wamp.CallOptions{Progress: progress}, Procedure: procedure, Payload: jsonArgs(args)}
	if err := c.Continue(m, nil); err != nil {
		c.t.Errorf("continue call %d: %v", request, err)
	}
}

func (c *client) yield(invocation wamp.ID, options wamp.YieldOptions, args string) {
	c.t.Helper()
	if err := c.Yield(&wamp.Yield{Request: invocation, Options: options, Payload: jsonArgs(args)}, nil); err != nil {
		c.t.Errorf("yield: %v", err)
	}
}

func (c *client) fail(invocation wamp.ID, uri wamp.URI, args string) {
	c.t.Helper()
	m := &wamp.ErrorMessage{RequestType: wamp.TypeInvocation, Request: invocation, Error: uri, Payload: jsonArgs(args)}
	if err := c.Error(m, nil); err != nil {
		c.t.Errorf("error: %v", err)
	}
}

func (c *client) cancel(request wamp.ID, mode wamp.CancelMode) {
	c.Cancel(&wamp.Cancel{Request: request, Options: wamp.CancelOptions{Mode: mode}}, nil)
}

func jsonArgs(args string) wamp.Payload {
	return wamp.Payload{Format: wamp.JSON, Args: []byte(args)}
}

// want checks what the client was sent since the last time.
func (c *client) want(messages ...wamp.Message) {
	c.t.Helper()
	got := c.peer.Take()
	for i, m := range messages {
		if m, ok := m.(*wamp.ErrorMessage); ok && string(m.Payload.Args) == anyText && i < len(got) {
			conceal(got[i])
		}
	}
	if diff := cmp.Diff(messages, got); diff != "" {
		c.t.Errorf("messages of session %d (-want +got):\n%s", c.caller.identity.Session, diff)
	}
}

// anyText is in the place of a text for people.
const anyText = `["any text"]`

// conceal replaces the text of an error.
func conceal(m wamp.Message) {
	e, ok := m.(*wamp.ErrorMessage)
	if !ok {
		return
	}
	var args []string
	if json.Unmarshal(e.Payload.Args, &args) == nil && len(args) == 1 && args[0] != "" {
		e.Payload.Args = []byte(anyText)
	}
}

// callError is the ERROR of the router that answers a CALL, with any text.
func callError(request wamp.ID, uri wamp.URI) *wamp.ErrorMessage {
	return &wamp.ErrorMessage{RequestType: wamp.TypeCall, Request: request, Error: uri, Payload: jsonArgs(anyText)}
}

// leftError is the ERROR that answers a CALL whose callee has left.
func leftError(request wamp.ID) *wamp.ErrorMessage {
	m := callError(request, wamp.ErrCanceled)
	m.Payload = jsonArgs(`["the callee has left"]`)
	return m
}

// wantError checks an error for its URI.
func wantError(t testing.TB, err error, uri wamp.URI) {
	t.Helper()
	e, ok := err.(*wamp.Error)
	if !ok || e.URI != uri {
		t.Errorf("got error %v, want %s", err, uri)
	}
}

// wantNothingKept checks that no copies of calls and no calls in queues are left.
func wantNothingKept(t testing.TB, d *Dealer) {
	t.Helper()
	if n := d.cfg.KeptBytes - int(d.room.free.Load()); n != 0 {
		t.Errorf("%d bytes of calls are kept", n)
	}
	if n := d.allowances.rest.waiting; n != 0 || len(d.allowances.rest.bySession) != 0 {
		t.Errorf("%d calls wait", n)
	}
}

// wantNothingOpen checks that sessions that are done leave nothing behind.
func wantNothingOpen(t testing.TB, clients ...*client) {
	t.Helper()
	for _, c := range clients {
		if n := c.caller.calls.Len(); n > 0 {
			t.Errorf("session %d waits for %d calls", c.caller.identity.Session, n)
		}
		if n := c.callee.invocations.Len(); n > 0 {
			t.Errorf("session %d owes %d answers", c.caller.identity.Session, n)
		}
		if n := len(c.callee.places); n > 0 {
			t.Errorf("%d places of session %d are taken", n, c.caller.identity.Session)
		}
		wantNothingKept(t, c.dealer)
	}
}

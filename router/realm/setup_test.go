package realm

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	topic     wamp.URI = "com.myapp.mytopic1"
	procedure wamp.URI = "com.myapp.add2"
)

// everything is the rule of a role that may do anything.
var everything = authz.Rule{Match: wamp.MatchPrefix, Allow: authz.Allow{Call: true, Register: true, Publish: true, Subscribe: true}}

func policy(t testing.TB, rules ...authz.Rule) *authz.Policy {
	t.Helper()
	p, err := authz.NewPolicy(map[string][]authz.Rule{"user": rules, "admin": {everything}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// newRealm returns a realm whose role "user" may do everything.
func newRealm(t testing.TB, change ...func(*Config)) *Realm {
	t.Helper()
	cfg := Config{Name: "realm1", Policy: policy(t, everything), MetaAPI: true}
	for _, f := range change {
		f(&cfg)
	}
	r, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithCancel(context.Background())
		cancel() // fake peers do not leave by themselves
		_ = r.Close(ctx, wamp.CloseSystemShutdown)
	})
	return r
}

// client is a peer that has joined a realm.
type client struct {
	*peertest.Peer
	realm *Realm
	t     testing.TB
	last  wamp.ID
}

func join(t testing.TB, r *Realm, id wamp.ID, change ...func(*peertest.Peer)) *client {
	t.Helper()
	return joinWith(t, r, id, []string{"call_canceling", "progressive_call_results"}, change...)
}

// joinStreaming joins a session that adds to calls, and takes what is added.
func joinStreaming(t testing.TB, r *Realm, id wamp.ID) *client {
	t.Helper()
	return joinWith(t, r, id, []string{"call_canceling", "progressive_call_invocations"})
}

func joinWith(t testing.TB, r *Realm, id wamp.ID, features []string, change ...func(*peertest.Peer)) *client {
	t.Helper()
	c := &client{Peer: peertest.New(id), realm: r, t: t}
	for _, f := range change {
		f(c.Peer)
	}
	announced := map[string]any{}
	for _, f := range features {
		announced[f] = true
	}
	role := map[string]any{"features": announced}
	if _, err := r.Join(c.Peer, wamp.Dict{"roles": map[string]any{"caller": role, "callee": role}}, nil); err != nil {
		t.Fatalf("join session %d: %v", id, err)
	}
	return c
}

func role(name string) func(*peertest.Peer) {
	return func(p *peertest.Peer) { p.Who.AuthRole = name }
}

func (c *client) request() wamp.ID {
	c.last++
	return c.last
}

// route sends the realm a message that is no protocol violation.
func (c *client) route(m wamp.Message) {
	c.t.Helper()
	if err := c.realm.Route(c.Peer, m, nil); err != nil {
		c.t.Errorf("route %s: %v", m.Type(), err)
	}
}

func (c *client) subscribe(uri wamp.URI, options wamp.SubscribeOptions) wamp.ID {
	c.t.Helper()
	c.route(&wamp.Subscribe{Request: c.request(), Options: options, Topic: uri})
	return only[*wamp.Subscribed](c).Subscription
}

func (c *client) register(uri wamp.URI, options wamp.RegisterOptions) wamp.ID {
	c.t.Helper()
	c.route(&wamp.Register{Request: c.request(), Options: options, Procedure: uri})
	return only[*wamp.Registered](c).Registration
}

// call calls a procedure that answers at once, and returns the answer.
func (c *client) call(uri wamp.URI, p wamp.Payload) wamp.Message {
	c.t.Helper()
	c.route(&wamp.Call{Request: c.request(), Procedure: uri, Payload: p})
	return only[wamp.Message](c)
}

// only returns the one message that the client was sent.
func only[M wamp.Message](c *client) (m M) {
	c.t.Helper()
	got := c.Take()
	if len(got) != 1 {
		c.t.Fatalf("session %d got %d messages, want one", c.ID(), len(got))
	}
	m, ok := got[0].(M)
	if !ok {
		c.t.Fatalf("session %d got %+v, want %T", c.ID(), got[0], m)
	}
	return m
}

// want checks what the client was sent since the last time.
func (c *client) want(messages ...wamp.Message) {
	c.t.Helper()
	if diff := cmp.Diff(messages, c.Take()); diff != "" {
		c.t.Errorf("messages of session %d (-want +got):\n%s", c.ID(), diff)
	}
}

// wantError checks that the only message is ERROR for the last request.
func (c *client) wantError(t wamp.MessageType, uri wamp.URI) {
	c.t.Helper()
	m := only[*wamp.ErrorMessage](c)
	if m.RequestType != t || m.Request != c.last || m.Error != uri {
		c.t.Errorf("got ERROR for %s %d: %s, want for %s %d: %s", m.RequestType, m.Request, m.Error, t, c.last, uri)
	}
}

func jsonArgs(args string) wamp.Payload {
	return wamp.Payload{Format: wamp.JSON, Args: []byte(args)}
}

// values decodes args.
func values(t testing.TB, p wamp.Payload) []any {
	t.Helper()
	v, err := codec.DecodeValue(p.Format, p.Args)
	if err != nil {
		t.Fatalf("decode %q: %v", p.Args, err)
	}
	return v.([]any)
}

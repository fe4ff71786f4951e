package realm

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/session/peertest"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Section "Session Meta API", "Procedures": those that read.
func TestSessionProcedures(t *testing.T) {
	r := newRealm(t)
	c := join(t, r, 1)
	join(t, r, 2)
	join(t, r, 3, role("admin"), func(p *peertest.Peer) {
		p.Who.Transport = session.Transport{Type: "websocket", Protocol: "wamp.2.json", Peer: "127.0.0.1:1"}
	})
	details := map[string]any{
		"session": int64(3), "authid": "user3", "authrole": "admin", "authmethod": "anonymous",
		"authprovider": "static", "transport": map[string]any{"type": "websocket", "protocol": "wamp.2.json", "peer": "127.0.0.1:1"},
	}
	for _, test := range []struct {
		procedure wamp.URI
		args      string
		want      any
	}{
		{"wamp.session.count", ``, int64(3)},
		{"wamp.session.count", `[null]`, int64(3)},
		{"wamp.session.count", `[["user"]]`, int64(2)},
		{"wamp.session.count", `[["user","admin"]]`, int64(3)},
		{"wamp.session.count", `[[]]`, int64(0)},
		{"wamp.session.list", ``, []any{int64(1), int64(2), int64(3)}},
		{"wamp.session.list", `[["admin"]]`, []any{int64(3)}},
		{"wamp.session.get", `[3]`, details},
	} {
		var p wamp.Payload
		if test.args != "" {
			p = jsonArgs(test.args)
		}
		m, ok := c.call(test.procedure, p).(*wamp.Result)
		if !ok {
			t.Errorf("%s%s: no RESULT", test.procedure, test.args)
			continue
		}
		if diff := cmp.Diff([]any{test.want}, values(t, m.Payload)); diff != "" {
			t.Errorf("%s%s (-want +got):\n%s", test.procedure, test.args, diff)
		}
	}
}

// kill calls a procedure that ends sessions.
func kill(procedure wamp.URI, args, kwargs string) *wamp.Call {
	m := &wamp.Call{Request: 1, Procedure: procedure, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(args)}}
	if kwargs != "" {
		m.Kwargs = []byte(kwargs)
	}
	return m
}

// Section "Session Meta API", "Procedures": those that end sessions. The sessions
// are 1, the caller, 2, both user, and 3 and 4, both admin, 4 with 3's authid.
func TestKillProcedures(t *testing.T) {
	for _, test := range []struct {
		name   string
		call   *wamp.Call
		result []any
		killed []wamp.ID
		want   *wamp.Goodbye
	}{
		{"kill", kill("wamp.session.kill", `[3]`, ``), nil, []wamp.ID{3},
			&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseKilled}},
		{"kill with a reason", kill("wamp.session.kill", `[2]`, `{"reason":"com.bye","message":"go"}`), nil, []wamp.ID{2},
			&wamp.Goodbye{Details: wamp.Dict{"message": "go"}, Reason: "com.bye"}},
		{"by authid", kill("wamp.session.kill_by_authid", `["user3"]`, ``), []any{[]any{int64(3), int64(4)}}, []wamp.ID{3, 4},
			&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseKilled}},
		{"by authrole, not oneself", kill("wamp.session.kill_by_authrole", `["user"]`, ``), []any{int64(1)}, []wamp.ID{2},
			&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseKilled}},
		{"all", kill("wamp.session.kill_all", `[]`, `{"reason":"com.bye"}`), []any{int64(3)}, []wamp.ID{2, 3, 4},
			&wamp.Goodbye{Details: wamp.Dict{}, Reason: "com.bye"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRealm(t)
			caller := join(t, r, 1)
			others := []*client{join(t, r, 2), join(t, r, 3, role("admin")), join(t, r, 4, role("admin"))}
			others[2].Who.AuthID = "user3"
			caller.route(test.call)
			m := only[*wamp.Result](caller)
			if (m.Args == nil) != (test.result == nil) || m.Args != nil && !cmp.Equal(values(t, m.Payload), test.result) {
				t.Errorf("result %q, want %v", m.Args, test.result)
			}
			for _, c := range others {
				if slices.Contains(test.killed, c.ID()) {
					c.want(test.want)
				} else {
					c.want()
				}
			}
			if got := len(r.list()); got != 4-len(test.killed) {
				t.Errorf("%d sessions are left", got)
			}
		})
	}
}

// The errors of section "Session Meta API".
func TestMetaErrors(t *testing.T) {
	r := newRealm(t)
	c := join(t, r, 1)
	other := join(t, r, 2)
	for _, test := range []struct {
		call *wamp.Call
		want wamp.URI
	}{
		{kill("wamp.session.get", `[99]`, ``), wamp.ErrNoSuchSession},
		{kill("wamp.session.kill", `[99]`, ``), wamp.ErrNoSuchSession},
		{kill("wamp.session.kill", `[1]`, ``), wamp.ErrNoSuchSession}, // oneself
		{kill("wamp.session.kill", `[2]`, `{"reason":"no uri"}`), wamp.ErrInvalidURI},
		{kill("wamp.session.kill", `[2]`, `{"reason":""}`), wamp.ErrInvalidURI},
		{kill("wamp.session.kill_by_authid", `["user2"]`, `{"reason":"a..b"}`), wamp.ErrInvalidURI},
		{kill("wamp.session.kill_by_authrole", `["user"]`, `{"reason":"a..b"}`), wamp.ErrInvalidURI},
		{kill("wamp.session.kill_all", `[]`, `{"reason":"#"}`), wamp.ErrInvalidURI},
		{kill("wamp.session.kill", `[2]`, `{"message":7}`), wamp.ErrInvalidArgument},
		{kill("wamp.session.get", `[]`, ``), wamp.ErrInvalidArgument},
		{kill("wamp.session.get", `["x"]`, ``), wamp.ErrInvalidArgument},
		{kill("wamp.session.kill", `[-1]`, ``), wamp.ErrInvalidArgument},
		{kill("wamp.session.kill_by_authid", `[2]`, ``), wamp.ErrInvalidArgument},
		{kill("wamp.session.kill_by_authrole", `[]`, ``), wamp.ErrInvalidArgument},
		{kill("wamp.session.count", `["user"]`, ``), wamp.ErrInvalidArgument},
		{kill("wamp.session.list", `[[1]]`, ``), wamp.ErrInvalidArgument},
		{kill("wamp.session.nothing", `[]`, ``), wamp.ErrNoSuchProcedure},
	} {
		c.last = 1
		c.route(test.call)
		m := only[*wamp.ErrorMessage](c)
		if m.Error != test.want || m.Request != 1 {
			t.Errorf("%s%s%s: %s, want %s", test.call.Procedure, test.call.Args, test.call.Kwargs, m.Error, test.want)
		}
	}
	other.want()
}

func TestMetaNeedsPermission(t *testing.T) {
	rule := everything
	rule.URI = "com."
	r := newRealm(t, func(cfg *Config) { cfg.Policy = policy(t, rule) })
	c := join(t, r, 1)
	other := join(t, r, 2)
	c.last = 1
	c.route(kill("wamp.session.kill", `[2]`, ``))
	c.wantError(wamp.TypeCall, wamp.ErrNotAuthorized)
	c.route(&wamp.Subscribe{Request: 1, Topic: "wamp.session.on_join"})
	c.wantError(wamp.TypeSubscribe, wamp.ErrNotAuthorized)
	other.want()
}

func TestNoMetaAPI(t *testing.T) {
	r := newRealm(t, func(cfg *Config) { cfg.MetaAPI = false })
	c := join(t, r, 1)
	c.subscribe("wamp.session.", wamp.SubscribeOptions{Match: wamp.MatchPrefix})
	c.route(&wamp.Call{Request: c.request(), Procedure: "wamp.session.count"})
	c.wantError(wamp.TypeCall, wamp.ErrNoSuchProcedure)
	r.Leave(join(t, r, 2).Peer, nil)
	c.want()
}

// Section "Session Meta API", "Events".
func TestSessionEvents(t *testing.T) {
	r := newRealm(t)
	c := join(t, r, 1)
	onJoin := c.subscribe("wamp.session.on_join", wamp.SubscribeOptions{})
	onLeave := c.subscribe("wamp.session.on_leave", wamp.SubscribeOptions{})
	other := join(t, r, 2)
	e := only[*wamp.Event](c)
	details := map[string]any{
		"session": int64(2), "authid": "user2", "authrole": "user", "authmethod": "anonymous", "authprovider": "static",
	}
	if diff := cmp.Diff([]any{details}, values(t, e.Payload)); diff != "" || e.Subscription != onJoin || !e.Publication.Valid() {
		t.Errorf("on_join is %+v (-want +got):\n%s", e, diff)
	}
	c.route(kill("wamp.session.kill", `[2]`, ``))
	got := c.Take()
	slices.SortFunc(got, func(a, b wamp.Message) int { return int(a.Type()) - int(b.Type()) })
	if len(got) != 2 {
		t.Fatalf("got %d messages, want EVENT and RESULT", len(got))
	}
	e = got[0].(*wamp.Event)
	if diff := cmp.Diff([]any{int64(2), "user2", "user"}, values(t, e.Payload)); diff != "" || e.Subscription != onLeave {
		t.Errorf("on_leave is %+v (-want +got):\n%s", e, diff)
	}
	r.Leave(other.Peer, nil) // has left
	c.want()

	join(t, r, 3)
	c.Take()
	c.route(kill("wamp.session.kill_all", `[]`, ``)) // "will not generate session meta events"
	only[*wamp.Result](c)
}

// Sessions come, go and are killed while others watch them and count them: nobody
// waits for anybody, and everybody who came has gone.
func TestSessionsUnderLoad(t *testing.T) {
	r := newRealm(t)
	watcher := join(t, r, 1)
	watcher.subscribe("wamp.session.", wamp.SubscribeOptions{Match: wamp.MatchPrefix})
	killer := join(t, r, 2)
	var running sync.WaitGroup
	for i := range wamp.ID(4) {
		running.Go(func() {
			for n := range wamp.ID(50) {
				c := join(t, r, 1000+100*i+n)
				if err := r.Route(c.Peer, &wamp.Subscribe{Request: 1, Topic: "wamp.session.on_leave"}, nil); err != nil {
					t.Error(err)
				}
				if err := r.Route(c.Peer, &wamp.Register{Request: 2, Procedure: procedure}, nil); err != nil {
					t.Error(err)
				}
				r.Leave(c.Peer, nil)
			}
		})
	}
	running.Go(func() {
		for range 100 {
			killer.route(kill("wamp.session.kill_by_authrole", `["user"]`, ``))
			killer.route(kill("wamp.session.list", `[]`, ``))
		}
	})
	// The watcher is a user as well: it is killed, and comes back.
	running.Wait()
	if got := len(r.list()); got > 2 {
		t.Errorf("%d sessions are left", got)
	}
	for _, m := range killer.Take() {
		if e, ok := m.(*wamp.ErrorMessage); ok {
			t.Errorf("call %d: %s", e.Request, e.Error)
		}
	}
	joined, left := 0, 0
	for _, m := range watcher.Take() {
		if e, ok := m.(*wamp.Event); ok {
			if strings.HasSuffix(string(e.Details.Topic), "on_join") {
				joined++
			} else {
				left++
			}
		}
	}
	if joined < left {
		t.Errorf("%d sessions joined and %d left", joined, left)
	}
}

package node

import (
	"errors"
	"testing"

	"github.com/wampgen/wampgen/router/session"
	conn "github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The limits of the node file hold for all transports of a worker together, on by default, and
// what has failed stays counted when they change.
func TestFailedLogins(t *testing.T) {
	const ticket = `auth: {ticket: {type: static, principals: {joe: {ticket: secret, role: all}}}}`
	transports := `{type: websocket, id: main, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, ` + ticket + `}, ` +
		`{type: rawsocket, id: raw, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, ` + ticket + `}`
	source := file(realm1, "", transports)
	n, _ := run(t, source)
	services := func() (configs []session.Config) {
		plan := n.Plan()
		w := &plan.Workers[0]
		for i := range w.Transports {
			at := site{plan: plan, worker: w.ID, logger: n.logger}
			s := w.Transports[i].RawSocket
			if s != nil {
				cfg, _ := n.session(at, &s.Service)
				configs = append(configs, cfg)
				continue
			}
			cfg, _ := n.session(at, &w.Transports[i].Paths[0].WebSocket.Service)
			configs = append(configs, cfg)
		}
		return configs
	}
	// denied tries wrong tickets until the limit refuses one.
	denied := func() int {
		for i := range 100 {
			for _, cfg := range services() {
				_, err := cfg.Auth.Authenticate(t.Context(), &session.Attempt{
					Realm: "realm1", Details: wamp.Dict{"authid": "joe", "authmethods": []any{"ticket"}}, Info: conn.Info{Remote: "203.0.113.5:1"},
					Challenge: func(*wamp.Challenge) (*wamp.Authenticate, error) { return &wamp.Authenticate{Signature: "x"}, nil },
				})
				var limit *session.LimitError
				if errors.As(err, &limit) {
					if limit.Limit != "failed_logins_per_address" {
						t.Errorf("the limit %s has acted", limit.Limit)
					}
					return i
				}
			}
		}
		t.Fatal("no limit")
		return 0
	}
	if got := denied(); got != 10 {
		t.Errorf("%d logins at each of two transports have failed, want 10", got)
	}
	if _, err := reload(t, n, source+"    limits: {failed_logins_per_address: 40, failed_logins_period: 1h}\n"); err != nil {
		t.Fatal(err)
	}
	if got := denied(); got != 10 {
		t.Errorf("%d more at each, want 10", got)
	}
}

package realm

import (
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Two sessions send whatever they like, in turn. Nothing panics, every message is
// answered at most as often as it may be, and after they have left nothing is
// left of them.
func FuzzRoute(f *testing.F) {
	for _, script := range []string{
		`[32,1,{},"com.a"]
[16,1,{"acknowledge":true,"retain":true},"com.a",[1],{"k":2}]
[32,2,{"match":"prefix","get_retained":true},"com"]
[34,3,1]`,
		`[64,1,{"match":"wildcard"},"com..a"]
[48,1,{"timeout":1,"receive_progress":true,"disclose_me":true},"com.x.a",[1]]
[70,1,{"progress":true},[1]]
[49,1,{"mode":"kill"}]
[8,68,1,{},"com.error",["x"]]
[66,2,4711]`,
		`[48,1,{},"wamp.session.kill_all"]
[48,1,{},"wamp.session.list",[["user"]]]
[8,68,1,{},"com.error"]`,
		`[16,1,{"exclude":[1],"eligible_authrole":["user"],"exclude_me":false},"com.a"]
[64,1,{"invoke":"random"},"com.a"]
[1,"realm1",{}]`,
	} {
		f.Add(script)
	}
	f.Fuzz(func(t *testing.T, script string) {
		r := newRealm(t)
		clients := []*client{join(t, r, 1), join(t, r, 2)}
		decoder := codec.NewDecoder(wamp.JSON, codec.Limits{})
		requests := 0
		for line := range strings.Lines(script) {
			m, err := decoder.Decode([]byte(strings.TrimSuffix(line, "\n")))
			if err != nil {
				continue
			}
			c := clients[requests%2]
			requests++
			if r.Route(c.Peer, m, nil) != nil {
				r.Leave(c.Peer, nil)
			}
		}
		refusals := 0
		for _, c := range clients {
			r.Leave(c.Peer, nil)
			for _, m := range c.Take() {
				if m.Type() == wamp.TypeError {
					refusals++
				}
			}
		}
		if refusals > requests {
			t.Errorf("%d ERRORs for %d messages", refusals, requests)
		}
		if n := len(r.list()); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		if r.broker.Subscribed("com.a") {
			t.Error("a subscription is left behind")
		}
	})
}

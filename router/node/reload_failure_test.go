package node

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestReloadThatFails has plans that can not be run. The old one goes on, and so
// does its session.
func TestReloadThatFails(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	var d diary
	const a = `{type: class, classname: test.A, realm: realm1, role: all, id: one}`
	n, log := run(t, file(realm1, a+", "+echoing, listening), recorder("test.A", &d), broken(), echoes())
	s := join(t, address(n), "realm1")
	began := len(d.read())
	for _, c := range []struct {
		name, source, want string
		events             []string
	}{
		{
			"a component that does not start",
			file(`{name: realm1, roles: [`+openRole+`], options: {uri_check: strict}}, {name: realm2, roles: [{name: all}]}`,
				`{type: class, classname: test.A, realm: realm2, role: all, id: new}, {type: class, classname: test.Broken, realm: realm1, role: all, id: bad}`, listening),
			"no key",
			[]string{"one leave", "one disconnect", "new new", "new join", "new leave", "new disconnect", "one new", "one join"},
		},
		{
			"a port that is taken",
			file(realm1, a, listening+`, {type: websocket, id: bad, endpoint: {type: tcp, port: `+port+`, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: all}}}`),
			"in use",
			nil,
		},
		{
			"permissions and a component that lacks them",
			file(`{name: realm1, roles: [{name: all}]}`, strings.Replace(echoing, "echo}", "again}", 1), listening),
			"not_authorized",
			[]string{"one leave", "one disconnect", "one new", "one join"},
		},
	} {
		_, err := reload(t, n, c.source)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error is %v", c.name, err)
		}
		events := d.read()[began:]
		began += len(events)
		if diff := cmp.Diff(c.events, events, cmpEmpty); diff != "" {
			t.Errorf("%s: events (-want +got):\n%s", c.name, diff)
		}
		if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
			t.Errorf("%s: a call afterwards: %v", c.name, err)
		}
		if diff := cmp.Diff([]string{"one ready", "echo ready"}, states(n)); diff != "" {
			t.Errorf("%s: components (-want +got):\n%s", c.name, diff)
		}
	}
	if strings.Contains(log.String(), "not started again") {
		t.Errorf("log:\n%s", log)
	}
}

var cmpEmpty = cmp.Transformer("empty", func(list []string) []string { return append([]string{}, list...) })

// TestReloadReopensPort has a transport closed for another that then can not listen,
// beside one that had been adjusted.
func TestReloadReopensPort(t *testing.T) {
	port := freePort(t)
	on := func(endpoint, more string) string {
		return `{type: websocket, endpoint: {type: tcp, ` + endpoint + `}, auth: {anonymous: {type: static, role: all}}` + more + `}`
	}
	beside := on("port: 0, interface: 127.0.0.1", "")
	n, _ := run(t, file(realm1, echoing, beside+", "+on("port: "+port, "")), echoes())
	s := join(t, address(n), "realm1")
	adjusted := on("port: 0, interface: 127.0.0.1", ", serializers: [json]")
	if _, err := reload(t, n, file(realm1, echoing, adjusted+", "+on("port: "+port+", interface: 192.0.2.1", ""))); err == nil || !strings.Contains(err.Error(), "transport002") {
		t.Errorf("error is %v", err)
	}
	for _, s := range []*runtime.Session{s, join(t, "ws://127.0.0.1:"+port, "realm1")} {
		if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
			t.Errorf("on the old transports: %v", err)
		}
	}
	other, err := client.Join(t.Context(), address(n), "realm1", client.WithFormats(wamp.CBOR))
	if err != nil {
		t.Fatalf("join with a serialization of the old plan: %v", err)
	}
	if err := other.Leave(t.Context(), wamp.CloseNormal); err != nil {
		t.Error(err)
	}
	if err := other.Wait(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestReloadIsInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	slow := class("test.Slow", &contract.Component{}, hooks{join: func(ctx context.Context, _ *member) error {
		cancel()
		<-ctx.Done()
		return ctx.Err()
	}}, nil)
	n, _ := run(t, file(realm1, echoing, ""), echoes(), slow)
	plan, said := planOf(t, "node.yaml", file(realm1, echoing+`, {type: class, classname: test.Slow, realm: realm1, role: all, required: false}`, ""), n.Plan().registry)
	if plan == nil {
		t.Fatal(said)
	}
	if _, err := n.Reload(ctx, plan); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	if got := n.List(); len(got) != 1 || got[0].State != host.Ready {
		t.Errorf("components are %v", got)
	}
	stop(t, n)
	if _, err := n.Reload(t.Context(), plan); !errors.Is(err, errStopped) {
		t.Errorf("reload of a node that is stopped: %v", err)
	}
}

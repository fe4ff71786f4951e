package node

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestSeveralRouters has two routers in a node, with realms and components of the same
// names. They have nothing to do with one another.
func TestSeveralRouters(t *testing.T) {
	worker := "  - type: router\n    realms: [" + realm1 + "]\n    components: [" + echoing + "]\n    transports: [" + listening + "]\n"
	n, _ := run(t, "version: 2\nworkers:\n"+worker+worker, echoes())
	var addresses []string
	for _, a := range n.Addresses() {
		addresses = append(addresses, "ws://"+a.Host)
	}
	one, two := join(t, addresses[0], "realm1"), join(t, addresses[1], "realm1")
	if err := n.Controller().Stop(t.Context(), "worker001", "echo"); err != nil {
		t.Fatal(err)
	}
	var failed *wamp.Error
	if _, err := runtime.Call(t.Context(), one, echo, runtime.None{}); !errors.As(err, &failed) || failed.URI != wamp.ErrNoSuchProcedure {
		t.Errorf("the first router: %v", err)
	}
	if _, err := runtime.Call(t.Context(), two, echo, runtime.None{}); err != nil {
		t.Errorf("the second router: %v", err)
	}
	var received []string
	if _, err := runtime.Subscribe(t.Context(), one, news, func(context.Context, runtime.None) error {
		received = append(received, "one")
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := runtime.Publish(t.Context(), two, news, runtime.None{}, runtime.Acknowledge()); err != nil {
		t.Fatal(err)
	}
	if _, err := runtime.Call(t.Context(), one, echo, runtime.None{}); err == nil || len(received) > 0 {
		t.Errorf("events of another router: %v", received)
	}
}

// TestSeveralInstances hosts one class several times, each with its own extra.
func TestSeveralInstances(t *testing.T) {
	var d diary
	c := class("test.A", &contract.Component{Extra: []contract.Field{{Name: "n", Type: "int"}}}, hooks{}, nil)
	c.CheckExtra = func([]byte) []contract.Fault { return nil }
	construct := c.New
	c.New = func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
		d.note("%s %s", env.ID, env.Extra)
		return construct(env)
	}
	one := `{type: class, classname: test.A, realm: realm1, role: all, extra: {n: `
	n, _ := run(t, file(realm1, one+"1}}, "+one+"2}}, "+one+"3}, id: third}", ""), c)
	if diff := cmp.Diff([]string{`component1 {"n":1}`, `component2 {"n":2}`, `third {"n":3}`}, d.read()); diff != "" {
		t.Errorf("instances (-want +got):\n%s", diff)
	}
	if err := n.Controller().Stop(t.Context(), "worker001", "component1"); err != nil {
		t.Fatal(err)
	}
	if got := n.List(); got[0].State != host.Stopped || got[1].State != host.Ready || got[2].State != host.Ready {
		t.Errorf("states are %s, %s, %s", got[0].State, got[1].State, got[2].State)
	}
}

// TestRestartsAreUsedUpAfterBoot has a component leave again and again: it fails in the
// end, the log says so, and the node goes on serving the rest.
func TestRestartsAreUsedUpAfterBoot(t *testing.T) {
	instances := 0
	leaves := class("test.Leaves", &contract.Component{}, hooks{join: func(_ context.Context, m *member) error {
		if instances++; instances > 3 {
			return errors.New("no more")
		}
		go func() { _ = m.Session().Leave(context.Background(), wamp.CloseNormal) }()
		return nil
	}}, nil)
	n, log := run(t, file(realm1, echoing+`, {type: class, classname: test.Leaves, realm: realm1, role: all, id: leaves, restart: always, backoff: {first: 1ms, longest: 1ms, limit: 4}}`, listening), echoes(), leaves)
	for deadline := time.Now().Add(20 * time.Second); n.List()[1].State != host.Failed; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("status is %+v", n.List()[1])
		}
	}
	for _, want := range []string{"level=ERROR", "its restarts are used up", "component=leaves", "no more"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("log lacks %q:\n%s", want, log)
		}
	}
	if _, err := runtime.Call(t.Context(), join(t, address(n), "realm1"), echo, runtime.None{}); err != nil {
		t.Error(err)
	}
	if err := n.Controller().Start(t.Context(), "worker001", "leaves"); err == nil || !strings.Contains(err.Error(), "no more") {
		t.Errorf("start by hand: %v", err)
	}
}

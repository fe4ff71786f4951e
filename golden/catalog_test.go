package golden_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/golden/catalog"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestCatalog looks at what the class says of itself: interfaces by their UUIDs, and
// the URIs of the specification's catalog.
func TestCatalog(t *testing.T) {
	c := catalog.ControllerClass(catalog.NewController).Contract
	wantInterfaces := []contract.Interface{
		{Name: "Authorize", UUID: "58c79d59-4b0c-4d1c-9c85-cf80236bd6ad"},
		{Name: "NodeControl", UUID: "cb656a1b-548a-4a73-8638-37b1e6d52408"},
	}
	if diff := cmp.Diff(wantInterfaces, c.Interfaces); diff != "" {
		t.Errorf("interfaces (-want +got)\n%s", diff)
	}
	want := map[wamp.URI]wamp.Match{
		"wamp.session.authorize":                       wamp.MatchExact,
		"com.example.node..worker..get_router_realms":  wamp.MatchWildcard,
		"com.example.node..worker..get_router_realm":   wamp.MatchWildcard,
		"com.example.node..worker..start_router_realm": wamp.MatchWildcard,
	}
	got := map[wamp.URI]wamp.Match{}
	for _, p := range c.Provides {
		got[p.URI] = p.Match
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("procedures (-want +got)\n%s", diff)
	}
}

// TestCatalogRuns calls a procedure whose URI has the parts of its interface's base.
func TestCatalogRuns(t *testing.T) {
	connect := newRealm(t)
	s := join(t, connect)
	binding := catalog.HandleNodeControlGetRouterRealms(func(_ context.Context, nodeID, workerID string) ([]string, error) {
		return []string{nodeID, workerID}, nil
	})
	start(t, connect, runtime.Class{Name: "test.Node", New: func(env runtime.Env) (runtime.Component, runtime.Bindings, error) {
		return runtime.NewApplicationSession(env), runtime.Bindings{binding}, nil
	}}, "")
	realms, err := catalog.NewNodeControlClient(s).GetRouterRealms(t.Context(), "node1", "worker1")
	if diff := cmp.Diff([]string{"node1", "worker1"}, realms); diff != "" || err != nil {
		t.Errorf("realms (-want +got)\n%s%v", diff, err)
	}
}

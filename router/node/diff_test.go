package node

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	const before = `version: 2
workers:
  - type: router
    realms: [{name: realm1, roles: [{name: anonymous}]}, {name: realm2, roles: [{name: anonymous}]}]
    components:
      - {type: class, classname: hello.Quiet, realm: realm1, id: same}
      - {type: class, classname: hello.Quiet, realm: realm2, id: goes1}
      - {type: class, classname: hello.Quiet, realm: realm2, id: goes2}
      - {type: class, classname: hello.Quiet, realm: realm1, id: changes}
    transports:
      - {type: websocket, id: same, endpoint: {type: tcp, port: 1}}
      - {type: websocket, id: moves, endpoint: {type: tcp, port: 2}}
`
	const after = `version: 2
workers:
  - type: router
    realms: [{name: realm3, roles: [{name: anonymous}]}, {name: realm1, roles: [{name: anonymous}]}]
    components:
      - {type: class, classname: hello.Quiet, realm: realm3, id: comes}
      - {type: class, classname: hello.Quiet, realm: realm1, id: changes, restart: never}
      - {type: class, classname: hello.Quiet, realm: realm1, id: same}
    transports:
      - {type: websocket, id: same, endpoint: {type: tcp, port: 1}}
      - {type: websocket, id: moves, endpoint: {type: tcp, port: 3}}
`
	old, said := planOf(t, "node.yaml", before, testRegistry(t))
	if old == nil {
		t.Fatal(said)
	}
	updated, said := planOf(t, "node.yaml", after, testRegistry(t))
	if updated == nil {
		t.Fatal(said)
	}
	want := []Change{
		{Removed, "component", "worker001", "goes2"},
		{Removed, "component", "worker001", "goes1"},
		{Removed, "realm", "worker001", "realm2"},
		{Added, "realm", "worker001", "realm3"},
		{Added, "component", "worker001", "comes"},
		{Changed, "component", "worker001", "changes"},
		{Changed, "transport", "worker001", "moves"},
	}
	if diff := cmp.Diff(want, Diff(old, updated)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if changes := Diff(old, old); changes != nil {
		t.Errorf("a plan and itself: %v", changes)
	}
}

package node

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	const before = `version: 2
workers:
  - type: router
    realms: [{name: realm1, roles: [{name: anonymous}]}, {name: realm2, roles: [{name: anonymous}]}, {name: realm4, roles: [{name: anonymous}]}, {name: realm5, roles: [{name: anonymous}]}]
    components:
      - {type: class, classname: hello.Quiet, realm: realm5, id: moved}
      - {type: class, classname: hello.Quiet, realm: realm1, id: same}
      - {type: class, classname: hello.Quiet, realm: realm2, id: goes1}
      - {type: class, classname: hello.Quiet, realm: realm2, id: goes2}
      - {type: class, classname: hello.Quiet, realm: realm1, id: changes}
    transports:
      - {type: websocket, id: same, endpoint: {type: tcp, port: 1}}
      - {type: websocket, id: moves, endpoint: {type: tcp, port: 2}}
      - {type: websocket, id: limited, endpoint: {type: tcp, port: 4}}
      - {type: websocket, id: served, endpoint: {type: tcp, port: 5}}
      - {type: websocket, id: named, endpoint: {type: tcp, port: 6}}
      - {type: websocket, id: behind, endpoint: {type: tcp, port: 7}, trusted_proxies: [10.0.0.1]}
`
	const after = `version: 2
workers:
  - type: router
    realms: [{name: realm3, roles: [{name: anonymous}]}, {name: realm1, roles: [{name: anonymous}]}, {name: realm4, roles: [{name: anonymous}, {name: more}]}, {name: realm5, roles: [{name: anonymous}], options: {uri_check: strict}}]
    components:
      - {type: class, classname: hello.Quiet, realm: realm5, id: moved}
      - {type: class, classname: hello.Quiet, realm: realm3, id: comes}
      - {type: class, classname: hello.Quiet, realm: realm1, id: changes, restart: never}
      - {type: class, classname: hello.Quiet, realm: realm1, id: same}
    transports:
      - {type: websocket, id: same, endpoint: {type: tcp, port: 1}}
      - {type: websocket, id: moves, endpoint: {type: tcp, port: 3}}
      - {type: websocket, id: limited, endpoint: {type: tcp, port: 4}, limits: {connections: 1}}
      - {type: websocket, id: served, endpoint: {type: tcp, port: 5}, serializers: [json]}
      - {type: websocket, id: renamed, endpoint: {type: tcp, port: 6}}
      - {type: websocket, id: behind, endpoint: {type: tcp, port: 7}, trusted_proxies: [10.0.0.2]}
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
		{Removed, "transport", "worker001", "moves"},
		{Removed, "component", "worker001", "goes2"},
		{Removed, "component", "worker001", "goes1"},
		{Removed, "realm", "worker001", "realm2"},
		{Added, "realm", "worker001", "realm3"},
		{Adjusted, "realm", "worker001", "realm4"},
		{Changed, "realm", "worker001", "realm5"},
		{Changed, "component", "worker001", "moved"},
		{Added, "component", "worker001", "comes"},
		{Changed, "component", "worker001", "changes"},
		{Added, "transport", "worker001", "moves"},
		{Changed, "transport", "worker001", "limited"},
		{Adjusted, "transport", "worker001", "served"},
		{Adjusted, "transport", "worker001", "renamed"},
		{Changed, "transport", "worker001", "behind"},
	}
	if diff := cmp.Diff(want, Diff(old, updated)); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	if changes := Diff(old, old); changes != nil {
		t.Errorf("a plan and itself: %v", changes)
	}
}

package node

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// planOf makes the plan of a node file, and all that is said of it.
func planOf(t *testing.T, file, source string, registry *runtime.Registry) (*Plan, string) {
	t.Helper()
	cfg, faults := config.Load(file, []byte(source), func(string) (string, bool) { return "what-it-holds", true })
	if cfg == nil {
		t.Fatalf("load: %s", faults.Text(nil))
	}
	files := Embedded(fstest.MapFS{"web/index.html": {Data: []byte("hello")}, "file": {}})
	plan, more := NewPlan(cfg, registry, files)
	faults.Add(more...)
	faults.Sort()
	if plan == nil && !faults.HasErrors() {
		t.Error("no plan and no error")
	}
	if faults.HasErrors() {
		plan = nil // a file that can not be read makes no plan that may run
	}
	return plan, faults.Text(diag.Sources{file: Redact([]byte(source), cfg, registry)})
}

func TestPlanOfTheSeed(t *testing.T) {
	plan, said := planOf(t, "node.json", seed(t), testRegistry(t))
	if plan == nil {
		t.Fatal(said)
	}
	want := []Worker{{
		ID:     "worker001",
		Type:   config.RouterWorker,
		Limits: session.Default(),
		Realms: []Realm{{
			Name: "realm1",
			Roles: map[string][]authz.Rule{"anonymous": {
				{URI: "com.example.hello.greet", Allow: authz.Allow{Register: true}},
				{URI: "com.example.hello.greeted", Allow: authz.Allow{Publish: true}},
				{URI: "com.example.hello.translate", Allow: authz.Allow{Call: true}},
				{URI: "com.example.hello.stop", Allow: authz.Allow{Subscribe: true}},
			}},
			MetaAPI: true,
			Implied: true,
		}},
		Components: []Component{{
			ID: "component1", Unnamed: true, Class: "hello.MySession", Realm: "realm1", Role: "anonymous",
			Required: true, StartTimeout: config.DefaultStartTimeout, Restart: Restart{Policy: config.RestartOnFailure},
		}},
	}}
	if diff := cmp.Diff(want, plan.Workers); diff != "" {
		t.Errorf("workers (-want +got):\n%s", diff)
	}
}

func TestPattern(t *testing.T) {
	for _, c := range []struct {
		uri, match string
		want       wamp.URI
		wantMatch  wamp.Match
	}{
		{"com.a", "", "com.a", wamp.MatchExact},
		{"com.*", "", "com.", wamp.MatchPrefix},
		{"*", "", "", wamp.MatchPrefix},
		{"com.ab*", "", "com.ab", wamp.MatchPrefix},
		{"com.*.b", "", "com..b", wamp.MatchWildcard},
		{"*.b", "", ".b", wamp.MatchWildcard},
		{"*.*", "", ".", wamp.MatchWildcard},
	} {
		source := "version: 2\nworkers: [{type: router, realms: [{name: realm1, roles: [{name: a, permissions: [{uri: \"" + c.uri + "\"}]}]}]}]\n"
		plan, said := planOf(t, "node.yaml", source, testRegistry(t))
		if plan == nil {
			t.Errorf("%q: %s", c.uri, said)
			continue
		}
		want := []authz.Rule{{URI: c.want, Match: c.wantMatch}}
		if diff := cmp.Diff(want, plan.Workers[0].Realms[0].Roles["a"]); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.uri, diff)
		}
	}
}

func TestLimitsReachTheirPlaces(t *testing.T) {
	const source = `version: 2
workers:
  - type: router
    limits: {message_size: 5000, connections: 7, login_timeout: 2s, stop_timeout: 42s, uri_components: 5, queued_calls: 30, queued_calls_per_session: 4, kept_bytes: 2000, kept_bytes_per_session: 1500}
    realms: [{name: realm1, options: {uri_check: strict}, roles: [{name: anonymous}]}]
    transports:
      - type: websocket
        endpoint: {type: tcp, port: 0, version: 6, interface: "::1"}
        limits: {connections: 9, depth: 12}
        serializers: [cbor, json, cbor]
        options: {open_handshake_timeout: 1500, auto_ping_interval: 7000, max_message_size: 4000}
`
	plan, said := planOf(t, "node.yaml", source, testRegistry(t))
	if plan == nil {
		t.Fatal(said)
	}
	w := plan.Workers[0]
	tr := w.Transports[0]
	service := tr.Paths[0].WebSocket
	got := []any{
		plan.StopTimeout.String(), w.Realms[0].Strict, w.Realms[0].Limits.URIComponents,
		w.Realms[0].Limits.QueuedCalls, w.Realms[0].Limits.QueuedCallsPerSession, w.Realms[0].Limits.KeptBytes, w.Realms[0].Limits.KeptBytesPerSession, tr.Network, tr.Address,
		tr.Limits.Connections, tr.Limits.ConnectionsPerAddress, service.Limits.MessageSize, service.Limits.MessageSizeBeforeLogin,
		service.Limits.LoginTimeout.String(), service.Limits.PingInterval.String(), service.Limits.Depth, service.Formats,
	}
	want := []any{
		"42s", true, 5, 30, 4, 2000, 1500, "tcp6", "[::1]:0",
		9, 256, 4000, 4000,
		"1.5s", "7s", 12, []wamp.Format{wamp.CBOR, wamp.JSON},
	}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("limits (-want +got):\n%s", diff)
	}
}

func TestStore(t *testing.T) {
	const source = `version: 2
workers:
  - type: router
    realms:
      - name: realm1
        roles: [{name: anonymous}]
        store: {type: memory%s, event-history: [{uri: com.a}, {uri: com., match: prefix, limit: 7}, {uri: com..b, match: wildcard}],
                call-queue: [{uri: com.a}, {uri: com.p, match: prefix, limit: 3}]}
`
	for extra, limit := range map[string]int{"": 100, ", limit: 9, maxsize: 70000": 9} {
		plan, said := planOf(t, "node.yaml", fmt.Sprintf(source, extra), testRegistry(t))
		if plan == nil {
			t.Fatal(said)
		}
		want := []realm.History{
			{Pattern: urimatch.Exact("com.a"), Limit: limit},
			{Pattern: urimatch.Pattern{URI: "com.", Match: wamp.MatchPrefix}, Limit: 7},
			{Pattern: urimatch.Pattern{URI: "com..b", Match: wamp.MatchWildcard}, Limit: limit},
		}
		if diff := cmp.Diff(want, plan.Workers[0].Realms[0].Histories); diff != "" {
			t.Errorf("histories (-want +got):\n%s", diff)
		}
		if got, want := plan.Workers[0].Realms[0].StoreBytes, map[int]int{100: 0, 9: 70_000}[limit]; got != want {
			t.Errorf("%d bytes are kept, want %d", got, want)
		}
		queues := []realm.CallQueue{
			{Pattern: urimatch.Exact("com.a"), Limit: limit}, {Pattern: urimatch.Pattern{URI: "com.p", Match: wamp.MatchPrefix}, Limit: 3},
		}
		if diff := cmp.Diff(queues, plan.Workers[0].Realms[0].CallQueues); diff != "" {
			t.Errorf("call queues (-want +got):\n%s", diff)
		}
	}
	for entries, want := range map[string]string{
		`{uri: com..a}`:               `"com..a" is no URI for the match "exact"`,
		`{uri: wamp.session.on_join}`: `"wamp.session.on_join" is the router's own`,
		`{uri: com.a}, {uri: com.a}`:  `the exact "com.a" has an entry already`,
		`{uri: "", match: wildcard}`:  `"" is no URI for the match "wildcard"`,
		`{uri: com.a, limit: 0}`:      "limit",
		`{match: prefix}`:             "uri",
	} {
		plan, said := planOf(t, "node.yaml", strings.Replace(fmt.Sprintf(source, ""), "{uri: com.a}, {uri: com., match: prefix, limit: 7}, {uri: com..b, match: wildcard}", entries, 1), testRegistry(t))
		if plan != nil || !strings.Contains(fmt.Sprint(said), want) {
			t.Errorf("%s: got %v, want a fault with %q", entries, said, want)
		}
	}
}

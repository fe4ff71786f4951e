package node

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
	api "github.com/wampgen/wampgen/schemas/management"
)

// managed is a node file with a management realm that is reached by TCP, where the role
// operator may do everything, and nobody nothing.
func managed(rest string) string {
	return `version: 2
controller:
  id: the_node
  management:
    roles:
      - {name: operator, permissions: [{uri: crossbar., match: prefix, allow: {call: true, subscribe: true}}]}
      - {name: nobody}
    transports:
      - {type: websocket, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: operator}}}
      - {type: websocket, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: nobody}}}
` + rest
}

const twoWorkers = `workers:
  - type: router
    realms: [` + realm1 + `]
    components: [` + echoing + `]
    transports: [` + listening + `]
  - type: router
    options: {title: The other}
    components: [{type: class, classname: test.A, realm: realm2}]
`

// managementURL is where a transport of the management is.
func managementURL(n *Node, transport string) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	for _, t := range n.plan.Management.Transports {
		if t.ID == transport {
			return "ws://" + n.transports[transportKey(ManagementWorker, &t)].listener.Addr().String()
		}
	}
	return ""
}

// operators joins the management realm of a node.
func operators(t *testing.T, n *Node) (*runtime.Session, api.ControllerClient, api.WorkerClient) {
	t.Helper()
	s := join(t, managementURL(n, "transport001"), "crossbar")
	return s, api.NewControllerClient(s), api.NewWorkerClient(s)
}

func TestManagementSaysWhatThereIs(t *testing.T) {
	n, _ := run(t, managed(twoWorkers), echoes(), recorder("test.A", &diary{}))
	_, node, workers := operators(t, n)
	ctx := t.Context()
	remote := join(t, address(n), "realm1")

	status, err := node.GetStatus(ctx)
	if err != nil {
		t.Fatal(err)
	}
	want := api.Status{Title: "WAMP node", ID: text("the_node"), Version: "(devel)", Workers: 2, Components: 2, Ready: 2, Sessions: 3, Dropped: map[string]int64{}}
	if diff := cmp.Diff(want, status, cmpopts.IgnoreFields(api.Status{}, "PID", "Started", "Loaded")); diff != "" {
		t.Errorf("status (-want +got):\n%s", diff)
	}
	if status.Loaded.Before(status.Started) || time.Since(status.Loaded) > time.Minute {
		t.Errorf("started %s, loaded %s", status.Started, status.Loaded)
	}
	ids, err := node.GetWorkers(ctx, nil)
	if diff := cmp.Diff([]string{"worker001", "worker002"}, ids); diff != "" || err != nil {
		t.Errorf("workers %v (-want +got):\n%s", err, diff)
	}
	if ids, err = node.GetWorkers(ctx, []string{"guest"}); len(ids) != 0 || err != nil {
		t.Errorf("guests are %v, %v", ids, err)
	}
	if _, err := runtime.Call(ctx, remote, echo, runtime.None{}); err != nil {
		t.Fatal(err)
	}
	if err := remote.Publish(ctx, "com.myapp..x", runtime.Values{}, runtime.Acknowledge()); err == nil {
		t.Fatal("published what is no URI")
	}
	stats, err := workers.GetRouterRealmStats(ctx, "worker001", "realm1")
	wantStats := api.RealmStats{Realm: "realm1", Sessions: 2, Refused: map[string]int64{"wamp.error.invalid_uri": 1}, Limited: map[string]int64{}}
	if diff := cmp.Diff(wantStats, stats); diff != "" || err != nil {
		t.Errorf("what realm1 has done: %v (-want +got):\n%s", err, diff)
	}
	worker, err := node.GetWorker(ctx, "worker002")
	if diff := cmp.Diff(api.WorkerDetails{ID: "worker002", Type: "router", Title: text("The other"), PID: status.PID}, worker); diff != "" || err != nil {
		t.Errorf("worker %v (-want +got):\n%s", err, diff)
	}

	components, err := node.GetComponents(ctx)
	if err != nil {
		t.Fatal(err)
	}
	ofEcho := api.Component{ID: "echo", Worker: "worker001", ClassName: "test.Echo", Realm: text("realm1"), Role: text("all"), Required: true, State: api.StateReady}
	ofA := api.Component{ID: "component1", Worker: "worker002", ClassName: "test.A", Realm: text("realm2"), Role: text("anonymous"), Required: true, State: api.StateReady}
	ignored := cmpopts.IgnoreFields(api.Component{}, "Since")
	if diff := cmp.Diff([]api.Component{ofEcho, ofA}, components, ignored); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
	one, err := workers.GetRouterComponent(ctx, "worker002", "component1")
	if diff := cmp.Diff(ofA, one, ignored); diff != "" || err != nil {
		t.Errorf("component %v (-want +got):\n%s", err, diff)
	}

	realms, err := workers.GetRouterRealms(ctx, "worker001")
	if diff := cmp.Diff([]string{"realm1"}, realms); diff != "" || err != nil {
		t.Errorf("realms %v (-want +got):\n%s", err, diff)
	}
	realm, err := workers.GetRouterRealm(ctx, "worker002", "realm2")
	if diff := cmp.Diff(api.Realm{ID: "realm2", Name: "realm2", Worker: "worker002", Roles: []string{"anonymous"}, Sessions: 1, Implied: true}, realm); diff != "" || err != nil {
		t.Errorf("realm %v (-want +got):\n%s", err, diff)
	}
	roles, err := workers.GetRouterRealmRoles(ctx, "worker001", "realm1")
	all := api.Role{ID: "all", Name: "all", Permissions: []api.Permission{{Match: "prefix", Call: true, Register: true, Publish: true, Subscribe: true}}}
	if diff := cmp.Diff([]api.Role{all}, roles); diff != "" || err != nil {
		t.Errorf("roles %v (-want +got):\n%s", err, diff)
	}
	role, err := workers.GetRouterRealmRole(ctx, "worker001", api.WorkerGetRouterRealmRoleArgs{RealmID: "realm1", RoleID: "all"})
	if diff := cmp.Diff(all, role); diff != "" || err != nil {
		t.Errorf("role %v (-want +got):\n%s", err, diff)
	}
	transport, err := workers.GetRouterTransport(ctx, "worker001", "main")
	if diff := cmp.Diff(api.Transport{ID: "main", Worker: "worker001", Network: "tcp", Address: n.Addresses()[0].Host, State: api.TransportStateStarted, Services: []string{"/ websocket"}}, transport); diff != "" || err != nil {
		t.Errorf("transport %v (-want +got):\n%s", err, diff)
	}

	sessions, err := node.GetSessions(ctx, text("realm1"))
	if err != nil || len(sessions) != 2 {
		t.Fatalf("sessions are %v, %v", sessions, err)
	}
	for _, s := range sessions {
		hosted := s.Session != remote.ID()
		if s.Hosted != hosted || (s.Peer == nil) != hosted || s.Worker != "worker001" || s.AuthRole != "all" {
			t.Errorf("session is %+v", s)
		}
		again, err := workers.GetSession(ctx, "worker001", api.WorkerGetSessionArgs{RealmID: "realm1", Session: s.Session})
		if diff := cmp.Diff(s, again); diff != "" || err != nil {
			t.Errorf("session %v (-want +got):\n%s", err, diff)
		}
	}
}

// TestManagementOfWhatIsNotThere asks for things that do not exist.
func TestManagementOfWhatIsNotThere(t *testing.T) {
	n, _ := run(t, managed(twoWorkers), echoes(), recorder("test.A", &diary{}))
	_, node, w := operators(t, n)
	ctx := t.Context()
	for name, call := range map[string]func() error{
		"worker":            func() error { _, err := node.GetWorker(ctx, "nothing"); return err },
		"management worker": func() error { _, err := node.GetWorker(ctx, ManagementWorker); return err },
		"management":        func() error { _, err := w.StopRouterComponent(ctx, ManagementWorker, managementID); return err },
		"realms of worker":  func() error { _, err := w.GetRouterRealms(ctx, "nothing"); return err },
		"transports":        func() error { _, err := w.GetRouterTransports(ctx, "nothing"); return err },
		"components":        func() error { _, err := w.GetComponents(ctx, "nothing"); return err },
	} {
		var none *api.NoSuchWorkerError
		if err := call(); !errors.As(err, &none) || !strings.Contains(err.Error(), "the node has no worker") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, call := range map[string]func() error{
		"realm": func() error { _, err := w.GetRouterRealm(ctx, "worker001", "realm2"); return err },
		"role": func() error {
			_, err := w.GetRouterRealmRole(ctx, "worker001", api.WorkerGetRouterRealmRoleArgs{RealmID: "realm1", RoleID: "x"})
			return err
		},
		"transport": func() error { _, err := w.GetRouterTransport(ctx, "worker001", "x"); return err },
		"component": func() error { _, err := w.GetComponent(ctx, "worker001", "x"); return err },
		"start component": func() error {
			_, err := w.StartComponent(ctx, "worker001", api.WorkerStartComponentArgs{ComponentID: "x"})
			return err
		},
		"stop component":    func() error { _, err := w.StopComponent(ctx, "worker001", "x"); return err },
		"restart component": func() error { _, err := w.RestartComponent(ctx, "worker001", "x"); return err },
		"session": func() error {
			_, err := w.GetSession(ctx, "worker001", api.WorkerGetSessionArgs{RealmID: "realm1", Session: 1})
			return err
		},
		"kill session": func() error {
			return w.KillSession(ctx, "worker001", api.WorkerKillSessionArgs{RealmID: "realm1", Session: 1})
		},
	} {
		var none *api.NoSuchObjectError
		if err := call(); !errors.As(err, &none) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var not *api.NotPossibleError
	if _, err := node.Reload(ctx); !errors.As(err, &not) {
		t.Errorf("reload: %v", err)
	}
	if err := node.Shutdown(ctx); !errors.As(err, &not) {
		t.Errorf("shutdown: %v", err)
	}
}

// TestManagementIsForbidden has somebody on the management realm who has no permission, and
// somebody who is elsewhere.
func TestManagementIsForbidden(t *testing.T) {
	n, _ := run(t, managed(twoWorkers), echoes(), recorder("test.A", &diary{}))
	var refused *wamp.Error
	s := join(t, managementURL(n, "transport002"), "crossbar")
	for _, err := range []error{
		second(api.NewControllerClient(s).GetStatus(t.Context())),
		second(api.NewWorkerClient(s).RestartComponent(t.Context(), "worker001", "echo")),
		second(api.SubscribeWorkerOnComponentState(t.Context(), s, func(context.Context, string, api.Component) error { return nil })),
	} {
		if !errors.As(err, &refused) || refused.URI != wamp.ErrNotAuthorized {
			t.Errorf("error is %v", err)
		}
	}
	if _, err := client.Join(t.Context(), address(n), "crossbar"); !errors.As(err, &refused) || refused.URI != wamp.ErrNoSuchRealm {
		t.Errorf("join from elsewhere: %v", err)
	}
	if _, err := client.Join(t.Context(), managementURL(n, "transport001"), "realm1"); !errors.As(err, &refused) || refused.URI != wamp.ErrNoSuchRealm {
		t.Errorf("join another realm: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestManagementOfComponents stops, starts and restarts a component, and hears of it.
func TestManagementOfComponents(t *testing.T) {
	n, _ := run(t, managed(twoWorkers), echoes(), recorder("test.A", &diary{}))
	s, _, w := operators(t, n)
	ctx := t.Context()
	var mu sync.Mutex
	var heard []string
	hear := func(event string) {
		mu.Lock()
		defer mu.Unlock()
		heard = append(heard, event)
	}
	for _, err := range []error{
		second(api.SubscribeWorkerOnComponentState(ctx, s, func(_ context.Context, worker string, c api.Component) error {
			hear(worker + " " + c.ID + " " + string(c.State))
			return nil
		})),
		second(api.SubscribeWorkerOnComponentStop(ctx, s, func(_ context.Context, worker string, c api.ComponentID) error {
			hear("stop " + c.ID)
			return nil
		})),
		second(api.SubscribeWorkerOnComponentStart(ctx, s, func(_ context.Context, worker string, c api.ComponentID) error {
			hear("start " + c.ID)
			return nil
		})),
		second(api.SubscribeWorkerOnComponentReady(ctx, s, func(_ context.Context, worker string, c api.ComponentID) error {
			hear("ready " + c.ID)
			return nil
		})),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	args := api.WorkerStartRouterComponentArgs{ComponentID: "echo"}
	var running *api.AlreadyRunningError
	if _, err := w.StartRouterComponent(ctx, "worker001", args); !errors.As(err, &running) {
		t.Errorf("start what runs: %v", err)
	}
	if id, err := w.StopRouterComponent(ctx, "worker001", "echo"); err != nil || id.ID != "echo" {
		t.Errorf("stop: %v, %v", id, err)
	}
	if c, err := w.GetRouterComponent(ctx, "worker001", "echo"); err != nil || c.State != api.StateStopped {
		t.Errorf("after the stop: %v, %v", c, err)
	}
	if _, err := w.StartRouterComponent(ctx, "worker001", args); err != nil {
		t.Errorf("start: %v", err)
	}
	if _, err := w.RestartRouterComponent(ctx, "worker001", "echo"); err != nil {
		t.Errorf("restart: %v", err)
	}
	starts := []string{"worker001 echo starting", "start echo", "worker001 echo ready", "ready echo"}
	want := append([]string{"worker001 echo stopped", "stop echo"}, starts...)
	want = append(want, want...)
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		mu.Lock()
		done := len(heard) >= len(want)
		mu.Unlock()
		if done {
			break
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if diff := cmp.Diff(want, heard); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestManagementAddsComponents starts components that the node file does not have.
func TestManagementAddsComponents(t *testing.T) {
	source := managed(twoWorkers)
	n, _ := run(t, source, echoes(), broken(), recorder("test.A", &diary{}))
	s, _, w := operators(t, n)
	ctx := t.Context()
	add := func(id string, config map[string]any) error {
		_, err := s.Call(ctx, "crossbar.worker.worker001.start_router_component", runtime.Values{Args: []any{id, config}})
		return err
	}
	good := map[string]any{"type": "class", "classname": "test.A", "realm": "realm1", "role": "all"}
	if err := add("more", good); err != nil {
		t.Fatal(err)
	}
	if c, err := w.GetComponent(ctx, "worker001", "more"); err != nil || c.State != api.StateReady {
		t.Errorf("the component is %v, %v", c, err)
	}
	var failed *wamp.Error
	for name, c := range map[string]struct {
		id     string
		config map[string]any
		want   wamp.URI
	}{
		"running":       {"more", good, api.AlreadyRunningErrorURI},
		"unknown class": {"x", map[string]any{"type": "class", "classname": "test.None", "realm": "realm1"}, api.InvalidConfigurationErrorURI},
		"unknown key":   {"x", map[string]any{"type": "class", "classname": "test.A", "realm": "realm1", "rolle": "all"}, api.InvalidConfigurationErrorURI},
		"unknown realm": {"x", map[string]any{"type": "class", "classname": "test.A", "realm": "realm9", "role": "all"}, api.CannotStartErrorURI},
		"unknown role":  {"x", map[string]any{"type": "class", "classname": "test.A", "realm": "realm1", "role": "none"}, api.CannotStartErrorURI},
		"fails":         {"x", map[string]any{"type": "class", "classname": "test.Broken", "realm": "realm1", "role": "all"}, api.CannotStartErrorURI},
	} {
		if err := add(c.id, c.config); !errors.As(err, &failed) || failed.URI != c.want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := len(n.List()); got != 3 {
		t.Errorf("there are %d components", got)
	}
	if _, err := w.StopRouterComponent(ctx, "worker001", "more"); err != nil {
		t.Error(err)
	}
	good["role"] = "trusted"
	if err := add("more", good); err != nil {
		t.Errorf("start again as another: %v", err)
	}
	// The node file does not have it.
	changes, err := reload(t, n, source)
	if diff := cmp.Diff([]Change{{Removed, ComponentPart, "worker001", "more"}}, changes); diff != "" || err != nil {
		t.Errorf("%v, changes (-want +got):\n%s", err, diff)
	}
}

func TestManagementKillsSessions(t *testing.T) {
	n, _ := run(t, managed(twoWorkers), echoes(), recorder("test.A", &diary{}))
	_, _, w := operators(t, n)
	one, two := join(t, address(n), "realm1"), join(t, address(n), "realm1")
	reason, message := wamp.URI("com.example.kicked"), "go away"
	if err := w.KillSession(t.Context(), "worker001", api.WorkerKillSessionArgs{RealmID: "realm1", Session: one.ID(), Reason: &reason, Message: &message}); err != nil {
		t.Fatal(err)
	}
	<-one.Done()
	var ended *wamp.Error
	if !errors.As(one.Err(), &ended) || ended.URI != reason || ended.Message != message {
		t.Errorf("the session ended with %v", one.Err())
	}
	other, err := w.GetSession(t.Context(), "worker001", api.WorkerGetSessionArgs{RealmID: "realm1", Session: two.ID()})
	if err != nil {
		t.Fatal(err)
	}
	killed, err := w.KillByAuthID(t.Context(), "worker001", api.WorkerKillByAuthIDArgs{RealmID: "realm1", AuthID: other.AuthID})
	if diff := cmp.Diff([]wamp.ID{two.ID()}, killed); diff != "" || err != nil {
		t.Errorf("%v, killed (-want +got):\n%s", err, diff)
	}
	<-two.Done()
	if !errors.As(two.Err(), &ended) || ended.URI != wamp.CloseKilled {
		t.Errorf("the session ended with %v", two.Err())
	}
}

// told is an operator of a node in a test.
type told struct {
	reload   func(context.Context) ([]Change, error)
	shutdown chan struct{}
}

func (o told) Reload(ctx context.Context) ([]Change, error) { return o.reload(ctx) }
func (o told) Shutdown()                                    { close(o.shutdown) }
func (o told) File() string                                 { return "node.yaml" }

// TestManagementReloads has operators reload and end the node, also by a reload that
// replaces the realm that they are in.
func TestManagementReloads(t *testing.T) {
	source := managed(twoWorkers)
	registry := registryOf(t, echoes(), recorder("test.A", &diary{}))
	plans := map[string]*Plan{}
	for name, source := range map[string]string{
		"same":  source,
		"more":  strings.Replace(source, "components: ["+echoing, "components: ["+echoing+", {type: class, classname: test.A, realm: realm1, role: all, id: more}", 1),
		"realm": strings.Replace(source, "management:\n", "management:\n    realm: other\n", 1),
	} {
		plan, said := planOf(t, "node.yaml", source, registry)
		if plan == nil {
			t.Fatal(said)
		}
		plans[name] = plan
	}
	next := ""
	o := told{shutdown: make(chan struct{})}
	var n *Node
	o.reload = func(ctx context.Context) ([]Change, error) {
		if plans[next] == nil {
			return nil, &InvalidFileError{Reason: "node.yaml: bad"}
		}
		return n.Reload(ctx, plans[next])
	}
	n, err := Start(t.Context(), plans["same"], nil, WithOperator(o))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })
	s, node, _ := operators(t, n)
	changes, err := func() ([]api.Change, error) { next = "more"; return node.Reload(t.Context()) }()
	if diff := cmp.Diff([]api.Change{{Kind: "added", What: "component", Worker: "worker001", ID: "more"}}, changes); diff != "" || err != nil {
		t.Errorf("%v, changes (-want +got):\n%s", err, diff)
	}
	next = "bad"
	var invalid *api.InvalidConfigurationError
	if _, err := node.Reload(t.Context()); !errors.As(err, &invalid) {
		t.Errorf("reload of a bad file: %v", err)
	}
	next = "realm"
	if _, err := node.Reload(t.Context()); err == nil {
		t.Error("the answer came, though the realm is gone")
	}
	<-s.Done()
	for len(n.Plan().Management.Realms) == 0 || n.Plan().Management.Realms[0].Name != "other" {
		time.Sleep(time.Millisecond)
	}
	other := api.NewControllerClient(join(t, managementURL(n, "transport001"), "other"))
	if err := other.Shutdown(t.Context()); err != nil {
		t.Error(err)
	}
	<-o.shutdown
}

// TestManagementFaults checks what a plan says of a management that can not be.
func TestManagementFaults(t *testing.T) {
	long := filepath.Join("/tmp", strings.Repeat("x", 100))
	for source, want := range map[string]string{
		"{}":                     "nobody can reach it",
		"{socket: " + long + "}": "may have 102 bytes",
		"{socket: /tmp/x, roles: [{name: trusted}]}": `role "trusted" exists`,
	} {
		_, said := planOf(t, "node.yaml", "version: 2\ncontroller: {management: "+source+"}\nworkers: []\n", registryOf(t))
		if !strings.Contains(said, want) {
			t.Errorf("%s: want %q in\n%s", source, want, said)
		}
	}
	_, said := planOf(t, "node.yaml", "version: 2\ncontroller: {management: {socket: /tmp/x}}\nworkers: [{type: router, id: controller}]\n", registryOf(t))
	if !strings.Contains(said, `worker id "controller" is taken by controller.management`) {
		t.Errorf("the id of the management's worker:\n%s", said)
	}
}

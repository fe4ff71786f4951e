package node

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// TestReloadUnderLoad changes everything but what a client uses, again and again,
// while it calls and gets events.
func TestReloadUnderLoad(t *testing.T) {
	source := file(realm1, echoing, listening)
	sources := []string{
		file(realm1+`, {name: realm2, roles: [`+openRole+`]}`, echoing+`, {type: class, classname: test.A, realm: realm2, role: all, id: other}`, listening),
		file(realm1+`, {name: realm2, roles: [{name: all}], options: {uri_check: strict}}`, echoing+`, {type: class, classname: test.A, realm: realm2, role: all, id: other}`, listening),
		file(`{name: realm1, roles: [`+openRole+`, {name: more}]}`, echoing+`, {type: class, classname: test.A, realm: realm1, role: all, id: other, restart: never}`, listening),
		file(realm1, echoing, strings.Replace(listening, "type: websocket", "type: websocket, serializers: [cbor, json]", 1)+", "+strings.Replace(listening, "main", "second", 1)),
		source,
	}
	n, _ := run(t, source, echoes(), recorder("test.A", &diary{}))
	s := join(t, address(n), "realm1")
	var received atomic.Int64
	if _, err := runtime.Subscribe(t.Context(), s, news, func(context.Context, runtime.None) error {
		received.Add(1)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := runtime.Publish(t.Context(), s, news, runtime.None{}, runtime.IncludeMe()); err != nil {
		t.Fatal(err)
	}
	for received.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	before := goleak.IgnoreCurrent()

	ctx, cancel := context.WithCancel(t.Context())
	load := make(chan error)
	calls, published := int64(0), int64(1)
	go func() {
		var err error
		for ctx.Err() == nil && err == nil {
			if _, err = runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
				break
			}
			calls++
			if err = runtime.Publish(t.Context(), s, news, runtime.None{}, runtime.IncludeMe()); err == nil {
				published++
			}
		}
		load <- err
	}()
	const reloads = 100
	// The component that is called has as many workers as its calls need.
	const workers = "github.com/wampgen/wampgen/runtime.(*Session).serveInvocations"
	for i := range reloads {
		if changes, err := reload(t, n, sources[i%len(sources)]); err != nil || len(changes) == 0 {
			t.Fatalf("reload %d: %v, %v", i, changes, err)
		}
	}
	cancel()
	if err := <-load; err != nil {
		t.Errorf("after %d calls: %v", calls, err)
	}
	if err := s.Err(); err != nil {
		t.Errorf("the session ended: %v", err)
	}
	for deadline := time.Now().Add(10 * time.Second); received.Load() < published && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	if received.Load() != published || calls < reloads {
		t.Errorf("%d calls, %d of %d events", calls, received.Load(), published)
	}
	if err := goleak.Find(before, goleak.IgnoreAnyFunction(workers)); err != nil {
		t.Error(err)
	}
	t.Logf("%d calls and %d events in %d reloads", calls, published, reloads)
}

// TestReloadSwapsPermissions takes a permission away from a session that is there.
func TestReloadSwapsPermissions(t *testing.T) {
	n, _ := run(t, file(realm1, echoing, listening), echoes())
	s := join(t, address(n), "realm1")
	call := func() error {
		_, err := runtime.Call(t.Context(), s, echo, runtime.None{})
		return err
	}
	if err := call(); err != nil {
		t.Fatal(err)
	}
	changes, err := reload(t, n, file(`{name: realm1, roles: [{name: all, permissions: [{uri: "*", allow: {register: true}}]}]}`, echoing, listening))
	if diff := cmp.Diff([]Change{{Adjusted, RealmPart, "worker001", "realm1"}}, changes); diff != "" || err != nil {
		t.Errorf("%v, changes (-want +got):\n%s", err, diff)
	}
	var refused *wamp.Error
	if err := call(); !errors.As(err, &refused) || refused.URI != wamp.ErrNotAuthorized {
		t.Errorf("the next call: %v", err)
	}
	if _, err := reload(t, n, file(realm1, echoing, listening)); err != nil {
		t.Fatal(err)
	}
	if err := call(); err != nil {
		t.Errorf("with the permission again: %v", err)
	}
}

func TestReloadComponents(t *testing.T) {
	var d diary
	component := func(id, more string) string {
		return `{type: class, classname: test.A, realm: realm1, role: all, id: ` + id + more + `}, `
	}
	n, _ := run(t, file(realm1, component("stays", "")+component("goes", "")+component("changes", "")+component("last", ""), ""), recorder("test.A", &d))
	began := d.read()
	if _, err := reload(t, n, file(realm1, component("stays", "")+component("changes", ", restart: never")+component("comes", ""), "")); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"last leave", "last disconnect", "changes leave", "changes disconnect", "goes leave", "goes disconnect",
		"changes new", "changes join", "comes new", "comes join",
	}
	if diff := cmp.Diff(want, d.read()[len(began):]); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"stays ready", "changes ready", "comes ready"}, states(n)); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
	if err := n.Controller().Start(t.Context(), "worker001", "goes"); err == nil {
		t.Error("a component that is gone could be started")
	}
}

func states(n *Node) []string {
	var list []string
	for _, s := range n.List() {
		list = append(list, s.ID+" "+s.State.String())
	}
	return list
}

// TestReloadReplacesRealm changes what can not be changed in a realm that is open.
func TestReloadReplacesRealm(t *testing.T) {
	const strict = `{name: realm1, roles: [` + openRole + `], options: {uri_check: strict}}`
	const realm2 = `, {name: realm2, roles: [` + openRole + `]}`
	n, _ := run(t, file(realm1+realm2, echoing, listening), echoes())
	before, beside := join(t, address(n), "realm1"), join(t, address(n), "realm2")
	if _, err := reload(t, n, file(strict+realm2, echoing, listening)); err != nil {
		t.Fatal(err)
	}
	<-before.Done()
	if err := before.Err(); err == nil || !strings.Contains(err.Error(), string(wamp.CloseRealm)) {
		t.Errorf("the session ended with %v", err)
	}
	if _, err := runtime.Call(t.Context(), join(t, address(n), "realm1"), echo, runtime.None{}); err != nil {
		t.Errorf("in the new realm: %v", err)
	}
	if err := beside.Err(); err != nil {
		t.Errorf("the session in the other realm: %v", err)
	}
	if _, err := reload(t, n, file(strict, echoing, listening)); err != nil {
		t.Fatal(err)
	}
	<-beside.Done()
	if _, err := client.Join(t.Context(), address(n), "realm2"); err == nil {
		t.Error("joined a realm that is gone")
	}
}

func TestReloadTransports(t *testing.T) {
	on := func(port, more string) string {
		return `{type: websocket, endpoint: {type: tcp, port: ` + port + `, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: all}}` + more + `}`
	}
	first, second := freePort(t), freePort(t)
	n, _ := run(t, file(realm1, echoing, on(first, "")), echoes())
	s := join(t, address(n), "realm1")

	// Another transport in front of it, and other serializations: the session stays.
	if _, err := reload(t, n, file(realm1, echoing, on(second, "")+", "+on(first, ", serializers: [cbor]"))); err != nil {
		t.Fatal(err)
	}
	if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
		t.Errorf("the session of the first transport: %v", err)
	}
	if got := join(t, "ws://127.0.0.1:"+first, "realm1").Details(); got == nil {
		t.Error("no details")
	}
	if _, err := client.Join(t.Context(), "ws://127.0.0.1:"+first, "realm1", client.WithFormats(wamp.JSON)); err == nil {
		t.Error("a serialization that is gone was taken")
	}

	// The first transport goes, the second one has to listen anew.
	moved := join(t, "ws://127.0.0.1:"+second, "realm1")
	if _, err := reload(t, n, file(realm1, echoing, on(second, ", limits: {connections: 3}"))); err != nil {
		t.Fatal(err)
	}
	for _, s := range []*runtime.Session{s, moved} {
		<-s.Done()
		if err := s.Err(); err == nil || !strings.Contains(err.Error(), string(wamp.CloseSystemShutdown)) {
			t.Errorf("the session ended with %v", err)
		}
	}
	if _, err := client.Join(t.Context(), "ws://127.0.0.1:"+first, "realm1"); err == nil {
		t.Error("the port that is gone is open")
	}
	if _, err := runtime.Call(t.Context(), join(t, "ws://127.0.0.1:"+second, "realm1"), echo, runtime.None{}); err != nil {
		t.Error(err)
	}
}

// TestReloadRenamesWorker has all of a worker go, and the same come under another name,
// on the same port.
func TestReloadRenamesWorker(t *testing.T) {
	source := file(realm1, echoing, strings.Replace(listening, "port: 0", "port: "+freePort(t), 1))
	n, _ := run(t, source, echoes())
	s := join(t, address(n), "realm1")
	changes, err := reload(t, n, strings.Replace(source, "type: router", "type: router\n    id: other", 1))
	if err != nil || len(changes) != 6 {
		t.Errorf("changes %v, %v", changes, err)
	}
	<-s.Done()
	if _, err := runtime.Call(t.Context(), join(t, address(n), "realm1"), echo, runtime.None{}); err != nil {
		t.Error(err)
	}
	if got := n.List(); len(got) != 1 || got[0].Worker != "other" {
		t.Errorf("components are %v", got)
	}
}

// TestReloadOfTimeouts changes what nothing that runs depends on.
func TestReloadOfTimeouts(t *testing.T) {
	source := file(realm1, echoing, listening)
	n, _ := run(t, source, echoes())
	changes, err := reload(t, n, strings.Replace(source, "type: router", "type: router\n    limits: {drain_timeout: 3s, stop_timeout: 4s}", 1))
	if err != nil || changes != nil {
		t.Errorf("changes %v, %v", changes, err)
	}
	if p := n.Plan(); p.DrainTimeout != 3*time.Second || p.StopTimeout != 4*time.Second {
		t.Errorf("timeouts are %s and %s", p.DrainTimeout, p.StopTimeout)
	}
}

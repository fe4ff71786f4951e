package node

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// container is a node file of a container with one component of a class.
func container(class, transport, more string) string {
	return fmt.Sprintf(`version: 2
workers:
  - type: container
    id: guests
    components:
      - {type: class, classname: %s, realm: realm1, id: echo, transport: %s%s}
`, class, transport, more)
}

// remoteAt is the transport of a container's component to a port.
func remoteAt(port string) string { return "{type: websocket, url: 'ws://127.0.0.1:" + port + "/'}" }

// routerAt is a node file of a router at a port.
func routerAt(port string) string {
	return file(realm1, "", strings.Replace(listening, "port: 0", "port: "+port, 1))
}

func state0(n *Node) host.Status { return n.List()[0].Status }

func waitFor(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !condition(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s has not come", what)
		}
	}
}

// TestContainerComesBack hosts a class in one node that joins the router of another, which
// is not there at first, and goes and comes back.
func TestContainerComesBack(t *testing.T) {
	port := freePort(t)
	n, _ := run(t, container("test.Echo", remoteAt(port), ", backoff: {first: 10ms, longest: 20ms}"), echoes())
	waitFor(t, "backoff", func() bool { return state0(n).State == host.Backoff })
	for range 2 {
		router, _, err := start(t, routerAt(port))
		if err != nil {
			t.Fatal(err)
		}
		waitFor(t, "the component", func() bool { return state0(n).State == host.Ready })
		s := join(t, "ws://127.0.0.1:"+port, "realm1")
		if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
			t.Error(err)
		}
		stop(t, router)
		waitFor(t, "its end", func() bool { return state0(n).State == host.Reconnecting })
	}
}

// TestContainerInTheSameNode joins the router of its own node, which is there first, also
// when both come by a reload.
func TestContainerInTheSameNode(t *testing.T) {
	port := freePort(t)
	required := container("test.Echo", remoteAt(port), ", required: true")
	both := required + strings.TrimPrefix(routerAt(port), "version: 2\nworkers:\n")
	n, _ := run(t, both, echoes())
	if got := state0(n); got.State != host.Ready || got.Role != "" {
		t.Errorf("status is %+v", got)
	}
	if changes, err := reload(t, n, "version: 2\nworkers: []\n"); err != nil || len(changes) != 3 {
		t.Fatalf("changes %v, %v", changes, err)
	}
	changes, err := reload(t, n, both)
	want := []Change{
		{Added, RealmPart, "worker002", "realm1"},
		{Added, TransportPart, "worker002", "main"},
		{Added, ComponentPart, "guests", "echo"},
	}
	if diff := cmp.Diff(want, changes); diff != "" || err != nil {
		t.Errorf("%v, changes (-want +got):\n%s", err, diff)
	}
}

// TestRequiredContainer has no router to join.
func TestRequiredContainer(t *testing.T) {
	_, _, err := start(t, container("test.Echo", remoteAt(freePort(t)), ", required: true"), echoes())
	if err == nil || !strings.Contains(err.Error(), `"echo"`) || !strings.Contains(err.Error(), "refused") {
		t.Errorf("error is %v", err)
	}
}

// TestContainerIsRefused joins a router that does not let it register.
func TestContainerIsRefused(t *testing.T) {
	port := freePort(t)
	run(t, strings.Replace(routerAt(port), "register: true, ", "", 1))
	n, _ := run(t, container("test.Echo", remoteAt(port), ", restart: never"), echoes())
	var refused *wamp.Error
	if got := state0(n); got.State != host.Failed || !errors.As(got.Err, &refused) || refused.URI != wamp.ErrNotAuthorized {
		t.Errorf("status is %+v", got)
	}
}

// TestContainerEndpoints reaches a router at another place than its URL says.
func TestContainerEndpoints(t *testing.T) {
	port := freePort(t)
	run(t, routerAt(port))
	n, _ := run(t, container("test.Echo", "{type: websocket, serializers: [cbor], url: 'ws://router.example.com/', endpoint: {type: tcp, host: localhost, port: "+port+", timeout: 5}}", ", required: true"), echoes())
	if got := state0(n); got.State != host.Ready {
		t.Errorf("status is %+v", got)
	}
}

// TestContainerOverRawSocket joins a router over TCP and over a Unix socket.
func TestContainerOverRawSocket(t *testing.T) {
	port, socket := freePort(t), filepath.Join(t.TempDir(), "s")
	on := func(endpoint string) string {
		return "{type: rawsocket, endpoint: {" + endpoint + "}, auth: {anonymous: {type: static, role: all}}}"
	}
	run(t, file(realm1, "", on("type: tcp, interface: 127.0.0.1, port: "+port)+", "+on("type: unix, path: "+socket)))
	for _, endpoint := range []string{"type: tcp, host: 127.0.0.1, port: " + port, "type: unix, path: " + socket} {
		n, _, err := start(t, container("test.Echo", "{type: rawsocket, serializer: cbor, endpoint: {"+endpoint+"}}", ", required: true"), echoes())
		if err != nil {
			t.Fatal(err)
		}
		stop(t, n)
	}
}

// TestConnectTimeout connects to somebody who never answers.
func TestConnectTimeout(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	remote := &Remote{Target: "ws://" + silent.Addr().String(), Timeout: 10 * time.Millisecond}
	connect, err := remote.connect()
	if err != nil {
		t.Fatal(err)
	}
	var late net.Error
	if _, err := connect(t.Context(), nil); !errors.Is(err, context.DeadlineExceeded) && (!errors.As(err, &late) || !late.Timeout()) {
		t.Errorf("error is %v", err)
	}
}

func TestContainerFaults(t *testing.T) {
	known := class("test.A", &contract.Component{}, hooks{}, nil)
	for transport, want := range map[string]string{
		"{type: websocket, url: 'http://a/'}": "want a URL of the scheme ws or wss",
		"{type: mqtt}":                        `unknown transport type "mqtt"`,
		"{type: websocket, url: 'ws://a/ws', endpoint: {type: unix, path: x.sock}}":                                                    "with the path / are supported",
		"{type: websocket, url: 'ws://a/', endpoint: {type: tcp, host: a, port: 1, tls: {hostname: a}}}":                               "is not of the scheme wss",
		"{type: websocket, url: 'wss://a/', endpoint: {type: tcp, host: a, port: 1, tls: {hostname: a, ca_certificates: [none.pem]}}}": "tls.ca_certificates[0]: read embedded file",
		"{type: websocket, url: 'wss://a/', endpoint: {type: tcp, host: a, port: 1, tls: {hostname: a, key: file}}}":                   "a certificate and its key go together",
		"{type: websocket, url: 'ws://a/'}, role: all":                                                                                 "the router that it joins gives it one",
		"{type: websocket, url: 'ws://a/'}, classnam: x":                                                                               `did you mean "classname"?`,
	} {
		plan, said := planOf(t, "node.yaml", container("test.A", transport, ""), registryOf(t, known))
		if plan != nil || !strings.Contains(said, want) {
			t.Errorf("%s: want %q in\n%s", transport, want, said)
		}
	}
	_, said := planOf(t, "node.yaml", container("test.None", remoteAt("1"), ""), registryOf(t, known))
	if !strings.Contains(said, "class \"test.None\" is not linked") {
		t.Errorf("unknown class:\n%s", said)
	}
}

// TestContainerRestartMode is the default of its components.
func TestContainerRestartMode(t *testing.T) {
	for mode, want := range map[string]string{"": "on-failure", "restart-always": "always", "restart-on-failed": "on-failure", "restart-never": "never"} {
		source := container("test.A", remoteAt("1"), "")
		if mode != "" {
			source = strings.Replace(source, "id: guests", "id: guests\n    options: {restart: "+mode+", shutdown: shutdown-manual}", 1)
		}
		plan, said := planOf(t, "node.yaml", source, registryOf(t, recorder("test.A", &diary{})))
		if plan == nil {
			t.Fatal(said)
		}
		if got := plan.Workers[0].Components[0].Restart; got.Policy != want || got.Limit != host.Unlimited {
			t.Errorf("%q: %+v", mode, got)
		}
	}
}

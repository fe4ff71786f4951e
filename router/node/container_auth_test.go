package node

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/host"
	"github.com/wampgen/wampgen/runtime"
	api "github.com/wampgen/wampgen/schemas/management"
)

// startLogin starts a node whose files are in a directory.
func startLogin(t *testing.T, dir, source string, classes ...runtime.Class) (*Node, error) {
	t.Helper()
	env := map[string]string{"TICKET": "of the environment"}
	cfg, faults := config.Load("node.yaml", []byte(source), func(name string) (string, bool) { v, ok := env[name]; return v, ok })
	if faults.HasErrors() {
		t.Fatal(faults.Text(nil))
	}
	plan, faults := NewPlan(cfg, registryOf(t, classes...), Disk(dir))
	if plan == nil {
		t.Fatal(faults.Text(nil))
	}
	return Start(t.Context(), plan, nil)
}

// loginRouter starts a router whose clients log in over TLS, and returns its port. In the
// directory are its certificate, that of the root, and one of a client.
func loginRouter(t *testing.T, dir, more string) string {
	t.Helper()
	ca, port := newAuthority(t), freePort(t)
	ca.issue(dir)
	other := t.TempDir()
	ca.issue(other)
	chain := ""
	for _, name := range []string{"cert.pem", "chain.pem"} {
		data, err := os.ReadFile(filepath.Join(other, name))
		if err != nil {
			t.Fatal(err)
		}
		chain += string(data)
	}
	root := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.root.Raw}))
	for name, text := range map[string]string{"root.pem": root, "client.pem": chain} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Rename(filepath.Join(other, "key.pem"), filepath.Join(dir, "client-key.pem")); err != nil {
		t.Fatal(err)
	}
	source := strings.NewReplacer(
		"{name: user}]", `{name: user, permissions: [{uri: "*", allow: {register: true, call: true}}]}]`,
		"port: 0", "port: "+port,
		"[chain.pem]}", "[chain.pem]"+more+"}",
	).Replace(loginFile(t))
	n, err := startLogin(t, dir, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })
	return port
}

// overTLS is the transport of a container's component to a router that its own root
// vouches for.
func overTLS(port, more string) string {
	return fmt.Sprintf("{type: websocket, url: 'wss://router.invalid/', endpoint: {type: tcp, host: 127.0.0.1, port: %s, tls: {hostname: 127.0.0.1%s}}}", port, more)
}

const ownRoots = ", ca_certificates: [root.pem]"

// TestContainerLogsIn joins a router over TLS by each method.
func TestContainerLogsIn(t *testing.T) {
	dir := t.TempDir()
	port := loginRouter(t, dir, "")
	seed := hex.EncodeToString(loginKey.Seed())
	other := hex.EncodeToString(ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", 32))).Seed())
	for auth, good := range map[string]bool{
		`{ticket: {authid: joe, ticket: "${TICKET}"}}`:                                    true,
		`{ticket: {authid: joe, ticket: wrong}}`:                                          false,
		`{wampcra: {authid: peter, secret: s3cret}}`:                                      true,
		`{wampcra: {authid: salty, secret: password}}`:                                    true,
		`{wampcra: {authid: peter, secret: wrong}}`:                                       false,
		`{scram: {authid: amy, password: pencil}}`:                                        true,
		`{scram: {authid: amy, password: pen}}`:                                           false,
		`{cryptosign: {authid: client01, privkey: "` + seed + `"}}`:                       true,
		`{cryptosign: {authid: client01, privkey: "` + other + `"}}`:                      false,
		`{ticket: {authid: joe, ticket: "${TICKET}"}, scram: {authid: joe, password: x}}`: false, // the strongest decides
		`{}`: false,
	} {
		source := container("test.Echo", overTLS(port, ownRoots), ", required: true, auth: "+auth)
		n, err := startLogin(t, dir, source, echoes())
		if (err == nil) != good {
			t.Errorf("%s: %v", auth, err)
		}
		if err != nil && (strings.Contains(err.Error(), "wrong") || strings.Contains(err.Error(), other)) {
			t.Errorf("%s: the error shows the secret: %v", auth, err)
		}
		if n != nil {
			stop(t, n)
		}
	}
}

// TestContainerShowsWhoItIs has to show a certificate, and to trust the router's.
func TestContainerShowsWhoItIs(t *testing.T) {
	dir := t.TempDir()
	port := loginRouter(t, dir, ", ca_certificates: [root.pem]")
	const identity = ", certificate: client.pem, key: client-key.pem"
	for tls, good := range map[string]bool{ownRoots + identity: true, ownRoots: false, identity: false} {
		source := container("test.Echo", overTLS(port, tls), ", required: true, auth: {ticket: {authid: joe, ticket: '${TICKET}'}}")
		n, err := startLogin(t, dir, source, echoes())
		if (err == nil) != good {
			t.Errorf("%s: %v", tls, err)
		}
		if n != nil {
			stop(t, n)
		}
	}
}

// TestContainerKeepsItsMemory loses its router, which comes back: the component is the one that
// it was, as its management tells at each step.
func TestContainerKeepsItsMemory(t *testing.T) {
	port := freePort(t)
	var d diary
	router, _, err := start(t, routerAt(port))
	if err != nil {
		t.Fatal(err)
	}
	source := managed(strings.TrimPrefix(container("test.A", remoteAt(port), ", required: true, restart: never, backoff: {first: 10ms, longest: 20ms}"), "version: 2\n"))
	n, _ := run(t, source, recorder("test.A", &d))
	operator, _, workers := operators(t, n)
	var events diary
	_, err = api.SubscribeWorkerOnComponentState(t.Context(), operator, func(_ context.Context, _ string, c api.Component) error {
		events.note("%s", c.State)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	state := func() string {
		c, err := workers.GetComponent(t.Context(), "guests", "echo")
		if err != nil {
			t.Fatal(err)
		}
		return string(c.State)
	}
	for range 3 {
		stop(t, router)
		waitFor(t, "the loss", func() bool { return state() == "reconnecting" })
		if missing := n.lacks(); len(missing) != 1 {
			t.Errorf("the node lacks %q", missing)
		}
		if router, _, err = start(t, routerAt(port)); err != nil {
			t.Fatal(err)
		}
		waitFor(t, "its return", func() bool { return state() == "ready" })
	}
	stop(t, router)
	waitFor(t, "the last loss", func() bool { return state() == "reconnecting" })
	if _, err := workers.StopComponent(t.Context(), "guests", "echo"); err != nil {
		t.Error(err)
	}
	if got := state0(n); got.State != host.Stopped || got.Restarts != 0 {
		t.Errorf("status is %+v", got)
	}
	if diff := cmp.Diff([]string{"echo new", "echo join", "echo leave", "echo disconnect"}, d.read()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	want := []string{"reconnecting", "ready", "reconnecting", "ready", "reconnecting", "ready", "reconnecting", "stopped"}
	published := func() []string { // without what was before, which may come late
		all := events.read()
		return all[max(0, slices.Index(all, "reconnecting")):]
	}
	waitFor(t, "the last event", func() bool { return len(published()) >= len(want) })
	if diff := cmp.Diff(want, published()); diff != "" {
		t.Errorf("published states (-want +got):\n%s", diff)
	}
}

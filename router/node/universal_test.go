package node

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// joins joins a realm by a URL, calls and leaves.
func joins(t *testing.T, url string, opts ...client.Option) error {
	t.Helper()
	s, err := client.Join(t.Context(), url, "realm1", opts...)
	if err != nil {
		return err
	}
	if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
		t.Errorf("call by %s: %v", url, err)
	}
	if err := s.Leave(context.Background(), wamp.CloseNormal); err != nil {
		t.Errorf("leave by %s: %v", url, err)
	}
	return s.Wait(context.Background())
}

// On one port with TLS: pages, WebSocket and RawSocket, for clients with a certificate.
func TestUniversalTransportWithCertificatesOfClients(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t)
	ca.issue(dir)
	root := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ca.root.Raw})
	if err := os.WriteFile(filepath.Join(dir, "ca.pem"), root, 0o600); err != nil {
		t.Fatal(err)
	}
	cfg, faults := config.Load("node.yaml", []byte(file(realm1, echoing, `{
      type: universal,
      endpoint: {type: tcp, port: 0, interface: 127.0.0.1, tls: {key: key.pem, certificate: cert.pem, chain_certificates: [chain.pem], ca_certificates: [ca.pem]}},
      rawsocket: {auth: {anonymous: {type: static, role: all}}},
      websocket: {ws: {type: websocket, auth: {anonymous: {type: static, role: all}}}},
      web: {paths: {/: {type: json, value: hello}}}
    }`)), os.LookupEnv)
	if faults.HasErrors() {
		t.Fatal(faults.Text(nil))
	}
	plan, faults := NewPlan(cfg, registryOf(t, echoes()), Disk(dir))
	if plan == nil {
		t.Fatal(faults.Text(nil))
	}
	n, err := Start(t.Context(), plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })

	known := ca.trust()
	known.Certificates = []tls.Certificate{ca.client(t)}
	stranger := newAuthority(t)
	unknown := ca.trust()
	unknown.Certificates = []tls.Certificate{stranger.client(t)}
	host := n.Addresses()[0].Host
	for _, url := range []string{"rss://" + host, "wss://" + host + "/ws"} {
		if err := joins(t, url, client.WithTLS(known)); err != nil {
			t.Errorf("join by %s: %v", url, err)
		}
		for name, config := range map[string]*tls.Config{"without a certificate": ca.trust(), "with that of another authority": unknown} {
			if err := joins(t, url, client.WithTLS(config)); err == nil {
				t.Errorf("%s a client has joined by %s", name, url)
			}
		}
	}
	pages := &http.Client{Transport: &http.Transport{TLSClientConfig: known}}
	defer pages.CloseIdleConnections()
	answer, err := pages.Get("https://" + host + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, _ := io.ReadAll(answer.Body); strings.TrimSpace(string(body)) != `"hello"` {
		t.Errorf("the page is %q", body)
	}
}

// client issues a certificate that authenticates a client.
func (a *authority) client(t *testing.T) tls.Certificate {
	t.Helper()
	key := newKey(t)
	leaf := a.sign("leaf", a.intermediate, &key.PublicKey)
	return tls.Certificate{Certificate: [][]byte{leaf.Raw, a.intermediate.Raw}, PrivateKey: key, Leaf: leaf}
}

const rawListening = `{type: rawsocket, id: raw, endpoint: {type: tcp, port: 0, interface: 127.0.0.1}, auth: {anonymous: {type: static, role: all}}}`

// A Unix socket stays through a reload that changes what is spoken there, and its
// file goes with it.
func TestUnixSocketThroughReloads(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	transport := func(more string) string {
		return file(realm1, echoing, `{type: rawsocket, id: unix, endpoint: {type: unix, path: "`+path+`"}, auth: {anonymous: {type: static, role: all}}`+more+`}`)
	}
	n, _ := run(t, transport(""), echoes())
	url := "rs://unix:" + path
	if got := n.Addresses()[0].Host; got != "unix:"+path {
		t.Errorf("the address is %q", got)
	}
	s := join(t, url, "realm1")

	changes, err := reload(t, n, transport(", serializers: [cbor]"))
	if diff := cmp.Diff([]Change{{Adjusted, TransportPart, "worker001", "unix"}}, changes); diff != "" || err != nil {
		t.Errorf("changes (-want +got):\n%s\nerror %v", diff, err)
	}
	if err := joins(t, url, client.WithFormats(wamp.JSON)); err == nil {
		t.Error("a client has joined in JSON")
	}
	if err := joins(t, url); err != nil {
		t.Error(err)
	}
	if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
		t.Errorf("the session from before: %v", err)
	}

	if _, err := reload(t, n, transport(", limits: {connections: 7}")); err != nil {
		t.Errorf("change of what is fixed: %v", err)
	}
	if err := joins(t, url); err != nil {
		t.Error(err)
	}
	if _, err := reload(t, n, file(realm1, echoing, rawListening)); err != nil {
		t.Error(err)
	}
	if _, err := os.Lstat(path); !os.IsNotExist(err) {
		t.Errorf("the file is left behind: %v", err)
	}
	if err := joins(t, "rs://"+n.Addresses()[0].Host); err != nil {
		t.Error(err)
	}
}

func TestWebSocketOverUnixSocket(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	n, _ := run(t, file(realm1, echoing, `{type: websocket, endpoint: {type: unix, path: "`+path+`"}, auth: {anonymous: {type: static, role: all}}}`), echoes())
	if err := joins(t, "ws://unix:"+path); err != nil {
		t.Error(err)
	}
	if err := joins(t, "ws://unix:"+path, client.WithBatches()); err != nil {
		t.Error(err)
	}
	if s := n.Addresses()[0]; s.Secure {
		t.Errorf("the address is %+v", s)
	}
}

// Idle sessions of RawSocket are told GOODBYE when the node stops.
func TestRawSocketIsDrained(t *testing.T) {
	n, _, err := start(t, file(realm1, echoing, rawListening), echoes())
	if err != nil {
		t.Fatal(err)
	}
	s, err := client.Join(t.Context(), "rs://"+n.Addresses()[0].Host, "realm1")
	if err != nil {
		t.Fatal(err)
	}
	stop(t, n)
	if err := s.Wait(t.Context()); err != nil { // else it was told GOODBYE
		t.Errorf("the session has ended with %v", err)
	}
}

package node

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Over the PROXY protocol the client's address is that of the header.
func TestBehindABalancer(t *testing.T) {
	const (
		version1 = "PROXY TCP4 203.0.113.5 192.0.2.2 56324 443\r\n"
		version2 = "\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x0c\xcb\x00\x71\x05\xc0\x00\x02\x02\xdc\x04\x01\xbb"
		local    = "\r\n\r\n\x00\r\nQUIT\n\x20\x00\x00\x00"
	)
	for name, test := range map[string]struct{ transport, scheme, header, peer string }{
		"RawSocket":            {`{type: rawsocket, ` + atLoopback + `, trusted_proxies: [127.0.0.1], proxy_protocol: true, JOE}`, "rs", version1, "203.0.113.5:56324"},
		"RawSocket, version 2": {`{type: rawsocket, ` + atLoopback + `, trusted_proxies: [127.0.0.1], proxy_protocol: true, JOE}`, "rs", version2, "203.0.113.5:56324"},
		"WebSocket":            {`{type: websocket, ` + atLoopback + `, trusted_proxies: [127.0.0.0/8], proxy_protocol: true, JOE}`, "ws", version2, "203.0.113.5:56324"},
		"universal":            {`{type: universal, ` + atLoopback + `, trusted_proxies: [127.0.0.1], proxy_protocol: true, rawsocket: {JOE}, websocket: {/: {type: websocket, JOE}}}`, "ws", version1, "203.0.113.5:56324"},
		"universal, RawSocket": {`{type: universal, ` + atLoopback + `, trusted_proxies: [127.0.0.1], proxy_protocol: true, rawsocket: {JOE}, websocket: {/: {type: websocket, JOE}}}`, "rs", version1, "203.0.113.5:56324"},
		"the proxy itself":     {`{type: rawsocket, ` + atLoopback + `, trusted_proxies: [127.0.0.1], proxy_protocol: true, JOE}`, "rs", local, ""},
		"no header":            {`{type: rawsocket, ` + atLoopback + `, trusted_proxies: [127.0.0.1], proxy_protocol: true, JOE}`, "rs", "", "refused"},
		"no header, WebSocket": {`{type: websocket, ` + atLoopback + `, trusted_proxies: [127.0.0.1], proxy_protocol: true, JOE}`, "ws", "", "refused"},
		"who is not trusted":   {`{type: rawsocket, ` + atLoopback + `, trusted_proxies: [192.0.2.1], proxy_protocol: true, JOE}`, "rs", version1, "refused"},
		"without a header":     {`{type: rawsocket, ` + atLoopback + `, trusted_proxies: [192.0.2.1], proxy_protocol: true, JOE}`, "rs", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			n, log := behind(t, test.transport)
			b := newBalancer(t, n.Addresses()[0].Host, test.header)
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			defer cancel()
			s, err := client.Join(ctx, test.scheme+"://"+b, "realm1", client.WithTicket("joe", "secret"))
			if test.peer == "refused" {
				if err == nil {
					leaveAtOnce(s)
					t.Error("it is served")
				}
				return
			}
			if err != nil {
				t.Fatalf("%v\n%s", err, log)
			}
			defer leaveAtOnce(s)
			if got := peer(t, s); got != test.peer && (test.peer != "" || !strings.HasPrefix(got, "127.0.0.1:")) {
				t.Errorf("the peer is %q, want %q", got, test.peer)
			}
			if test.peer == "" {
				return
			}
			for i := range 4 {
				want := wamp.ErrAuthenticationDenied
				if i == 3 {
					want = wamp.ErrUnavailable
				}
				if _, err := client.Join(ctx, test.scheme+"://"+b, "realm1", client.WithTicket("joe", "x")); uriOf(err) != want {
					t.Errorf("guess %d: %v", i, err)
				}
			}
		})
	}
}

// TLS that the balancer passes on is that of the client; TLS that it speaks itself is not.
func TestTLSBehindABalancer(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t)
	ca.issue(dir)
	const source = `
version: 2
workers:
  - type: router
    realms: [` + realm1 + `]
    transports:
      - type: universal
        endpoint: {type: tcp, port: 0, interface: 127.0.0.1, tls: {key: key.pem, certificate: cert.pem, chain_certificates: [chain.pem]}}
        trusted_proxies: [127.0.0.1]
        proxy_protocol: true
        rawsocket: {auth: {anonymous: {type: static, role: all}}}
        websocket: {/: {type: websocket, auth: {anonymous: {type: static, role: all}}}}
      - type: websocket
        endpoint: {type: tcp, port: 0, interface: 127.0.0.1, tls: {key: key.pem, certificate: cert.pem, chain_certificates: [chain.pem]}}
        trusted_proxies: [127.0.0.1, 198.51.100.0/24]
        forwarded_header: Forwarded
        auth: {anonymous: {type: static, role: all}}
`
	cfg, faults := config.Load("node.yaml", []byte(source), nil)
	if faults.HasErrors() {
		t.Fatal(faults.Text(nil))
	}
	plan, faults := NewPlan(cfg, registryOf(t), Disk(dir))
	if plan == nil {
		t.Fatal(faults.Text(nil))
	}
	n, err := Start(t.Context(), plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })
	passing := newBalancer(t, n.Addresses()[0].Host, "PROXY TCP4 203.0.113.5 192.0.2.2 56324 443\r\n")
	header := http.Header{"Forwarded": {`for=1.1.1.1;proto=https, for="[2001:db8::5]:1234";proto=https, for=198.51.100.7`}}
	for url, want := range map[string]string{
		"wss://" + passing:               "203.0.113.5:56324",
		"rss://" + passing:               "203.0.113.5:56324",
		"wss://" + n.Addresses()[1].Host: "[2001:db8::5]:1234",
	} {
		s, err := client.Join(t.Context(), url, "realm1", client.WithTLS(ca.trust()), client.WithHeader(header))
		if err != nil {
			t.Fatalf("%s: %v", url, err)
		}
		defer leaveAtOnce(s)
		if got := peer(t, s); got != want {
			t.Errorf("%s: the peer is %q, want %q", url, got, want)
		}
	}
}

// newBalancer passes connections on, behind a header.
func newBalancer(t *testing.T, target, header string) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var passing sync.WaitGroup
	t.Cleanup(func() { l.Close(); passing.Wait() })
	passing.Go(func() {
		for {
			from, err := l.Accept()
			if err != nil {
				return
			}
			to, err := net.Dial("tcp", target)
			if err != nil {
				from.Close()
				continue
			}
			_, _ = io.WriteString(to, header)
			pass := func(from, to net.Conn) {
				_, _ = io.Copy(to, from)
				from.Close()
				to.Close()
			}
			passing.Go(func() { pass(from, to) })
			passing.Go(func() { pass(to, from) })
		}
	})
	return l.Addr().String()
}

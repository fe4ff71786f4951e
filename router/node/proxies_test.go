package node

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// behind is a node whose transport is to be filled in, where joe logs in by his ticket, which few may
// guess at.
func behind(t *testing.T, transport string) (*Node, *logBuffer) {
	t.Helper()
	joe := `auth: {ticket: {type: static, principals: {joe: {ticket: secret, role: all}}}}`
	return run(t, file(realm1, "", strings.ReplaceAll(transport, "JOE", joe))+"    limits: {failed_logins_per_address: 3}\n")
}

const (
	atLoopback = `endpoint: {type: tcp, port: 0, interface: 127.0.0.1}`
	webPaths   = `paths: {/: {type: websocket, JOE}, metrics: {type: metrics}}`
)

// reverseProxy stands in front of a node, as nginx with $proxy_add_x_forwarded_for would: it adds the
// address of the client behind those that came with the request. Clients say theirs in a
// header of the test's own.
func reverseProxy(t *testing.T, n *Node) (address string) {
	t.Helper()
	target := &url.URL{Scheme: "http", Host: n.Addresses()[0].Host}
	transport := &http.Transport{}
	p := httptest.NewServer(&httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		came := strings.Join(r.In.Header.Values("X-Forwarded-For"), ", ")
		r.Out.Header.Set("X-Forwarded-For", strings.TrimPrefix(came+", "+r.In.Header.Get("Test-Client"), ", "))
		r.Out.Header.Set("X-Forwarded-Proto", "https")
	}})
	t.Cleanup(func() { p.CloseClientConnections(); p.Close(); transport.CloseIdleConnections() })
	return "ws" + strings.TrimPrefix(p.URL, "http")
}

// as logs in as joe from an address, with what the client itself says of it.
func as(t *testing.T, url, from, says, ticket string) (*runtime.Session, error) {
	t.Helper()
	h := http.Header{"Test-Client": {from}}
	if says != "" {
		h.Set("X-Forwarded-For", says)
	}
	s, err := client.Join(t.Context(), url, "realm1", client.WithTicket("joe", ticket), client.WithHeader(h))
	if err == nil {
		t.Cleanup(func() { leaveAtOnce(s) })
	}
	return s, err
}

// peer asks the meta API where a session comes from.
func peer(t *testing.T, s *runtime.Session) string {
	t.Helper()
	got, err := s.Call(t.Context(), "wamp.session.get", runtime.Values{Args: []any{int64(s.ID())}})
	if err != nil {
		t.Fatal(err)
	}
	details, _ := got.Args[0].(map[string]any)
	transport, _ := details["transport"].(map[string]any)
	peer, _ := transport["peer"].(string)
	return peer
}

func uriOf(err error) wamp.URI {
	var w *wamp.Error
	if errors.As(err, &w) {
		return w.URI
	}
	return ""
}

func metricsOf(t *testing.T, n *Node, name string) (lines []string) {
	t.Helper()
	answer, err := (&http.Client{Transport: &http.Transport{DisableKeepAlives: true}}).Get("http://" + n.Addresses()[0].Host + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, name+"{") && !strings.HasSuffix(line, " 0\n") {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	return lines
}

// Behind a proxy that is trusted who guesses is refused by his own address, whatever he says it is,
// loopback among it; others log in, and are seen with their addresses.
func TestBehindAReverseProxy(t *testing.T) {
	for _, from := range []string{"203.0.113.5", "127.0.0.9", "2001:db8::5"} {
		t.Run(from, func(t *testing.T) {
			n, _ := behind(t, `{type: web, `+atLoopback+`, trusted_proxies: [127.0.0.1], `+webPaths+`}`)
			url := reverseProxy(t, n)
			for i := range 3 {
				if _, err := as(t, url, from, fmt.Sprintf("198.51.100.%d, 127.0.0.%d", i, i+1), "x"); uriOf(err) != wamp.ErrAuthenticationDenied {
					t.Fatalf("guess %d: %v", i, err)
				}
			}
			if _, err := as(t, url, from, "198.51.100.9", "secret"); uriOf(err) != wamp.ErrUnavailable {
				t.Errorf("after the guesses: %v", err)
			}
			s, err := as(t, url, "203.0.113.6", from, "secret")
			if err != nil {
				t.Fatalf("another address: %v", err)
			}
			if got := peer(t, s); got != "203.0.113.6:0" {
				t.Errorf("its peer is %q", got)
			}
			want := []string{`wamp_connections_refused_total{reason="failed_logins_per_address"} 1`}
			if diff := cmp.Diff(want, metricsOf(t, n, "wamp_connections_refused_total")); diff != "" {
				t.Errorf("metrics (-want +got):\n%s", diff)
			}
		})
	}
}

// The header of who is not trusted is not read: nobody takes another's address, or hides his.
func TestForgedHeader(t *testing.T) {
	n, _ := behind(t, `{type: web, `+atLoopback+`, trusted_proxies: [192.0.2.1], `+webPaths+`}`)
	url := "ws://" + n.Addresses()[0].Host
	for i := range 5 {
		if _, err := as(t, url, "", "203.0.113.5", "x"); uriOf(err) != wamp.ErrAuthenticationDenied {
			t.Fatalf("guess %d, of loopback, which is exempt: %v", i, err)
		}
	}
	s, err := as(t, url, "", "203.0.113.5", "secret")
	if err != nil {
		t.Fatal(err)
	}
	if got := peer(t, s); !strings.HasPrefix(got, "127.0.0.1:") {
		t.Errorf("the peer is %q", got)
	}
}

// A client that polls is seen with its address, too, and one whose TLS ends at the proxy gets a
// cookie for TLS alone.
func TestPollsAndCookiesBehindAProxy(t *testing.T) {
	n, _ := behind(t, `{type: web, `+atLoopback+`, trusted_proxies: [127.0.0.1], paths: {/: {type: websocket, cookie: {}, auth: {cookie: {}, anonymous: {type: static, role: all}}}, `+
		`poll: {type: longpoll, auth: {anonymous: {type: static, role: all}}}}}`)
	proxied := "http" + strings.TrimPrefix(reverseProxy(t, n), "ws")
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	post := func(path, body string) string {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, proxied+"/poll/"+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Test-Client", "203.0.113.5")
		answer, err := transport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		said, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode >= 300 {
			t.Fatalf("%s: %s, %v", path, answer.Status, err)
		}
		return string(said)
	}
	var opened struct{ Transport string }
	if err := json.Unmarshal([]byte(post("open", `{"protocols": ["wamp.2.json"]}`)), &opened); err != nil {
		t.Fatal(err)
	}
	post(opened.Transport+"/send", `[1, "realm1", {"roles": {"caller": {}}}]`)
	if said := post(opened.Transport+"/receive", ""); !strings.HasPrefix(said, "[2,") {
		t.Errorf("HELLO is answered by %s", said)
	}
	var peers []string
	for _, s := range n.sessions(func(string, Realm) bool { return true }) {
		peers = append(peers, *s.Peer)
	}
	if diff := cmp.Diff([]string{"203.0.113.5:0"}, peers); diff != "" {
		t.Errorf("peers (-want +got):\n%s", diff)
	}
	post(opened.Transport+"/close", "")
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, proxied, nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		"Sec-WebSocket-Protocol": "wamp.2.json", "Test-Client": "203.0.113.5",
	} {
		r.Header.Set(name, value)
	}
	answer, err := transport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if cookie := answer.Header.Get("Set-Cookie"); !strings.Contains(cookie, "; Secure") {
		t.Errorf("%s with the cookie %q", answer.Status, cookie)
	}
}

// A header that can not be read is ignored, once in the log, and exempts nobody.
func TestBadHeader(t *testing.T) {
	n, log := behind(t, `{type: web, `+atLoopback+`, trusted_proxies: [127.0.0.1], `+webPaths+`}`)
	url := reverseProxy(t, n)
	for i := range 3 {
		if _, err := as(t, url, "unknown", "", "x"); uriOf(err) != wamp.ErrAuthenticationDenied {
			t.Fatalf("guess %d: %v", i, err)
		}
	}
	if _, err := as(t, url, "no address", "", "secret"); uriOf(err) != wamp.ErrUnavailable {
		t.Errorf("after the guesses: %v", err)
	}
	if n := strings.Count(log.String(), `msg="header of a proxy ignored" transport=transport001 remote=127.0.0.1`); n != 4 {
		t.Errorf("%d records in the log:\n%s", n, log)
	}
}

func TestPlanOfProxies(t *testing.T) {
	for transport, want := range map[string]string{
		`{type: websocket, ` + atLoopback + `, trusted_proxies: [10.0.0.0/40], JOE}`:                        "invalid-address",
		`{type: websocket, ` + atLoopback + `, trusted_proxies: [unix], JOE}`:                               "no-unix-socket",
		`{type: rawsocket, ` + atLoopback + `, trusted_proxies: [10.0.0.0/8], JOE}`:                         "no-header",
		`{type: websocket, ` + atLoopback + `, proxy_protocol: true, JOE}`:                                  "no-proxies",
		`{type: websocket, ` + atLoopback + `, forwarded_header: Forwarded, trusted_proxies: [], JOE}`:      "no-proxies",
		`{type: websocket, ` + atLoopback + `, trusted_proxies: ["0.0.0.0/0"], JOE}`:                        "everybody-trusted",
		`{type: websocket, ` + atLoopback + `, trusted_proxies: [example.com], JOE}`:                        "trusted_proxies[0]",
		`{type: websocket, ` + atLoopback + `, proxy_protocol: false, JOE}`:                                 "",
		`{type: websocket, endpoint: {type: unix, path: s}, trusted_proxies: [unix, "::1", 10.0.0.1], JOE}`: "",
		`{type: rawsocket, ` + atLoopback + `, trusted_proxies: [10.0.0.0/8], proxy_protocol: true, JOE}`:   "",
	} {
		joe := `auth: {ticket: {type: static, principals: {joe: {ticket: secret, role: all}}}}`
		plan, said := planOf(t, "node.yaml", file(realm1, "", strings.ReplaceAll(transport, "JOE", joe)), registryOf(t))
		if (want == "") != (said == "") || !strings.Contains(said, want) || plan == nil && want == "everybody-trusted" {
			t.Errorf("%s: want %q, said:\n%s", transport, want, said)
		}
	}
}

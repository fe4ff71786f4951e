package listen

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// openTLS serves hello with a certificate, and returns the configuration of a client
// that trusts it.
func openTLS(t *testing.T, limits Limits) (*Listener, *tls.Config, *bytes.Buffer) {
	t.Helper()
	roots, certificates := certified(t)
	var log bytes.Buffer
	l, err := Listen(Config{
		Address: "127.0.0.1:0",
		Limits:  limits,
		TLS:     &tls.Config{Certificates: certificates},
		Logger:  slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	l.Serve(Services{HTTP: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })})
	return l, &tls.Config{RootCAs: roots}, &log
}

// certified returns certificates of a server, and those that a client trusts for that.
func certified(t *testing.T) (*x509.CertPool, []tls.Certificate) {
	t.Helper()
	s := httptest.NewTLSServer(nil)
	s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return roots, s.TLS.Certificates
}

// TestTLSConnectionsAreCounted has only one connection at a time, and clients that
// come one after the other.
func TestTLSConnectionsAreCounted(t *testing.T) {
	l, trust, _ := openTLS(t, Limits{Connections: 1})
	defer closeListener(t, l)
	for range 3 {
		conn, err := tls.Dial("tcp", l.Addr().String(), trust)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
		if status, err := ask(conn, ""); err != nil || status != "200 OK" {
			t.Errorf("%s, %v", status, err)
		}
		_ = conn.Close()
		for openConnections(l) > 0 {
			time.Sleep(time.Millisecond)
		}
	}
}

// TestTLSHandshakeIsBounded has a client that never shakes hands, and one that speaks
// something else. Nobody's log fills up: who is silent has none, the others one each, up to a bound.
func TestTLSHandshakeIsBounded(t *testing.T) {
	l, _, log := openTLS(t, Limits{HeaderTimeout: 20 * time.Millisecond})
	if conn := dial(t, l); !gone(conn) {
		t.Error("who says nothing stays")
	}
	if status, err := ask(dial(t, l), ""); err == nil && !strings.HasPrefix(status, "400") {
		t.Errorf("HTTP without TLS is answered with %s", status)
	}
	closeListener(t, l)
	if n := strings.Count(log.String(), "\n"); n != 1 {
		t.Errorf("%d records:\n%s", n, log)
	}
}

// openConnections counts those that are open.
func openConnections(l *Listener) int {
	l.connections.mu.Lock()
	defer l.connections.mu.Unlock()
	return len(l.connections.open)
}

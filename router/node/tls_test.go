package node

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/gen/diag"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// authority is a certificate authority of a test, with one below it that signs.
type authority struct {
	t                  *testing.T
	root, intermediate *x509.Certificate
	key                *ecdsa.PrivateKey // of both
	serial             int64
	lifetime           time.Duration // of what it signs
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, key: newKey(t), lifetime: time.Hour}
	a.root = a.sign("root", nil, &a.key.PublicKey)
	a.intermediate = a.sign("intermediate", a.root, &a.key.PublicKey)
	return a
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sign makes a certificate; without a parent it signs itself.
func (a *authority) sign(name string, parent *x509.Certificate, key *ecdsa.PublicKey) *x509.Certificate {
	a.t.Helper()
	a.serial++
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(a.serial),
		Subject:               pkix.Name{CommonName: name},
		NotBefore:             time.Now().Add(-24 * time.Hour),
		NotAfter:              time.Now().Add(a.lifetime),
		BasicConstraintsValid: true,
		IsCA:                  name != "leaf",
		IPAddresses:           []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return certificate
}

// issue writes a new certificate and its key to files of a directory, and returns its
// serial number.
func (a *authority) issue(dir string) *big.Int {
	a.t.Helper()
	key := newKey(a.t)
	leaf := a.sign("leaf", a.intermediate, &key.PublicKey)
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	for name, block := range map[string]pem.Block{
		"key.pem":   {Type: "PRIVATE KEY", Bytes: der},
		"cert.pem":  {Type: "CERTIFICATE", Bytes: leaf.Raw},
		"chain.pem": {Type: "CERTIFICATE", Bytes: a.intermediate.Raw},
	} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(&block), 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
	return leaf.SerialNumber
}

// trust is the configuration of a client that trusts the root only.
func (a *authority) trust() *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	return &tls.Config{RootCAs: roots}
}

const secured = `version: 2
workers:
  - type: router
    realms: [` + realm1 + `]
    components: [` + echoing + `]
    transports:
      - type: web
        endpoint:
          type: tcp
          port: 0
          interface: 127.0.0.1
          tls: {key: key.pem, certificate: cert.pem, chain_certificates: [chain.pem]}
        paths:
          /: {type: json, value: hello}
          ws: {type: websocket, auth: {anonymous: {type: static, role: all}}}
`

// securePlan makes the plan of a file whose certificates are in a directory.
func securePlan(t *testing.T, dir string, registry *runtime.Registry) (*Plan, diag.List) {
	t.Helper()
	cfg, faults := config.Load("node.yaml", []byte(secured), os.LookupEnv)
	if faults.HasErrors() {
		t.Fatal(faults.Text(nil))
	}
	return NewPlan(cfg, registry, Disk(dir))
}

func TestTLS(t *testing.T) {
	dir, ca, registry := t.TempDir(), newAuthority(t), registryOf(t, echoes())
	ca.issue(dir)
	plan, faults := securePlan(t, dir, registry)
	if plan == nil {
		t.Fatal(faults.Text(nil))
	}
	n, err := Start(t.Context(), plan, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })
	at := n.Addresses()[0]
	if !at.Secure {
		t.Error("the address is not said to be secure")
	}
	s := joinTLS(t, at, ca)
	call := func(s *runtime.Session) {
		t.Helper()
		if _, err := runtime.Call(t.Context(), s, echo, runtime.None{}); err != nil {
			t.Errorf("call: %v", err)
		}
	}
	call(s)

	if _, err := client.Join(t.Context(), "wss://"+at.Host+"/ws", "realm1"); err == nil {
		t.Error("a client that trusts nobody has joined")
	}
	if _, err := client.Join(t.Context(), "ws://"+at.Host+"/ws", "realm1"); err == nil {
		t.Error("a client without TLS has joined")
	}
	old := ca.trust()
	old.MaxVersion = tls.VersionTLS11
	if conn, err := tls.Dial("tcp", at.Host, old); err == nil {
		conn.Close()
		t.Error("TLS 1.1 was spoken")
	}

	// New files are used after a reload, and the session stays.
	serial := ca.issue(dir)
	plan, faults = securePlan(t, dir, registry)
	if plan == nil {
		t.Fatal(faults.Text(nil))
	}
	changes, err := n.Reload(t.Context(), plan)
	if err != nil || len(changes) != 1 || changes[0].Kind != Adjusted {
		t.Errorf("reload: %v, %v", changes, err)
	}
	call(s)
	call(joinTLS(t, at, ca))
	conn, err := tls.Dial("tcp", at.Host, ca.trust())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if got := conn.ConnectionState().PeerCertificates[0].SerialNumber; got.Cmp(serial) != 0 {
		t.Errorf("certificate %v is used, want %v", got, serial)
	}
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: ca.trust()}}
	defer web.CloseIdleConnections()
	answer, err := web.Get("https://" + at.Host + "/")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("status is %s", answer.Status)
	}

	// Files that do not fit are refused.
	if err := os.Rename(filepath.Join(dir, "chain.pem"), filepath.Join(dir, "cert.pem")); err != nil {
		t.Fatal(err)
	}
	if plan, _ := securePlan(t, dir, registry); plan != nil {
		t.Error("a plan with files that do not fit")
	}
}

func joinTLS(t *testing.T, at Address, ca *authority) *runtime.Session {
	t.Helper()
	s, err := client.Join(t.Context(), "wss://"+at.Host+"/ws", "realm1", client.WithTLS(ca.trust()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = s.Leave(ctx, wamp.CloseNormal) // it may have been told GOODBYE
		_ = s.Wait(ctx)
	})
	return s
}

func TestTLSFaults(t *testing.T) {
	for _, c := range []struct {
		name, want string
		spoil      func(dir string, other string)
	}{
		{"no key", `12:22: error: workers[0].transports[0].endpoint.tls.key: read file "key.pem": no such file or directory`, func(dir, _ string) {
			_ = os.Remove(filepath.Join(dir, "key.pem"))
		}},
		{"no certificate", `12:44: error: workers[0].transports[0].endpoint.tls.certificate: read file "cert.pem": no such file or directory`, func(dir, _ string) {
			_ = os.Remove(filepath.Join(dir, "cert.pem"))
		}},
		{"another key", `12:22: error: workers[0].transports[0].endpoint.tls.key: "key.pem" does not fit the certificate "cert.pem"`, func(dir, other string) {
			_ = os.Rename(filepath.Join(other, "key.pem"), filepath.Join(dir, "key.pem"))
		}},
		{"a key for a certificate", `12:44: error: workers[0].transports[0].endpoint.tls.certificate: "cert.pem" holds a PRIVATE KEY where a certificate should be`, func(dir, other string) {
			_ = os.Rename(filepath.Join(other, "key.pem"), filepath.Join(dir, "cert.pem"))
		}},
		{"a certificate for a key", `12:22: error: workers[0].transports[0].endpoint.tls.key: "key.pem" holds no private key in PEM`, func(dir, other string) {
			_ = os.Rename(filepath.Join(other, "cert.pem"), filepath.Join(dir, "key.pem"))
		}},
		{"no PEM in the chain", `12:75: error: workers[0].transports[0].endpoint.tls.chain_certificates[0]: "chain.pem" holds no certificate in PEM`, func(dir, _ string) {
			_ = os.WriteFile(filepath.Join(dir, "chain.pem"), []byte("hello"), 0o600)
		}},
		{"a broken certificate", `"cert.pem" holds a certificate that can not be read`, func(dir, _ string) {
			_ = os.WriteFile(filepath.Join(dir, "cert.pem"), []byte("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), 0o600)
		}},
	} {
		dir, other, ca := t.TempDir(), t.TempDir(), newAuthority(t)
		ca.issue(dir)
		ca.issue(other)
		c.spoil(dir, other)
		plan, faults := securePlan(t, dir, registryOf(t, echoes()))
		said := ""
		for _, d := range faults {
			if d.Severity == diag.Error {
				said += d.Error() + "\n"
			}
		}
		if plan != nil || strings.Count(said, "\n") != 1 || !strings.Contains(said, c.want) {
			t.Errorf("%s: want %q, got\n%s", c.name, c.want, said)
		}
	}
}

func TestExpiredCertificate(t *testing.T) {
	dir, ca := t.TempDir(), newAuthority(t)
	ca.lifetime = -time.Hour
	ca.issue(dir)
	plan, faults := securePlan(t, dir, registryOf(t, echoes()))
	if plan == nil || !strings.Contains(faults.Text(nil), `12:44: warning: workers[0].transports[0].endpoint.tls.certificate: "cert.pem" has expired on 20`) {
		t.Errorf("plan %v:\n%s", plan, faults.Text(nil))
	}
}

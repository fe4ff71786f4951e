package conformance

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// authority makes certificates.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	a.cert, a.key = a.issue("authority", true)
	return a
}

// issue makes a certificate of the authority, or the authority's own.
func (a *authority) issue(name string, ca bool) (*x509.Certificate, *ecdsa.PrivateKey) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: ca, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage:    x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
	}
	parent, signer := a.cert, a.key
	if ca {
		parent, signer = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, signer)
	if err != nil {
		a.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		a.t.Fatal(err)
	}
	return cert, key
}

// write writes PEM to a file and returns its name.
func write(t *testing.T, name, kind string, der []byte) string {
	t.Helper()
	name = filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func fingerprint(sum []byte) string {
	parts := make([]string, len(sum))
	for i, b := range sum {
		parts[i] = fmt.Sprintf("%02X", b)
	}
	return strings.Join(parts, ":")
}

// tlsNode starts an application with TLS whose path "secure" has these methods. With
// clients it asks for certificates of the authority.
func tlsNode(t *testing.T, a *authority, clients bool, auth dict) *node {
	t.Helper()
	cert, key := a.issue("server", false)
	keyDER, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	secure := dict{"certificate": write(t, "server.pem", "CERTIFICATE", cert.Raw), "key": write(t, "key.pem", "PRIVATE KEY", keyDER)}
	if clients {
		secure["ca_certificates"] = list{write(t, "ca.pem", "CERTIFICATE", a.cert.Raw)}
	}
	file := nodeFile(dict{})
	transport := file["workers"].(list)[0].(dict)["transports"].(list)[0].(dict)
	transport["endpoint"] = dict{"type": "tcp", "interface": "127.0.0.1", "port": 0, "tls": secure}
	transport["paths"] = dict{"secure": dict{"type": "websocket", "auth": auth}}
	n, err := run(t.TempDir(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		n.stop()
		<-n.exited
	})
	return n
}

// dialTLS opens a connection with a certificate, nil is none, and returns its TLS state.
func (n *node) dialTLS(t *testing.T, a *authority, version uint16, cert *tls.Certificate) (*peer, tls.ConnectionState) {
	t.Helper()
	roots := x509.NewCertPool()
	roots.AddCert(a.cert)
	cfg := &tls.Config{RootCAs: roots, MinVersion: version, MaxVersion: version}
	if cert != nil {
		cfg.Certificates = []tls.Certificate{*cert}
	}
	dialer := websocket.Dialer{Subprotocols: []string{asCBOR.subprotocol()}, HandshakeTimeout: patience, TLSClientConfig: cfg}
	conn, response, err := dialer.Dial(n.urls["secure"], nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	return &peer{t: t, serializer: asCBOR, conn: conn}, conn.NetConn().(*tls.Conn).ConnectionState()
}

// Section "TLS Certificate Authentication".
func TestCertificateAuthentication(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	known, knownKey := a.issue("client1", false)
	old, oldKey := a.issue("client2", false)
	stranger, strangerKey := a.issue("client3", false)
	short, long := sha1.Sum(old.Raw), sha256.Sum256(known.Raw)
	n := tlsNode(t, a, true, dict{"tls": dict{"type": "static", "principals": dict{
		"one": dict{"certificate-sha256": fingerprint(long[:]), "role": "guest"},
		"two": dict{"certificate-sha1": strings.ToLower(fingerprint(short[:])), "role": "guest", "realm": "realm2"},
	}}})
	pair := func(c *x509.Certificate, key *ecdsa.PrivateKey) *tls.Certificate {
		return &tls.Certificate{Certificate: [][]byte{c.Raw}, PrivateKey: key}
	}
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		p, _ := n.dialTLS(t, a, version, pair(known, knownKey))
		p.send(HELLO, "realm1", asking(nil, nil, "tls"))
		p.wantWelcome("realm1", "one", "tls", "static")
		p, _ = n.dialTLS(t, a, version, pair(old, oldKey))
		p.send(HELLO, nil, asking("two", nil, "tls"))
		p.wantWelcome("realm2", "two", "tls", "static")
		p, _ = n.dialTLS(t, a, version, pair(stranger, strangerKey))
		p.send(HELLO, "realm1", asking("one", nil, "tls"))
		p.wantAbort(authenticationDenied)
		p, _ = n.dialTLS(t, a, version, pair(known, knownKey))
		p.send(HELLO, "realm1", asking("two", nil, "tls"))
		p.wantAbort(authenticationDenied)
	}
}

// Section "TLS Channel Binding": what is signed is bound to this connection, and what was
// signed for another one is refused.
func TestChannelBinding(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	salted := derived(t, scramWord, "scramsalt", 4096)
	n := tlsNode(t, a, false, dict{
		"cryptosign": dict{"type": "static", "principals": dict{"client01": dict{"authorized_keys": list{publicHex(clientKey)}, "role": "guest"}}},
		"scram": dict{"type": "static", "principals": dict{"user": dict{
			"kdf": "pbkdf2", "iterations": 4096, "salt": hex.EncodeToString([]byte("scramsalt")), "role": "guest",
			"stored-key": storedKey(salted), "server-key": hex.EncodeToString(mac(salted, []byte("Server Key"))),
		}}},
	})
	exported := func(s tls.ConnectionState) []byte {
		data, err := s.ExportKeyingMaterial("EXPORTER-Channel-Binding", nil, 32)
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	hashed := func(b []byte) []byte {
		sum := sha256.Sum256(b)
		return sum[:]
	}
	for _, test := range []struct {
		kind    string
		version uint16
		data    func(tls.ConnectionState) []byte // for scram
		id      func([]byte) []byte              // for cryptosign
	}{
		{"tls-exporter", tls.VersionTLS13, exported, func(b []byte) []byte { return b }},
		{"tls-exporter", tls.VersionTLS12, exported, func(b []byte) []byte { return b }},
		{"tls-unique", tls.VersionTLS12, func(s tls.ConnectionState) []byte { return s.TLSUnique }, hashed},
	} {
		t.Run(fmt.Sprintf("%s of %s", test.kind, tls.VersionName(test.version)), func(t *testing.T) {
			_, another := n.dialTLS(t, a, test.version, nil)
			for name, state := range map[string]func(tls.ConnectionState) []byte{
				"bound":            test.data,
				"bound to another": func(tls.ConnectionState) []byte { return test.data(another) },
				"not bound":        nil,
			} {
				p, own := n.dialTLS(t, a, test.version, nil)
				extra := challenged(p, "realm1", asking(nil, dict{"pubkey": publicHex(clientKey), "channel_binding": test.kind}, "cryptosign"), "cryptosign")
				if extra["channel_binding"] != test.kind {
					t.Fatalf("challenge %v", extra)
				}
				message, _ := hex.DecodeString(extra["challenge"].(string))
				if state != nil {
					subtle.XORBytes(message, message, test.id(state(own)))
				}
				p.send(AUTHENTICATE, hex.EncodeToString(ed25519.Sign(clientKey, message))+hex.EncodeToString(message), dict{})
				if name == "bound" {
					p.wantWelcome("realm1", "client01", "cryptosign", "static")
				} else {
					p.wantAbort(authenticationDenied)
				}

				if state == nil {
					continue
				}
				p, own = n.dialTLS(t, a, test.version, nil)
				c := scramClient{authid: "user", nonce: "egVDf3DMJh0=", binding: test.kind, data: state(own)}
				extra = challenged(p, "realm1", asking("user", dict{"nonce": c.nonce, "channel_binding": test.kind}, "wamp-scram"), "wamp-scram")
				proof, _ := c.prove(t, scramWord, extra)
				p.send(AUTHENTICATE, proof, dict{"nonce": extra["nonce"], "channel_binding": test.kind, "cbind_data": base64.StdEncoding.EncodeToString(c.data)})
				if name == "bound" {
					p.wantWelcome("realm1", "user", "wamp-scram", "static")
				} else {
					p.wantAbort(authenticationDenied)
				}
			}
		})
	}
	t.Run("tls-unique of TLS 1.3, which has none", func(t *testing.T) {
		p, _ := n.dialTLS(t, a, tls.VersionTLS13, nil)
		extra := challenged(p, "realm1", asking(nil, dict{"pubkey": publicHex(clientKey), "channel_binding": "tls-unique"}, "cryptosign"), "cryptosign")
		if _, bound := extra["channel_binding"]; bound {
			t.Errorf("challenge %v", extra)
		}
		p.send(AUTHENTICATE, signed(t, clientKey, extra["challenge"]), dict{})
		p.wantWelcome("realm1", "client01", "cryptosign", "static")
		p, _ = n.dialTLS(t, a, tls.VersionTLS13, nil)
		p.send(HELLO, "realm1", asking("user", dict{"nonce": "egVDf3DMJh0=", "channel_binding": "tls-unique"}, "wamp-scram"))
		p.wantAbort("wamp.error.feature_not_supported")
	})
}

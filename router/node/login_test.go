package node

import (
	"context"
	"crypto/ed25519"
	"crypto/tls"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// loginKey is the key of client01.
var loginKey = ed25519.NewKeyFromSeed(make([]byte, 32))

// loginFile is a node file whose clients log in by each method with a challenge, over TLS.
func loginFile(t *testing.T) string {
	t.Helper()
	kdf := auth.KDF{Name: auth.KDFArgon2id, Iterations: 2, Memory: 8192}
	v, err := auth.NewVerifier("pencil", []byte("saltsalt"), kdf)
	if err != nil {
		t.Fatal(err)
	}
	key, err := auth.Salting{Salt: "salt123", Iterations: 1000, KeyLength: 32}.Key("password")
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`
version: 2
workers:
  - type: router
    realms: [{name: realm1, roles: [{name: user}]}]
    transports:
      - type: websocket
        endpoint: {type: tcp, port: 0, interface: 127.0.0.1, tls: {key: key.pem, certificate: cert.pem, chain_certificates: [chain.pem]}}
        auth:
          ticket: {type: static, principals: {joe: {ticket: "${TICKET}", role: user}}}
          wampcra: {type: static, users: {peter: {secret: s3cret, role: user}, salty: {secret: "%s", salt: salt123, role: user}}}
          scram: {type: static, principals: {amy: {kdf: %s, iterations: %d, memory: %d, salt: "%s", stored-key: "%s", server-key: "%s", role: user}}}
          cryptosign: {type: static, principals: {client01: {authorized_keys: ["%s"], role: user}}}
`, key, kdf.Name, kdf.Iterations, kdf.Memory, hex.EncodeToString(v.Salt), hex.EncodeToString(v.StoredKey), hex.EncodeToString(v.ServerKey),
		hex.EncodeToString(loginKey.Public().(ed25519.PublicKey)))
}

// Clients of this module log in by all methods with a challenge, and fail as they should.
func TestLogin(t *testing.T) {
	t.Setenv("TICKET", "of the environment")
	dir, ca := t.TempDir(), newAuthority(t)
	ca.issue(dir)
	cfg, faults := config.Load("node.yaml", []byte(loginFile(t)), func(name string) (string, bool) { return "of the environment", name == "TICKET" })
	if faults.HasErrors() {
		t.Fatal(faults.Text(nil))
	}
	plan, faults := NewPlan(cfg, registryOf(t), Disk(dir))
	if plan == nil {
		t.Fatal(faults.Text(nil))
	}
	log := &logBuffer{}
	n, err := Start(t.Context(), plan, textLogger(log))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(t, n) })
	url := "wss://" + n.Addresses()[0].Host
	failed := 0
	for name, test := range map[string]struct {
		option client.Option
		realm  wamp.URI
		authid string // "": denied
	}{
		"ticket":               {client.WithTicket("joe", "of the environment"), "realm1", "joe"},
		"another ticket":       {client.WithTicket("joe", "x"), "realm1", ""},
		"the variable's name":  {client.WithTicket("joe", "${TICKET}"), "realm1", ""},
		"wampcra":              {client.WithWAMPCRA("peter", "s3cret"), "realm1", "peter"},
		"another secret":       {client.WithWAMPCRA("peter", "x"), "realm1", ""},
		"wampcra salted":       {client.WithWAMPCRA("salty", "password"), "realm1", "salty"},
		"another password":     {client.WithWAMPCRA("salty", "x"), "realm1", ""},
		"scram":                {client.WithSCRAM("amy", "pencil"), "realm1", "amy"},
		"another pencil":       {client.WithSCRAM("amy", "pen"), "realm1", ""},
		"scram of nobody":      {client.WithSCRAM("eve", "pencil"), "realm1", ""},
		"cryptosign":           {client.WithCryptosign("", loginKey), "realm1", "client01"},
		"another key":          {client.WithCryptosign("client01", ed25519.NewKeyFromSeed([]byte(strings.Repeat("x", 32)))), "realm1", ""},
		"the second of two":    {client.WithCredentials(auth.TLS(""), auth.Ticket("joe", "of the environment")), "realm1", "joe"},
		"nobody without proof": {client.WithCredentials(auth.Anonymous()), "realm1", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
				trust := ca.trust()
				trust.MaxVersion = version
				s, err := client.Join(t.Context(), url, test.realm, client.WithTLS(trust), test.option)
				var refused *wamp.Error
				switch {
				case test.authid == "" && !errors.As(err, &refused):
					t.Fatalf("%v", err)
				case test.authid == "":
					failed++
					continue
				case err != nil:
					t.Fatal(err)
				}
				if s.Details()["authid"] != test.authid || s.Details()["authrole"] != "user" || s.Realm() != "realm1" {
					t.Errorf("WELCOME %v", s.Details())
				}
				goOut(t, s)
			}
		})
	}
	text := log.String()
	if n := strings.Count(text, `msg="login failed"`); n != failed {
		t.Errorf("the log tells of %d failed logins, want %d:\n%s", n, failed, text)
	}
	if want := " realm=realm1 authid=salty method=wampcra protocol=websocket reason=wamp.error.authentication_denied"; !strings.Contains(text, want) {
		t.Errorf("the log lacks %q:\n%s", want, text)
	}
	for _, secret := range []string{"TICKET", "of the environment", "s3cret", "password", "pencil", "signature"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q is in the log:\n%s", secret, text)
		}
	}
}

func goOut(t *testing.T, s *runtime.Session) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := s.Leave(ctx, wamp.CloseNormal); err != nil {
		t.Error(err)
	}
	if err := s.Wait(ctx); err != nil {
		t.Error(err)
	}
}

package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/fstest"

	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/node"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/auth"
)

const guarded = `
version: 2
workers:
  - type: router
    realms:
      - name: realm1
        roles: [{name: user, permissions: [{uri: wamp.session.count, allow: {call: true}}]}]
    transports:
      - type: websocket
        endpoint: {type: tcp, interface: 127.0.0.1, port: 0}
        auth:
          ticket: {type: static, principals: {joe: {ticket: "a ticket", role: user}}}
          wampcra: {type: static, users: {joe: {secret: "a secret", role: user}}}
          cryptosign: {type: static, principals: {joe: {authorized_keys: ["%s"], role: user}}}
          scram: {type: static, principals: {joe: {kdf: pbkdf2, iterations: 4096, salt: "%x", stored-key: "%x", server-key: "%x", role: user}}}
`

func TestLogin(t *testing.T) {
	leaks := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, leaks) })
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	salt := bytes.Repeat([]byte{1}, 16)
	verifier, err := auth.NewVerifier("a password", salt, auth.KDF{Name: "pbkdf2", Iterations: 4096})
	if err != nil {
		t.Fatal(err)
	}
	file := fmt.Sprintf(guarded, hex.EncodeToString(key.Public().(ed25519.PublicKey)), salt, verifier.StoredKey, verifier.ServerKey)
	cfg, faults := config.Load("node.yaml", []byte(file), func(string) (string, bool) { return "", false })
	registry, err := runtime.NewRegistry()
	if err != nil {
		t.Fatal(err)
	}
	plan, more := node.NewPlan(cfg, registry, node.Embedded(fstest.MapFS{}))
	if faults.Add(more...); faults.HasErrors() {
		t.Fatal(faults.Text(nil))
	}
	n, err := node.Start(t.Context(), plan, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := n.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	url := "ws://" + n.Addresses()[0].Host

	for _, test := range []struct {
		secret, flags string
		code          int
		errs          string
	}{
		{"a ticket", "--authid joe", exitOK, ""},
		{"a secret", "--authid joe --auth wampcra", exitOK, ""},
		{"a password", "--authid joe --auth scram", exitOK, ""},
		{strings.Repeat("07", 32), "--authid joe --auth cryptosign", exitOK, ""},
		{"a ticket", "", exitFailure, "wamp.error."},
		{"another", "--authid joe", exitFailure, "wamp.error.authentication_denied"},
		{"another", "--authid joe --auth cryptosign", exitUsage, "32 bytes in hex"},
		{"another", "--authid joe --auth kerberos", exitUsage, "want ticket, wampcra, scram or cryptosign"},
		{"", "--authid joe", exitUsage, "WAMPGEN_SECRET is not set"},
	} {
		t.Setenv("WAMPGEN_SECRET", test.secret)
		args := append([]string{"call"}, strings.Fields(test.flags)...)
		code, out, errs := wampgen(t.Context(), append(args, url, "wamp.session.count")...)
		if code != test.code || !strings.Contains(errs, test.errs) || code == exitOK && out != "1\n" {
			t.Errorf("%s: code %d, out %q, errs %q; want %d, %q", test.flags, code, out, errs, test.code, test.errs)
		}
		if test.secret != "" && strings.Contains(errs, test.secret) {
			t.Errorf("%s: the secret is shown: %s", test.flags, errs)
		}
	}
}

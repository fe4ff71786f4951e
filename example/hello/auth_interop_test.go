package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/example/apptest"
	"github.com/wampgen/wampgen/runtime/auth"
)

// authNodeFile is a node file whose clients log in by each method that clients of other
// languages have.
func authNodeFile(t *testing.T) string {
	t.Helper()
	type dict = map[string]any
	key, err := auth.Salting{Salt: "salt123", Iterations: 1000, KeyLength: 32}.Key("pässword")
	if err != nil {
		t.Fatal(err)
	}
	scram := func(kdf auth.KDF) dict {
		v, err := auth.NewVerifier("pencil", []byte("0123456789abcdef"), kdf)
		if err != nil {
			t.Fatal(err)
		}
		principal := dict{
			"kdf": kdf.Name, "iterations": kdf.Iterations, "salt": hex.EncodeToString(v.Salt),
			"stored-key": hex.EncodeToString(v.StoredKey), "server-key": hex.EncodeToString(v.ServerKey), "role": "user",
		}
		if kdf.Memory > 0 {
			principal["memory"] = kdf.Memory
		}
		return principal
	}
	client01 := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{0x30}, 32)).Public().(ed25519.PublicKey)
	methods := dict{
		"anonymous": dict{"type": "static", "role": "user"},
		"ticket":    dict{"type": "static", "principals": dict{"joe": dict{"ticket": "joe's ticket", "role": "user"}}},
		"wampcra": dict{"type": "static", "users": dict{
			"peter": dict{"secret": "peter's secret", "role": "user"},
			"salty": dict{"secret": key, "salt": "salt123", "iterations": 1000, "keylen": 32, "role": "user"},
		}},
		"scram": dict{"type": "static", "principals": dict{
			"user":   scram(auth.KDF{Name: auth.KDFArgon2idDraft, Iterations: 4, Memory: 8192}),
			"pbkdf2": scram(auth.KDF{Name: auth.KDFPBKDF2, Iterations: 4096}),
		}},
		"cryptosign": dict{"type": "static", "principals": dict{"client01": dict{"authorized_keys": []string{hex.EncodeToString(client01)}, "role": "user"}}},
	}
	file, err := json.Marshal(dict{"version": 2, "workers": []any{dict{
		"type":   "router",
		"realms": []any{dict{"name": "realm1", "roles": []any{dict{"name": "user"}}}},
		"transports": []any{dict{
			"type": "websocket", "endpoint": dict{"type": "tcp", "interface": "127.0.0.1", "port": 0}, "auth": methods,
		}},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "node.json")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestClientsLogIn has clients of other languages log in by all methods that they have.
// What is missing is treated as by TestClients.
func TestClientsLogIn(t *testing.T) {
	required := os.Getenv("CI") == "true" || os.Getenv("WAMPGEN_INTEROP") == "require"
	node, noNode := exec.LookPath("node")
	python, noPython := apptest.Python("autobahn", "msgpack", "cbor2", "argon2", "passlib", "nacl")
	for _, c := range []struct {
		script  string
		command string
		missing error
	}{
		{"auth.mjs", node, errors.Join(noNode, apptest.NPM("..", "autobahn"), apptest.NPM("..", "tweetnacl"))},
		{"auth_wampy.mjs", node, errors.Join(noNode, apptest.NPM("..", "wampy"), apptest.NPM("..", "websocket"), apptest.NPM("..", "tweetnacl"))},
		{"auth.py", python, noPython},
	} {
		t.Run(c.script, func(t *testing.T) {
			if c.missing != nil && required {
				t.Fatal(c.missing)
			}
			if c.missing != nil {
				t.Skip(c.missing)
			}
			binary := filepath.Join(t.TempDir(), "hello")
			if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
				t.Fatalf("build the application: %v\n%s", err, out)
			}
			page := apptest.Start(t, binary, "start", "--config", authNodeFile(t))
			ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
			defer stop()
			client := exec.CommandContext(ctx, c.command, c.script, "ws://"+page.Host+"/")
			client.Dir = "clients"
			out, err := client.CombinedOutput()
			t.Logf("%s\n%s", strings.Join(client.Args, " "), out)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Contains(out, []byte("ok  "+c.script+" ")) {
				t.Fatal("the client has checked nothing")
			}
		})
	}
}

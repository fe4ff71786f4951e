package auth_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/wampgen/wampgen/runtime/auth"
)

// autobahnScript computes with autobahn for Python what its clients answer.
const autobahnScript = `
import base64, json, sys
from autobahn.wamp import auth, types, cryptosign
t = json.load(sys.stdin)
key = auth.derive_key("pässword", t["salt"], 1234, 32).decode()
scram = auth.create_authenticator("scram", authid="joe", password="pässword")
nonce = scram.authextra["nonce"]
proof = scram.on_challenge(None, types.Challenge("scram", {
    "nonce": nonce + t["nonce"], "salt": t["salt64"], "kdf": "argon2id-13", "iterations": 4, "memory": 8192}))
signer = cryptosign.CryptosignKey.from_bytes(bytes.fromhex(t["seed"]))
json.dump({"key": key, "signature": auth.compute_wcs(key, t["challenge"]).decode(),
    "nonce": nonce, "proof": proof.decode(), "pubkey": signer.public_key(),
    "format": cryptosign._format_challenge(types.Challenge("cryptosign", {"challenge": t["hex"]}), bytes.fromhex(t["channel"]), "tls-unique").hex(),
}, sys.stdout)
`

// TestAutobahn compares with autobahn for Python. It is skipped where that is not
// installed, unless CI=true or WAMPGEN_INTEROP=require say that it is.
func TestAutobahn(t *testing.T) {
	const python = "/usr/bin/python3"
	required := os.Getenv("CI") == "true" || os.Getenv("WAMPGEN_INTEROP") == "require"
	if out, err := exec.Command(python, "-c", "import autobahn, argon2, passlib, nacl").CombinedOutput(); err != nil {
		if required {
			t.Fatalf("%v\n%s", err, out)
		}
		t.Skipf("%v\n%s", err, out)
	}
	seed := make([]byte, 32)
	seed[5] = 42
	challenge, channel := append(make([]byte, 31), 9), append(make([]byte, 31), 5)
	in := map[string]string{
		"salt": "salt123", "nonce": auth.NewNonce(), "salt64": base64.StdEncoding.EncodeToString([]byte("0123456789abcdef")),
		"challenge": `{"nonce":"ä"}`, "seed": hex.EncodeToString(seed), "hex": hex.EncodeToString(challenge), "channel": hex.EncodeToString(channel),
	}
	stdin, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.NewEncoder(stdin).Encode(in); err != nil {
		t.Fatal(err)
	}
	if _, err := stdin.Seek(0, 0); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", autobahnScript)
	cmd.Stdin, cmd.Stderr = stdin, os.Stderr
	data, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct{ Key, Signature, Nonce, Proof, Pubkey, Format string }
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}

	key, err := auth.Salting{Salt: in["salt"], Iterations: 1234, KeyLength: 32}.Key("pässword")
	if err != nil || key != got.Key {
		t.Errorf("salted key %q, %v; autobahn has %q", key, err, got.Key)
	}
	if !auth.VerifyCRA(key, in["challenge"], got.Signature) {
		t.Error("autobahn's signature of wampcra is refused")
	}
	kdf := auth.KDF{Name: auth.KDFArgon2idDraft, Iterations: 4, Memory: 8192}
	v, err := auth.NewVerifier("pässword", []byte("0123456789abcdef"), kdf)
	if err != nil {
		t.Fatal(err)
	}
	e := auth.Exchange{Draft: true, AuthID: "joe", ClientNonce: got.Nonce, Nonce: got.Nonce + in["nonce"], Salt: in["salt64"], Iterations: 4}
	if _, ok := e.Verify(v, got.Proof); !ok {
		t.Error("autobahn's proof of scram is refused")
	}
	private, err := auth.ParseKey(in["seed"])
	if err != nil || hex.EncodeToString(private.Public().(ed25519.PublicKey)) != got.Pubkey {
		t.Errorf("public key: %v; autobahn has %s", err, got.Pubkey)
	}
	signed, err := auth.SignCryptosign(private, challenge, channel)
	if err != nil || signed[128:] != got.Format {
		t.Errorf("message %s, %v; autobahn signs %s", signed[128:], err, got.Format)
	}
}

package conformance

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

// The secrets of the tests of authentication.
const (
	joeTicket   = "secret!!!"
	peterSecret = "peter's secret"
	saltedWord  = "salted password"
	scramWord   = "pencil"
)

// clientKey is the private key of client01, strangerKey one that nobody knows.
var (
	clientKey   = ed25519.NewKeyFromSeed([]byte("0123456789abcdef0123456789abcdef"))
	strangerKey = ed25519.NewKeyFromSeed([]byte("abcdef0123456789abcdef0123456789"))
)

func publicHex(key ed25519.PrivateKey) string {
	return hex.EncodeToString(key.Public().(ed25519.PublicKey))
}

func mac(key, message []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write(message)
	return h.Sum(nil)
}

// derived is PBKDF2 with SHA-256.
func derived(t *testing.T, password, salt string, iterations int) []byte {
	t.Helper()
	key, err := pbkdf2.Key(sha256.New, password, []byte(salt), iterations, 32)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// authNode starts an application with a path for each method, "every" with all static
// ones, and "staff" by which an authenticator can join.
func authNode(t *testing.T) *node {
	t.Helper()
	salted := derived(t, scramWord, "scramsalt", 4096)
	static := dict{
		"ticket": dict{"type": "static", "principals": dict{"joe": dict{"ticket": joeTicket, "role": "guest"}}},
		"wampcra": dict{"type": "static", "users": dict{
			"peter": dict{"secret": peterSecret, "role": "guest", "realm": "realm2"},
			"salty": dict{"secret": base64.StdEncoding.EncodeToString(derived(t, saltedWord, "salt123", 1000)), "role": "guest", "salt": "salt123", "iterations": 1000, "keylen": 32},
		}},
		"scram": dict{"type": "static", "principals": dict{"user": dict{
			"kdf": "pbkdf2", "iterations": 4096, "salt": hex.EncodeToString([]byte("scramsalt")), "role": "guest",
			"stored-key": storedKey(salted), "server-key": hex.EncodeToString(mac(salted, []byte("Server Key"))),
		}}},
		"cryptosign": dict{"type": "static", "principals": dict{
			"client01@example.com": dict{"authorized_keys": list{publicHex(clientKey)}, "role": "guest", "realm": "realm1"},
		}},
	}
	dynamic := func(realm any) dict {
		d := dict{"type": "dynamic", "authenticator": "com.example.authenticate"}
		if realm != nil {
			d["authenticator-realm"] = realm
		}
		return d
	}
	file := nodeFile(dict{})
	worker := file["workers"].(list)[0].(dict)
	paths := worker["transports"].(list)[0].(dict)["paths"].(dict)
	paths["every"] = dict{"type": "websocket", "auth": static, "cookie": dict{}}
	for _, method := range []string{"anonymous", "ticket", "wampcra", "scram", "cryptosign"} {
		paths["dynamic_"+method] = dict{"type": "websocket", "auth": dict{method: dynamic("realm1")}}
	}
	paths["dynamic_here"] = dict{"type": "websocket", "auth": dict{"ticket": dynamic(nil)}}
	withCookie := dict{"cookie": dict{}}
	for method, how := range static {
		withCookie[method] = how
	}
	paths["cookies"] = dict{"type": "websocket", "auth": withCookie, "cookie": dict{"name": "session"}}
	n, err := run(t.TempDir(), file)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		n.stop()
		if code, ok := <-n.exited; ok && code != 0 {
			t.Errorf("the application ended with %d:\n%s", code, n.log)
		}
		if faults := n.faults(); faults != "" {
			t.Errorf("the application has logged:\n%s", faults)
		}
		for _, secret := range []string{joeTicket, peterSecret, saltedWord, scramWord, static["wampcra"].(dict)["users"].(dict)["salty"].(dict)["secret"].(string)} {
			if strings.Contains(n.log.String(), secret) {
				t.Errorf("the log shows the secret %q", secret)
			}
		}
	})
	return n
}

// asking are HELLO.Details of a client that offers methods; extra entries are added.
func asking(authid any, extra dict, methods ...any) dict {
	d := dict{"roles": plain["roles"], "authmethods": list(methods)}
	if authid != nil {
		d["authid"] = authid
	}
	if extra != nil {
		d["authextra"] = extra
	}
	return d
}

// challenged sends HELLO and returns the extra of the CHALLENGE that answers it.
func challenged(p *peer, realm any, details dict, method string) dict {
	p.t.Helper()
	p.send(HELLO, realm, details)
	return p.want(CHALLENGE, method, anything)[2].(dict)
}

// wantWelcome receives WELCOME with these details.
func (p *peer) wantWelcome(realm, authid, method, provider string) dict {
	p.t.Helper()
	m := p.want(WELCOME, id, with{"realm": realm, "authid": authid, "authrole": "guest", "authmethod": method, "authprovider": provider})
	return m[2].(dict)
}

// scramClient is a client of wamp-scram with PBKDF2 (section "SCRAM Algorithms").
type scramClient struct {
	authid, nonce string
	binding       string // "": none
	data          []byte
}

// prove returns the proof for a challenge, and the signature that the router has to show.
func (c scramClient) prove(t *testing.T, password string, challenge dict) (proof, signature string) {
	t.Helper()
	salt, err := base64.StdEncoding.DecodeString(challenge["salt"].(string))
	if err != nil {
		t.Fatal(err)
	}
	salted := derived(t, password, string(salt), int(challenge["iterations"].(int64)))
	nonce := challenge["nonce"].(string)
	header := "n,,"
	if c.binding != "" {
		header = "p=" + c.binding + ",,"
	}
	message := []byte("n=" + c.authid + ",r=" + c.nonce + ",r=" + nonce + ",s=" + challenge["salt"].(string) + ",i=4096,c=" +
		base64.StdEncoding.EncodeToString(append([]byte(header), c.data...)) + ",r=" + nonce)
	key := mac(salted, []byte("Client Key"))
	stored := sha256.Sum256(key)
	subtle.XORBytes(key, key, mac(stored[:], message))
	return base64.StdEncoding.EncodeToString(key), base64.StdEncoding.EncodeToString(mac(mac(salted, []byte("Server Key")), message))
}

// signed is the answer to a challenge of cryptosign.
func signed(t *testing.T, key ed25519.PrivateKey, challenge any) string {
	t.Helper()
	b, err := hex.DecodeString(challenge.(string))
	if err != nil || len(b) != 32 {
		t.Fatalf("challenge %v: %v", challenge, err)
	}
	return hex.EncodeToString(ed25519.Sign(key, b)) + hex.EncodeToString(b)
}

// storedKey is StoredKey of a salted password, in hex.
func storedKey(salted []byte) string {
	stored := sha256.Sum256(mac(salted, []byte("Client Key")))
	return hex.EncodeToString(stored[:])
}

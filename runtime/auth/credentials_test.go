package auth_test

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// What clients refuse: parameters by which a router that is none would get at the
// password or keep the client busy, and messages that are not of the method.
func TestChallengesRefused(t *testing.T) {
	scram := func(change wamp.Dict) func(runtime.Offer) wamp.Dict {
		return func(o runtime.Offer) wamp.Dict {
			extra := wamp.Dict{"nonce": o.Extra["nonce"].(string) + "c2Vydmer", "salt": "c2FsdHNhbHQ=", "kdf": "pbkdf2", "iterations": int64(4096)}
			for k, v := range change {
				extra[k] = v
			}
			return extra
		}
	}
	plain := func(extra wamp.Dict) func(runtime.Offer) wamp.Dict {
		return func(runtime.Offer) wamp.Dict { return extra }
	}
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	for name, test := range map[string]struct {
		credentials runtime.Credentials
		method      string
		extra       func(runtime.Offer) wamp.Dict
		want        string
	}{
		"wampcra without challenge":      {auth.WAMPCRA("joe", "x"), auth.MethodWAMPCRA, plain(nil), "no text to sign"},
		"wampcra with endless key":       {auth.WAMPCRA("joe", "x"), auth.MethodWAMPCRA, plain(wamp.Dict{"challenge": "{}", "salt": "s", "keylen": int64(1 << 40)}), "keylen is"},
		"wampcra with endless salting":   {auth.WAMPCRA("joe", "x"), auth.MethodWAMPCRA, plain(wamp.Dict{"challenge": "{}", "salt": "s", "iterations": int64(1 << 40)}), "iterations is"},
		"wampcra with text iterations":   {auth.WAMPCRA("joe", "x"), auth.MethodWAMPCRA, plain(wamp.Dict{"challenge": "{}", "salt": "s", "iterations": "1000"}), "no number"},
		"cryptosign not hex":             {auth.Cryptosign("", key), auth.MethodCryptosign, plain(wamp.Dict{"challenge": "xyz"}), "not in hex"},
		"cryptosign too short":           {auth.Cryptosign("", key), auth.MethodCryptosign, plain(wamp.Dict{"challenge": "00"}), "has 1 bytes"},
		"cryptosign bound unasked":       {auth.Cryptosign("", key), auth.MethodCryptosign, plain(wamp.Dict{"challenge": strings.Repeat("00", 32), "channel_binding": "tls-unique"}), "was not asked for"},
		"scram with a nonce of its own":  {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"nonce": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}), "does not go on"},
		"scram with the client's nonce":  {auth.SCRAM("joe", "x"), auth.MethodSCRAM, func(o runtime.Offer) wamp.Dict { return scram(wamp.Dict{"nonce": o.Extra["nonce"]})(o) }, "does not go on"},
		"scram too cheap":                {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"iterations": int64(4095)}), "4095 iterations"},
		"scram too dear":                 {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"iterations": int64(1 << 50)}), "iterations is"},
		"scram with unknown function":    {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"kdf": "md5", "memory": int64(9)}), "unknown key derivation"},
		"scram, cheap Argon2":            {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"kdf": "argon2id13", "iterations": int64(1), "memory": int64(8)}), "in all"},
		"scram, dear Argon2":             {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"kdf": "argon2id13", "iterations": int64(9000), "memory": int64(1000)}), "in all"},
		"scram, memory of a lifetime":    {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"kdf": "argon2id13", "iterations": int64(1), "memory": int64(1 << 40)}), "memory is"},
		"scram without salt":             {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"salt": nil}), "no salt"},
		"scram with broken salt":         {auth.SCRAM("joe", "x"), auth.MethodSCRAM, scram(wamp.Dict{"salt": "%"}), "illegal base64"},
		"scram with a control character": {auth.SCRAM("joe", "\x00"), auth.MethodSCRAM, scram(nil), "RFC 4013"},
		"a challenge for a cookie":       {auth.Cookie(), auth.MethodCookie, plain(nil), "has no challenge"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := test.credentials.Begin(unbound)
			if err != nil {
				t.Fatal(err)
			}
			_, err = p.Answer(t.Context(), runtime.Challenge{Method: test.method, Extra: test.extra(p.Offer())})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error with %q", err, test.want)
			}
		})
	}
}

func unbound(string) ([]byte, bool) { return nil, false }

func TestOffers(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	public := hex.EncodeToString(key.Public().(ed25519.PublicKey))
	bound := func(kind string) ([]byte, bool) { return make([]byte, 32), kind == auth.BindingExporter }
	for name, test := range map[string]struct {
		credentials runtime.Credentials
		binding     func(string) ([]byte, bool)
		want        runtime.Offer
	}{
		"ticket":           {auth.Ticket("joe", "x"), unbound, runtime.Offer{AuthID: "joe", Methods: []string{"ticket"}}},
		"wampcra":          {auth.WAMPCRA("joe", "x"), unbound, runtime.Offer{AuthID: "joe", Methods: []string{"wampcra"}}},
		"cryptosign":       {auth.Cryptosign("", key), unbound, runtime.Offer{Methods: []string{"cryptosign"}, Extra: wamp.Dict{"pubkey": public}}},
		"cryptosign bound": {auth.Cryptosign("", key), bound, runtime.Offer{Methods: []string{"cryptosign"}, Extra: wamp.Dict{"pubkey": public, "channel_binding": "tls-exporter"}}},
		"tls":              {auth.TLS("joe"), bound, runtime.Offer{AuthID: "joe", Methods: []string{"tls"}}},
		"anonymous":        {auth.Anonymous(), unbound, runtime.Offer{Methods: []string{"anonymous"}}},
	} {
		p, err := test.credentials.Begin(test.binding)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, p.Offer()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if _, err := auth.Cryptosign("", key[:31]).Begin(unbound); err == nil {
		t.Error("half a key was taken")
	}
}

// A router that does not know the password can not welcome a client of SCRAM, and no
// answer is given twice.
func TestSCRAMIsMutual(t *testing.T) {
	for _, method := range []string{auth.MethodSCRAM, auth.MethodSCRAMDraft} {
		kdf := auth.KDF{Name: auth.KDFArgon2id, Iterations: 2, Memory: 8 << 10}
		v, err := auth.NewVerifier("päss", []byte("saltsalt"), kdf)
		if err != nil {
			t.Fatal(err)
		}
		p, _ := auth.SCRAM("jo=e", "päss").Begin(unbound)
		nonce := p.Offer().Extra["nonce"].(string)
		if err := p.Welcome(wamp.Dict{"authextra": map[string]any{"verifier": ""}}); err == nil {
			t.Error("a router that has not asked is welcome")
		}
		e := auth.Exchange{Draft: method == auth.MethodSCRAMDraft, AuthID: "jo=e", ClientNonce: nonce, Nonce: nonce + auth.NewNonce(), Salt: base64.StdEncoding.EncodeToString(v.Salt), Iterations: 2}
		challenge := runtime.Challenge{Method: method, Extra: wamp.Dict{"nonce": e.Nonce, "salt": e.Salt, "kdf": kdf.Name, "iterations": int64(2), "memory": int64(8 << 10)}}
		answer, err := p.Answer(t.Context(), challenge)
		if err != nil {
			t.Fatal(err)
		}
		signature, ok := e.Verify(v, answer.Signature)
		if !ok {
			t.Errorf("%s: the proof is refused", method)
		}
		for _, other := range []string{"", "x", "AAAA", answer.Signature[1:], base64.StdEncoding.EncodeToString(make([]byte, 32))} {
			if _, ok := e.Verify(v, other); ok {
				t.Errorf("%s: the proof %q is taken", method, other)
			}
		}
		if err := p.Welcome(wamp.Dict{"authextra": map[string]any{"verifier": signature}}); err != nil {
			t.Errorf("%s: %v", method, err)
		}
		for _, rogue := range []wamp.Dict{nil, {"authextra": map[string]any{}}, {"authextra": map[string]any{"verifier": answer.Signature}}} {
			if err := p.Welcome(rogue); err == nil {
				t.Errorf("%s: %v is taken for a proof", method, rogue)
			}
		}
		if _, err := p.Answer(t.Context(), challenge); err == nil {
			t.Errorf("%s: a second challenge is answered", method)
		}
	}
}

// Peers are known to accept a good signature of a message that they have not sent.
func TestCryptosignIsOfTheChallenge(t *testing.T) {
	key := ed25519.NewKeyFromSeed(make([]byte, 32))
	public := key.Public().(ed25519.PublicKey)
	sent, other := make([]byte, 32), append(make([]byte, 31), 1)
	channel := append(make([]byte, 31), 7)
	forOther, _ := auth.SignCryptosign(key, other, nil)
	forSent, _ := auth.SignCryptosign(key, sent, nil)
	bound, _ := auth.SignCryptosign(key, sent, channel)
	for name, answer := range map[string]string{
		"another challenge":               forOther,
		"the signature of another":        forOther[:128] + forSent[128:],
		"the message of another":          forSent[:128] + forOther[128:],
		"no message":                      forSent[:128],
		"more than a message":             forSent + "00",
		"nothing":                         "",
		"not bound to the channel":        forSent,
		"bound to another":                forOther,
		"bound by the bytes of challenge": forSent[:128] + bound[128:],
	} {
		id := []byte(nil)
		if strings.Contains(name, "bound") {
			id = channel
		}
		if auth.VerifyCryptosign(public, sent, id, answer) {
			t.Errorf("%s is taken", name)
		}
	}
	if !auth.VerifyCryptosign(public, sent, channel, bound) || !auth.VerifyCryptosign(public, sent, nil, strings.ToUpper(forSent)) {
		t.Error("a good signature is refused")
	}
}

// FuzzVerify gives routers what clients may send.
func FuzzVerify(f *testing.F) {
	v, err := auth.NewVerifier("x", []byte("saltsalt"), auth.KDF{Name: auth.KDFPBKDF2, Iterations: 4096})
	if err != nil {
		f.Fatal(err)
	}
	public := ed25519.NewKeyFromSeed(make([]byte, 32)).Public().(ed25519.PublicKey)
	f.Add("joe", "nonce", "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")
	f.Add("\x00", "", strings.Repeat("00", 96))
	f.Fuzz(func(t *testing.T, authid, nonce, answer string) {
		e := auth.Exchange{AuthID: authid, ClientNonce: nonce, Nonce: nonce + "x", Salt: "c2FsdHNhbHQ=", Iterations: 4096}
		if _, ok := e.Verify(v, answer); ok {
			t.Error("SCRAM has taken it")
		}
		if auth.VerifyCryptosign(public, make([]byte, 32), nil, answer) || auth.VerifyCRA("x", nonce, answer) {
			t.Error("a signature was taken")
		}
	})
}

package auth_test

import (
	"encoding/base64"
	"encoding/hex"
	"testing"

	"github.com/wampgen/wampgen/runtime/auth"
)

// Section "Test Vectors" of cryptosign.
func TestCryptosignVectors(t *testing.T) {
	const channel = "62e935ae755f3d48f80d4d59f6121358c435722a67e859cc0caa8b539027f2ff"
	for _, v := range []struct{ channel, key, challenge, signature string }{
		{"", "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "b32675b221f08593213737bef8240e7c15228b07028e19595294678c90d11c0cae80a357331bfc5cc9fb71081464e6e75013517c2cf067ad566a6b7b728e5d03ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
		{"", "d511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd", "b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d", "d4209ad10d5aff6bfbc009d7e924795de138a63515efc7afc6b01b7fe5201372190374886a70207b042294af5bd64ce725cd8dceb344e6d11c09d1aaaf4d660fb26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d"},
		{"", "6e1fde9cf9e2359a87420b65a87dc0c66136e66945196ba2475990d8a0c3a25b", "b05e6b8ad4d69abf74aa3be3c0ee40ae07d66e1895b9ab09285a2f1192d562d2", "7beb282184baadd08f166f16dd683b39cab53816ed81e6955def951cb2ddad1ec184e206746fd82bda075af03711d3d5658fc84a76196b0fa8d1ebc92ef9f30bb05e6b8ad4d69abf74aa3be3c0ee40ae07d66e1895b9ab09285a2f1192d562d2"},
		{channel, "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", "9b6f41540c9b95b4b7b281c3042fa9c54cef43c842d62ea3fd6030fcb66e70b3e80d49d44c29d1635da9348d02ec93f3ed1ef227dfb59a07b580095c2b82f80f9d16ca518aa0c2b707f2b2a609edeca73bca8dd59817a633f35574ac6fd80d00"},
		{channel, "d511fe78e23934b3dadb52fcd022974b80bd92bccc7c5cf404e46cc0a8a2f5cd", "b26c1f87c13fc1da14997f1b5a71995dff8fbe0a62fae8473c7bdbd05bfb607d", "305aaa3ac25e98f651427688b3fc43fe7d8a68a7ec1d7d61c61517c519bd4a427c3015599d83ca28b4c652333920223844ef0725eb5dc2febfd6af7677b73f01d0852a29b460fc92ec943242ac638a053bbacc200512b18b30d15083cbdc9282"},
		{channel, "6e1fde9cf9e2359a87420b65a87dc0c66136e66945196ba2475990d8a0c3a25b", "b05e6b8ad4d69abf74aa3be3c0ee40ae07d66e1895b9ab09285a2f1192d562d2", "ee3c7644fd8070532bc1fde3d70d742267da545d8c8f03e63bda63f1ad4214f4d2c4bfdb4eb9526def42deeb7e31602a6ff99eba893e0a4ad4d45892ca75e608d2b75e24a189a7f78ca776ba36fc53f6c3e31c32f251f2c524f0a44202f2902d"},
	} {
		key, err := auth.ParseKey(v.key)
		if err != nil {
			t.Fatal(err)
		}
		challenge, id := unhex(t, v.challenge), unhex(t, v.channel)
		got, err := auth.SignCryptosign(key, challenge, id)
		if err != nil || got != v.signature {
			t.Errorf("signature of %s, channel %q:\n got %s, %v\nwant %s", v.challenge, v.channel, got, err, v.signature)
		}
		public, err := auth.ParsePublicKey(hex.EncodeToString(key[32:]))
		if err != nil {
			t.Fatal(err)
		}
		if !auth.VerifyCryptosign(public, challenge, id, v.signature) {
			t.Errorf("the signature of %s is refused", v.challenge)
		}
	}
}

// The challenge of section "Challenge Response Authentication" and the key of
// "Password Salting" with autobahn's signature of them.
func TestWAMPCRAVectors(t *testing.T) {
	const challenge = `{ "nonce": "LHRTC9zeOIrt_9U3", "authprovider": "userdb", "authid": "peter", "timestamp": "2014-06-22T16:36:25.448Z", "authrole": "user", "authmethod": "wampcra", "session": 3251278072152162}`
	key, err := auth.Salting{Salt: "salt123", Iterations: 1000, KeyLength: 32}.Key("prq7+YkJ1/KlW1X0YczMHw==")
	if want := "x3VUQP8nYPzJdXz8NhwzlJNbYWUZzqpZ4bR2y7nbocc="; err != nil || key != want {
		t.Errorf("salted key %q, %v; want %q", key, err, want)
	}
	for secret, want := range map[string]string{"secret!!!": "lHo4wDBMI7hOt/HDZsCiVIen/sqiUByYMYVsJvnsPsE=", key: "BMzt9Bh04DYHnM/xIURdgM/uWPBWfm4PNPoJtEG1Lx8="} {
		if got := auth.SignCRA(secret, challenge); got != want {
			t.Errorf("signature %q, want %q", got, want)
		}
		if !auth.VerifyCRA(secret, challenge, want) || auth.VerifyCRA(secret, challenge+" ", want) || auth.VerifyCRA(secret, challenge, "") {
			t.Error("VerifyCRA is wrong")
		}
	}
}

// The exchange of RFC 7677, section 3, which wamp-scram computes in the same way.
func TestSCRAMVector(t *testing.T) {
	kdf := auth.KDF{Name: auth.KDFPBKDF2, Iterations: 4096}
	e := auth.Exchange{
		AuthID: "user", ClientNonce: "rOprNGfwEbeRWgbNEkqO", Nonce: "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
		Salt: "W22ZaJ0SNY7soEsUEjb6gQ==", Iterations: 4096,
	}
	proof, signature, err := e.Prove("pencil", kdf)
	if err != nil || proof != "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=" || signature != "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" {
		t.Errorf("proof %q, signature %q, %v", proof, signature, err)
	}
	salt, _ := base64.StdEncoding.DecodeString(e.Salt)
	v, err := auth.NewVerifier("pencil", salt, kdf)
	if err != nil {
		t.Fatal(err)
	}
	if got, ok := e.Verify(v, proof); !ok || got != signature {
		t.Errorf("verified: %v, signature %q", ok, got)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	if s == "" {
		return nil
	}
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

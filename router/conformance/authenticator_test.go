package conformance

import (
	"encoding/base64"
	"encoding/hex"
	"testing"
	"time"
)

// authenticator joins realm1 with the procedure that the paths "dynamic_*" ask.
func authenticator(t *testing.T, n *node) *peer {
	t.Helper()
	p := n.join(t, asCBOR, "realm1", "staff", able())
	p.register("com.example.authenticate", dict{})
	return p
}

// answer answers the next INVOCATION of the authenticator and returns its arguments.
func (p *peer) answer(result any) list {
	p.t.Helper()
	m := p.want(INVOCATION, id, id, anything, anything)
	p.send(YIELD, m[1], dict{}, list{result})
	return m[4].(list)
}

func TestDynamicAuthenticator(t *testing.T) {
	n := authNode(t)
	a := authenticator(t, n)
	t.Run("ticket", func(t *testing.T) {
		p := n.dial(t, asJSON, "dynamic_ticket")
		challenged(p, "realm2", asking("joe", dict{"app": "test"}, "ticket"), "ticket")
		p.send(AUTHENTICATE, "a ticket", dict{})
		args := a.answer(dict{"role": "guest", "authid": "Joe", "realm": "realm1", "extra": dict{"welcome": "back"}})
		details := p.wantWelcome("realm1", "Joe", "ticket", "dynamic")
		if details["authextra"].(dict)["welcome"] != "back" {
			t.Errorf("WELCOME %v", details)
		}
		if diff := diff(list{"realm2", "joe", with{
			"ticket": "a ticket", "authmethod": "ticket", "authextra": dict{"app": "test"}, "session": id,
			"transport": with{"type": "websocket", "protocol": "wamp.2.json", "peer": text},
		}}, any(args)); diff != "" {
			t.Errorf("question (-want +got):\n%s", diff)
		}
	})
	t.Run("just a role, in the client's realm", func(t *testing.T) {
		p := n.dial(t, asJSON, "dynamic_here")
		challenged(p, "realm1", asking("joe", nil, "ticket"), "ticket")
		p.send(AUTHENTICATE, "a ticket", dict{})
		a.answer("guest")
		p.wantWelcome("realm1", "joe", "ticket", "dynamic")
	})
	t.Run("anonymous", func(t *testing.T) {
		p := n.dial(t, asJSON, "dynamic_anonymous")
		p.send(HELLO, nil, asking("root", nil, "anonymous"))
		if args := a.answer(dict{"role": "guest", "realm": "realm2"}); args[0] != nil || args[1] != nil {
			t.Errorf("the authenticator believes %v", args)
		}
		p.want(WELCOME, id, with{"realm": "realm2", "authrole": "guest"})
	})
	t.Run("wampcra", func(t *testing.T) {
		p := n.dial(t, asJSON, "dynamic_wampcra")
		p.send(HELLO, "realm1", asking("peter", nil, "wampcra"))
		key := base64.StdEncoding.EncodeToString(derived(t, "x", "salty", 500))
		a.answer(dict{"role": "guest", "secret": key, "salt": "salty", "iterations": 500, "keylen": 32})
		extra := p.want(CHALLENGE, "wampcra", with{"salt": "salty", "iterations": 500, "keylen": 32})[2].(dict)
		p.send(AUTHENTICATE, base64.StdEncoding.EncodeToString(mac([]byte(key), []byte(extra["challenge"].(string)))), dict{})
		p.wantWelcome("realm1", "peter", "wampcra", "dynamic")
	})
	t.Run("scram", func(t *testing.T) {
		p := n.dial(t, asJSON, "dynamic_scram")
		c := scramClient{authid: "user", nonce: "egVDf3DMJh0="}
		p.send(HELLO, "realm1", asking("user", dict{"nonce": c.nonce}, "wamp-scram"))
		salted := derived(t, scramWord, "another salt", 4096)
		a.answer(dict{
			"role": "guest", "kdf": "pbkdf2", "iterations": 4096, "salt": hex.EncodeToString([]byte("another salt")),
			"stored-key": storedKey(salted), "server-key": hex.EncodeToString(mac(salted, []byte("Server Key"))),
		})
		extra := p.want(CHALLENGE, "wamp-scram", anything)[2].(dict)
		proof, _ := c.prove(t, scramWord, extra)
		p.send(AUTHENTICATE, proof, dict{"nonce": extra["nonce"]})
		p.wantWelcome("realm1", "user", "wamp-scram", "dynamic")
	})
	t.Run("cryptosign", func(t *testing.T) {
		for _, principal := range []any{
			"guest", dict{"role": "guest", "pubkey": publicHex(clientKey)}, dict{"role": "guest", "authorized_keys": list{publicHex(strangerKey), publicHex(clientKey)}},
		} {
			p := n.dial(t, asJSON, "dynamic_cryptosign")
			p.send(HELLO, "realm1", asking(nil, dict{"pubkey": publicHex(clientKey)}, "cryptosign"))
			a.answer(principal)
			extra := p.want(CHALLENGE, "cryptosign", anything)[2].(dict)
			p.send(AUTHENTICATE, signed(t, clientKey, extra["challenge"]), dict{})
			p.wantWelcome("realm1", publicHex(clientKey), "cryptosign", "dynamic")
		}
		p := n.dial(t, asJSON, "dynamic_cryptosign")
		p.send(HELLO, "realm1", asking(nil, dict{"pubkey": publicHex(clientKey)}, "cryptosign"))
		a.answer(dict{"role": "guest", "pubkey": publicHex(strangerKey)})
		extra := p.want(CHALLENGE, "cryptosign", anything)[2].(dict)
		p.send(AUTHENTICATE, signed(t, clientKey, extra["challenge"]), dict{})
		p.wantAbort(authenticationDenied)
	})
}

// An authenticator that does not say who it is denies; one that says that it is nobody
// gets the client the challenge that everybody gets.
func TestDynamicAuthenticatorFailsClosed(t *testing.T) {
	n := authNode(t)
	a := authenticator(t, n)
	refuse := func(uri string) func(request any) list {
		return func(request any) list { return list{ERROR, INVOCATION, request, dict{}, uri} }
	}
	yield := func(result ...any) func(request any) list {
		return func(request any) list { return list{YIELD, request, dict{}, append(list{}, result...)} }
	}
	for name, test := range map[string]struct {
		method string
		answer func(request any) list
		reason string // "": a challenge, and then denied
	}{
		"error of the protocol":      {"ticket", refuse("wamp.error.runtime_error"), authenticationFailed},
		"wrong arguments":            {"ticket", refuse("wamp.error.invalid_argument"), authenticationFailed},
		"error of its own":           {"ticket", refuse("com.example.error.who"), authenticationDenied},
		"no such principal":          {"wampcra", refuse("wamp.error.no_such_principal"), ""},
		"null":                       {"wampcra", yield(nil), ""},
		"nothing":                    {"wampcra", yield(), ""},
		"null for scram":             {"scram", yield(nil), ""},
		"null for cryptosign":        {"cryptosign", yield(nil), ""},
		"a number":                   {"ticket", yield(1), authenticationFailed},
		"true":                       {"ticket", yield(true), authenticationFailed},
		"no role":                    {"ticket", yield(dict{"authid": "joe"}), authenticationFailed},
		"a role that is no text":     {"ticket", yield(dict{"role": 7}), authenticationFailed},
		"an authid that is no text":  {"ticket", yield(dict{"role": "guest", "authid": list{}}), authenticationFailed},
		"a realm that is no URI":     {"ticket", yield(dict{"role": "guest", "realm": "a..b"}), authenticationFailed},
		"a realm that is not there":  {"ticket", yield(dict{"role": "guest", "realm": "realm9"}), "wamp.error.no_such_realm"},
		"a role that is not there":   {"ticket", yield("guests"), "wamp.error.no_such_role"},
		"the role of components":     {"ticket", yield("trusted"), "wamp.error.not_authorized"},
		"no secret":                  {"wampcra", yield("guest"), authenticationFailed},
		"an empty secret":            {"wampcra", yield(dict{"role": "guest", "secret": ""}), authenticationFailed},
		"iterations of nothing":      {"wampcra", yield(dict{"role": "guest", "secret": "x", "salt": "y", "iterations": 0}), authenticationFailed},
		"no verifier":                {"scram", yield("guest"), authenticationFailed},
		"half a verifier":            {"scram", yield(dict{"role": "guest", "kdf": "pbkdf2", "iterations": 4096, "salt": "00", "stored-key": "00"}), authenticationFailed},
		"an unknown function":        {"scram", yield(dict{"role": "guest", "kdf": "md5", "iterations": 4096, "salt": "00", "stored-key": storedKey(nil), "server-key": storedKey(nil)}), authenticationFailed},
		"a key that is none":         {"cryptosign", yield(dict{"role": "guest", "pubkey": "xyz"}), authenticationFailed},
		"keys that are no list":      {"cryptosign", yield(dict{"role": "guest", "authorized_keys": "xyz"}), authenticationFailed},
		"an anonymous one is nobody": {"anonymous", yield(nil), authenticationDenied},
	} {
		t.Run(name, func(t *testing.T) {
			p := n.dial(t, asJSON, "dynamic_"+test.method)
			p.send(HELLO, "realm1", asking("joe", dict{"nonce": "egVDf3DMJh0=", "pubkey": publicHex(clientKey)}, test.method))
			if test.method == "ticket" {
				p.want(CHALLENGE, "ticket", dict{})
				p.send(AUTHENTICATE, "x", dict{})
			}
			m := a.want(INVOCATION, id, id, anything, anything)
			a.send(test.answer(m[1])...)
			if test.reason != "" {
				p.wantAbort(test.reason)
				return
			}
			extra := p.want(CHALLENGE, test.method, anything)[2].(dict)
			answer := "x"
			if test.method == "cryptosign" {
				answer = signed(t, clientKey, extra["challenge"])
			}
			p.send(AUTHENTICATE, answer, dict{})
			p.wantAbort(authenticationDenied)
		})
	}
	t.Run("it leaves while it is asked", func(t *testing.T) {
		p := n.dial(t, asJSON, "dynamic_wampcra")
		p.send(HELLO, "realm1", asking("joe", nil, "wampcra"))
		a.want(INVOCATION, id, id, anything, anything)
		a.drop()
		p.wantAbort(authenticationFailed)
	})
	t.Run("it is not there", func(t *testing.T) {
		p := n.dial(t, asJSON, "dynamic_wampcra")
		p.send(HELLO, "realm1", asking("joe", nil, "wampcra"))
		p.wantAbort(authenticationFailed)
	})
	t.Run("it is one of the client's realm, and assigns another", func(t *testing.T) {
		a := authenticator(t, n)
		p := n.dial(t, asJSON, "dynamic_here")
		challenged(p, "realm1", asking("joe", nil, "ticket"), "ticket")
		p.send(AUTHENTICATE, "x", dict{})
		a.answer(dict{"role": "guest", "realm": "realm2"})
		p.wantAbort(authenticationFailed)
	})
	t.Run("nobody knows the realm", func(t *testing.T) {
		p := n.dial(t, asJSON, "dynamic_here")
		challenged(p, nil, asking("joe", nil, "ticket"), "ticket")
		p.send(AUTHENTICATE, "x", dict{})
		p.wantAbort("wamp.error.no_such_realm")
	})
}

// An authenticator that never answers costs the client five seconds, and then denies.
func TestDynamicAuthenticatorHangs(t *testing.T) {
	t.Parallel()
	n := authNode(t)
	a := authenticator(t, n)
	p := n.dial(t, asJSON, "dynamic_wampcra")
	began := time.Now()
	p.send(HELLO, "realm1", asking("joe", nil, "wampcra"))
	m := a.want(INVOCATION, id, id, anything, anything)
	p.wantAbort(authenticationFailed)
	if waited := time.Since(began); waited < 4*time.Second || waited > 9*time.Second {
		t.Errorf("it took %s", waited)
	}
	a.want(INTERRUPT, m[1], anything)
}

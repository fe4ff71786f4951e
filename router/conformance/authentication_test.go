package conformance

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"testing"
	"time"
)

const (
	authenticationDenied   = "wamp.error.authentication_denied"
	authenticationRequired = "wamp.error.authentication_required"
	authenticationFailed   = "wamp.error.authentication_failed"
)

// Sections "Ticket-based Authentication", "Challenge Response Authentication", "Salted
// Challenge Response Authentication" and "Cryptosign-based Authentication": each
// message exchange as the sections have it.
func TestAuthentication(t *testing.T) {
	n := authNode(t)
	for _, s := range serializers {
		t.Run(s.name, func(t *testing.T) {
			t.Run("ticket", func(t *testing.T) {
				p := n.dial(t, s, "every")
				challenged(p, "realm1", asking("joe", nil, "ticket"), "ticket")
				p.send(AUTHENTICATE, joeTicket, dict{})
				p.wantWelcome("realm1", "joe", "ticket", "static")
				p.leave()
			})
			t.Run("wampcra", func(t *testing.T) {
				p := n.dial(t, s, "every")
				extra := challenged(p, nil, asking("peter", nil, "wampcra"), "wampcra")
				challenge := extra["challenge"].(string)
				p.send(AUTHENTICATE, base64.StdEncoding.EncodeToString(mac([]byte(peterSecret), []byte(challenge))), dict{})
				p.want(WELCOME, craFields(t, challenge, "peter"), with{"realm": "realm2", "authid": "peter", "authrole": "guest", "authmethod": "wampcra"})
				if extra["salt"] != nil {
					t.Errorf("the challenge has salt %v", extra)
				}
			})
			t.Run("wampcra salted", func(t *testing.T) {
				p := n.dial(t, s, "every")
				extra := challenged(p, "realm1", asking("salty", nil, "wampcra"), "wampcra")
				if extra["salt"] != "salt123" || extra["iterations"] != int64(1000) || extra["keylen"] != int64(32) {
					t.Fatalf("challenge %v", extra)
				}
				key := base64.StdEncoding.EncodeToString(derived(t, saltedWord, "salt123", 1000))
				p.send(AUTHENTICATE, base64.StdEncoding.EncodeToString(mac([]byte(key), []byte(extra["challenge"].(string)))), dict{})
				p.wantWelcome("realm1", "salty", "wampcra", "static")
			})
			t.Run("wamp-scram", func(t *testing.T) {
				p := n.dial(t, s, "every")
				c := scramClient{authid: "user", nonce: "egVDf3DMJh0="}
				extra := challenged(p, "realm1", asking("user", dict{"nonce": c.nonce, "channel_binding": nil}, "wamp-scram"), "wamp-scram")
				if extra["kdf"] != "pbkdf2" || extra["memory"] != nil || extra["nonce"] == c.nonce {
					t.Fatalf("challenge %v", extra)
				}
				proof, signature := c.prove(t, scramWord, extra)
				p.send(AUTHENTICATE, proof, dict{"nonce": extra["nonce"], "channel_binding": nil, "cbind_data": nil})
				details := p.wantWelcome("realm1", "user", "wamp-scram", "static")
				if got := details["authextra"].(dict)["verifier"]; got != signature {
					t.Errorf("verifier %v, want %s", got, signature)
				}
			})
			t.Run("cryptosign", func(t *testing.T) {
				for _, authid := range []any{nil, "client01@example.com"} {
					p := n.dial(t, s, "every")
					extra := challenged(p, nil, asking(authid, dict{"pubkey": publicHex(clientKey)}, "cryptosign"), "cryptosign")
					p.send(AUTHENTICATE, signed(t, clientKey, extra["challenge"]), dict{})
					p.wantWelcome("realm1", "client01@example.com", "cryptosign", "static")
				}
			})
		})
	}
}

// craFields checks the challenge of wampcra and returns the session's ID in it.
func craFields(t *testing.T, challenge, authid string) int64 {
	t.Helper()
	var fields struct {
		AuthID, AuthRole, AuthMethod, AuthProvider, Nonce, Timestamp string
		Session                                                      int64
	}
	if err := json.Unmarshal([]byte(challenge), &fields); err != nil {
		t.Fatal(err)
	}
	stamp, err := time.Parse("2006-01-02T15:04:05.000Z", fields.Timestamp)
	if err != nil || time.Since(stamp).Abs() > time.Minute {
		t.Errorf("timestamp %q: %v", fields.Timestamp, err)
	}
	if fields.AuthID != authid || fields.AuthRole != "guest" || fields.AuthMethod != "wampcra" || fields.AuthProvider == "" || len(fields.Nonce) < 16 {
		t.Errorf("challenge %s", challenge)
	}
	return fields.Session
}

// What proves nothing is answered with ABORT and the same reason, whether or not the
// principal exists.
func TestAuthenticationDenied(t *testing.T) {
	t.Parallel()
	n := authNode(t)
	other := func(text string) string {
		h := sha256.Sum256([]byte(text))
		return base64.StdEncoding.EncodeToString(h[:])
	}
	for _, authid := range []string{"joe", "nobody", "", "JOE"} {
		p := n.dial(t, asJSON, "every")
		if authid == "" {
			p.send(HELLO, "realm1", asking(nil, nil, "ticket"))
			p.wantAbort(authenticationDenied)
			continue
		}
		challenged(p, "realm1", asking(authid, nil, "ticket"), "ticket")
		p.send(AUTHENTICATE, joeTicket+" ", dict{})
		p.wantAbort(authenticationDenied)
	}
	for _, authid := range []string{"peter", "salty", "nobody"} {
		for _, answer := range []func(string) string{
			func(string) string { return "" },
			func(c string) string { return other(c) },
			func(c string) string { return base64.StdEncoding.EncodeToString(mac(nil, []byte(c))) },
			func(c string) string {
				return base64.StdEncoding.EncodeToString(mac([]byte(peterSecret), []byte(c+" ")))
			},
		} {
			p := n.dial(t, asJSON, "every")
			extra := challenged(p, "realm1", asking(authid, nil, "wampcra"), "wampcra")
			p.send(AUTHENTICATE, answer(extra["challenge"].(string)), dict{})
			p.wantAbort(authenticationDenied)
		}
	}
	c := scramClient{authid: "user", nonce: "egVDf3DMJh0="}
	for name, change := range map[string]func(answer *string, extra dict){
		"the wrong proof":         func(answer *string, _ dict) { *answer = other("x") },
		"no proof":                func(answer *string, _ dict) { *answer = "" },
		"another nonce":           func(_ *string, extra dict) { extra["nonce"] = c.nonce },
		"no nonce":                func(_ *string, extra dict) { delete(extra, "nonce") },
		"a binding not asked for": func(_ *string, extra dict) { extra["channel_binding"] = "tls-unique" },
		"data of no binding":      func(_ *string, extra dict) { extra["cbind_data"] = "AAAA" },
	} {
		t.Run("scram with "+name, func(t *testing.T) {
			p := n.dial(t, asJSON, "every")
			challenge := challenged(p, "realm1", asking("user", dict{"nonce": c.nonce}, "wamp-scram"), "wamp-scram")
			answer, _ := c.prove(t, scramWord, challenge)
			extra := dict{"nonce": challenge["nonce"], "channel_binding": nil, "cbind_data": nil}
			change(&answer, extra)
			p.send(AUTHENTICATE, answer, extra)
			p.wantAbort(authenticationDenied)
		})
	}
	for name, extra := range map[string]dict{"no nonce": {}, "a nonce not in base64": {"nonce": "%%%"}, "an endless nonce": {"nonce": other("x") + other("y")[:43]}} {
		t.Run("scram and "+name, func(t *testing.T) {
			p := n.dial(t, asJSON, "every")
			p.send(HELLO, "realm1", asking("user", extra, "wamp-scram"))
			p.wantAbort(authenticationDenied)
		})
	}
	t.Run("scram with a binding that is not there", func(t *testing.T) {
		p := n.dial(t, asJSON, "every")
		p.send(HELLO, "realm1", asking("user", dict{"nonce": c.nonce, "channel_binding": "tls-unique"}, "wamp-scram"))
		p.wantAbort("wamp.error.feature_not_supported")
	})
}

// Peers are known to accept a good signature over a challenge that they have not sent,
// for it comes with the message that it is of.
func TestCryptosignOfAnotherChallenge(t *testing.T) {
	t.Parallel()
	n := authNode(t)
	forged := "00000000000000000000000000000000000000000000000000000000000000ff"
	var before string // an answer that was good once
	for name, test := range map[string]struct {
		key    any
		authid any
		answer func(challenge any) string
	}{
		"a message of the client's own": {publicHex(clientKey), nil, func(any) string { return signed(t, clientKey, forged) }},
		"with the challenge behind it": {publicHex(clientKey), nil, func(c any) string {
			return signed(t, clientKey, forged)[:128] + c.(string)
		}},
		"by the key of a stranger":         {publicHex(strangerKey), nil, func(c any) string { return signed(t, strangerKey, c) }},
		"by a stranger in another's name":  {publicHex(clientKey), nil, func(c any) string { return signed(t, strangerKey, c) }},
		"by a key that is not the authids": {publicHex(clientKey), "joe", func(c any) string { return signed(t, clientKey, c) }},
		"without a message":                {publicHex(clientKey), nil, func(c any) string { return signed(t, clientKey, c)[:128] }},
		"nothing":                          {publicHex(clientKey), nil, func(any) string { return "" }},
		"no hex":                           {publicHex(clientKey), nil, func(any) string { return "zz" }},
	} {
		t.Run(name, func(t *testing.T) {
			p := n.dial(t, asJSON, "every")
			extra := challenged(p, "realm1", asking(test.authid, dict{"pubkey": test.key}, "cryptosign"), "cryptosign")
			p.send(AUTHENTICATE, test.answer(extra["challenge"]), dict{})
			p.wantAbort(authenticationDenied)
		})
	}
	for range 2 { // the second time the answer is an old one
		p := n.dial(t, asJSON, "every")
		extra := challenged(p, "realm1", asking(nil, dict{"pubkey": publicHex(clientKey)}, "cryptosign"), "cryptosign")
		if before != "" {
			p.send(AUTHENTICATE, before, dict{})
			p.wantAbort(authenticationDenied)
			break
		}
		before = signed(t, clientKey, extra["challenge"])
		p.send(AUTHENTICATE, before, dict{})
		p.want(WELCOME, id, anything)
	}
	for _, key := range []any{nil, "", "00", 7, publicHex(clientKey) + "00"} {
		p := n.dial(t, asJSON, "every")
		p.send(HELLO, "realm1", asking(nil, dict{"pubkey": key}, "cryptosign"))
		p.wantAbort(authenticationDenied)
	}
}

// Section "Advanced Profile URIs", "Authentication".
func TestAuthenticationMethods(t *testing.T) {
	t.Parallel()
	n := authNode(t)
	for name, test := range map[string]struct {
		details dict
		reason  string // of ABORT; "": a challenge
		method  string
	}{
		"no methods":              {plain, authenticationRequired, ""},
		"an empty list":           {asking("joe", nil), authenticationRequired, ""},
		"anonymous only":          {asking("joe", nil, "anonymous"), authenticationRequired, ""},
		"none that is known":      {asking("joe", nil, "kerberos", "x509"), "wamp.error.no_matching_auth_method", ""},
		"no texts":                {asking("joe", nil, 1, nil), authenticationRequired, ""},
		"the second one is known": {asking("joe", nil, "kerberos", "ticket"), "", "ticket"},
		"the client's order":      {asking("joe", nil, "wampcra", "ticket"), "", "wampcra"},
		"a cookie that is none":   {asking("joe", nil, "cookie", "ticket"), "", "ticket"},
		"a certificate not shown": {asking("joe", nil, "tls", "ticket"), "", "ticket"},
		"anonymous first":         {asking("joe", nil, "anonymous", "ticket"), "", "ticket"},
	} {
		t.Run(name, func(t *testing.T) {
			p := n.dial(t, asJSON, "cookies")
			if test.reason == "" {
				challenged(p, "realm1", test.details, test.method)
				return
			}
			p.send(HELLO, "realm1", test.details)
			p.wantAbort(test.reason)
		})
	}
}

// While it has not answered the challenge, a client has no session.
func TestNothingBeforeAuthenticate(t *testing.T) {
	t.Parallel()
	n := authNode(t)
	for _, message := range []list{
		{CALL, 1, dict{}, "com.open.procedure"},
		{SUBSCRIBE, 1, dict{}, "com.open.topic"},
		{HELLO, "realm1", plain},
		{GOODBYE, dict{}, "wamp.close.normal"},
	} {
		p := n.dial(t, asJSON, "every")
		challenged(p, "realm1", asking("joe", nil, "ticket"), "ticket")
		p.send(message...)
		p.wantAbort(protocolViolation)
	}
	p := n.dial(t, asJSON, "every")
	p.send(AUTHENTICATE, joeTicket, dict{})
	p.wantAbort(protocolViolation)
	p = n.dial(t, asJSON, "every")
	challenged(p, "realm1", asking("joe", nil, "ticket"), "ticket")
	p.send(AUTHENTICATE, joeTicket, dict{})
	p.wantWelcome("realm1", "joe", "ticket", "static")
	p.send(AUTHENTICATE, joeTicket, dict{})
	p.wantAbort(protocolViolation)
}

// Section "Initial Client Authentication Message": the challenge for somebody who does
// not exist is always the same, and looks like one for somebody who does.
func TestUnknownPrincipalsAreNotTold(t *testing.T) {
	t.Parallel()
	n := authNode(t)
	ask := func(authid, method string) dict {
		p := n.dial(t, asJSON, "every")
		defer p.drop()
		return challenged(p, "realm1", asking(authid, dict{"nonce": "egVDf3DMJh0=", "pubkey": publicHex(strangerKey)}, method), method)
	}
	keys := func(d dict) (names []string) {
		for name := range d {
			names = append(names, name)
		}
		slices.Sort(names)
		return names
	}
	first, again, known := ask("nobody", "wamp-scram"), ask("nobody", "wamp-scram"), ask("user", "wamp-scram")
	if first["salt"] != again["salt"] || len(first["salt"].(string)) != len(known["salt"].(string)) || first["salt"] == known["salt"] {
		t.Errorf("salts %v and %v of nobody, %v of somebody", first["salt"], again["salt"], known["salt"])
	}
	if first["salt"] == ask("nobody else", "wamp-scram")["salt"] {
		t.Error("two who do not exist have the same salt")
	}
	if first["nonce"] == again["nonce"] {
		t.Error("the nonce is the same again")
	}
	if !slices.Equal(keys(first), keys(known)) || first["kdf"] != known["kdf"] || first["iterations"] != known["iterations"] {
		t.Errorf("the challenge of nobody is %v, of somebody %v", first, known)
	}
	salted := map[bool]bool{} // of nobody's challenges of wampcra some have salt, as some of somebody's have
	for _, authid := range []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"} {
		extra := ask(authid, "wampcra")
		_, has := extra["salt"]
		salted[has] = true
		if has && len(extra["salt"].(string)) != len("salt123") {
			t.Errorf("salt %v", extra["salt"])
		}
		craFields(t, extra["challenge"].(string), authid)
		if _, has2 := ask(authid, "wampcra")["salt"]; has2 != has {
			t.Errorf("%s has salt only sometimes", authid)
		}
	}
	if len(salted) != 2 {
		t.Error("all who do not exist look the same")
	}
	if !slices.Equal(keys(ask("nobody", "cryptosign")), []string{"challenge"}) {
		t.Error("the challenge of cryptosign has more than it should")
	}
}

package conformance

import (
	"net/http"
	"testing"

	"github.com/gorilla/websocket"
)

// dialWithCookie opens a connection with a cookie, "" is none, and returns the one it
// is given, "" if it is given none.
func (n *node) dialWithCookie(t *testing.T, path, value string) (p *peer, given string) {
	t.Helper()
	header := http.Header{}
	if value != "" {
		header.Set("Cookie", "other=1; session="+value)
	}
	dialer := websocket.Dialer{Subprotocols: []string{asJSON.subprotocol()}, HandshakeTimeout: patience}
	conn, response, err := dialer.Dial(n.urls[path], header)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	t.Cleanup(func() { _ = conn.Close() })
	for _, c := range response.Cookies() {
		if c.Name != "session" && c.Name != "cbtid" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 86400 || len(c.Value) < 32 {
			t.Errorf("cookie %v", c)
		}
		given = c.Value
	}
	return &peer{t: t, serializer: asJSON, conn: conn}, given
}

// Section "Cookie-based Authentication": who has authenticated is known by the cookie of
// that connection, and nobody else by any.
func TestCookieAuthentication(t *testing.T) {
	t.Parallel()
	n := authNode(t)
	offer := asking(nil, nil, "cookie")
	unknown := func(value string) {
		t.Helper()
		p, given := n.dialWithCookie(t, "cookies", value)
		if given == "" || given == value {
			t.Errorf("who came with the cookie %q is given %q", value, given)
		}
		p.send(HELLO, "realm1", offer)
		p.wantAbort("wamp.error.no_matching_auth_method")
	}
	asJoe := func(p *peer) {
		t.Helper()
		details := asking("joe", nil, "cookie", "ticket")
		challenged(p, "realm1", details, "ticket")
		p.send(AUTHENTICATE, joeTicket, dict{})
		p.wantWelcome("realm1", "joe", "ticket", "static")
	}
	first, cookie := n.dialWithCookie(t, "cookies", "")
	if cookie == "" {
		t.Fatal("who came without a cookie is given none")
	}
	unknown(cookie) // nobody has authenticated with it
	unknown("x")
	asJoe(first)

	again, given := n.dialWithCookie(t, "cookies", cookie)
	if given != "" {
		t.Errorf("who is known is given the cookie %q", given)
	}
	again.send(HELLO, nil, offer)
	again.wantWelcome("realm1", "joe", "cookie", "static")

	for name, details := range map[string]list{
		"another realm":  {"realm2", offer},
		"another authid": {"realm1", asking("peter", nil, "cookie")},
	} {
		p, _ := n.dialWithCookie(t, "cookies", cookie)
		p.send(append(list{HELLO}, details...)...)
		if m := p.receive(); m[0] != int64(ABORT) {
			t.Errorf("%s: the router says %v", name, m)
		}
	}

	// Who plants the cookie of somebody at somebody else does not get to be that one.
	planted, _ := n.dialWithCookie(t, "cookies", cookie)
	extra := challenged(planted, nil, asking("client01@example.com", dict{"pubkey": publicHex(clientKey)}, "cryptosign"), "cryptosign")
	planted.send(AUTHENTICATE, signed(t, clientKey, extra["challenge"]), dict{})
	planted.wantWelcome("realm1", "client01@example.com", "cryptosign", "static")
	thief, _ := n.dialWithCookie(t, "cookies", cookie)
	thief.send(HELLO, "realm1", offer)
	thief.wantWelcome("realm1", "joe", "cookie", "static")

	// A path without the method gives cookies, and takes none for a proof.
	p, _ := n.dialWithCookie(t, "every", "")
	p.send(HELLO, "realm1", offer)
	p.wantAbort("wamp.error.no_matching_auth_method")
}

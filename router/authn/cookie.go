package authn

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/proxy"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
)

// Cookies notes under which cookie who has authenticated, so that the next connection
// with that cookie need not (section "Cookie-based Authentication"). It is in memory
// and holds the hashes of cookies only.
type Cookies struct {
	Name   string        // default: cbtid
	MaxAge time.Duration // default: a day

	mu    sync.Mutex
	known map[[sha256.Size]byte]noted
}

// mostCookies bounds what is noted; the one that ends first goes first.
const mostCookies = 10_000

// noted is who came with a cookie.
type noted struct {
	principal session.Principal
	until     time.Time
}

// Answer returns what the opening request is to be answered with: a new cookie for who
// brings none that is known. The request is changed as if it had brought that one.
func (c *Cookies) Answer(r *http.Request) http.Header {
	if c == nil {
		return nil
	}
	if _, ok := c.find(c.token(r.Header)); ok {
		return nil
	}
	token := make([]byte, 24)
	_, _ = rand.Read(token) // never fails
	cookie := http.Cookie{
		Name: c.name(), Value: base64.RawURLEncoding.EncodeToString(token), Path: "/", MaxAge: int(c.maxAge() / time.Second),
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: proxy.Secure(r),
	}
	others := r.Cookies()
	r.Header.Del("Cookie")
	for _, other := range others {
		if other.Name != cookie.Name {
			r.AddCookie(other)
		}
	}
	r.AddCookie(&http.Cookie{Name: cookie.Name, Value: cookie.Value})
	return http.Header{"Set-Cookie": {cookie.String()}}
}

func (c *Cookies) name() string          { return cmp.Or(c.Name, "cbtid") }
func (c *Cookies) maxAge() time.Duration { return cmp.Or(c.MaxAge, 24*time.Hour) }

// token returns the cookie's value in the header of an opening request.
func (c *Cookies) token(header http.Header) string {
	cookie, err := (&http.Request{Header: header}).Cookie(c.name())
	if err != nil {
		return ""
	}
	return cookie.Value
}

func (c *Cookies) find(token string) (session.Principal, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	n, ok := c.known[sha256.Sum256([]byte(token))]
	return n.principal, ok && token != "" && time.Now().Before(n.until)
}

// note remembers who has authenticated. A cookie that is somebody's stays so: else who
// plants his own at somebody would become that one.
func (c *Cookies) note(a *session.Attempt, p *session.Principal) {
	if c == nil {
		return
	}
	token := c.token(a.Info.Header)
	if token == "" {
		return
	}
	kept := session.Principal{
		Realm: cmp.Or(p.Realm, a.Realm), AuthID: p.AuthID, AuthRole: p.AuthRole,
		AuthMethod: auth.MethodCookie, AuthProvider: p.AuthProvider,
	}
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	key := sha256.Sum256([]byte(token))
	if n, taken := c.known[key]; taken && now.Before(n.until) {
		return
	}
	if c.known == nil {
		c.known = map[[sha256.Size]byte]noted{}
	}
	if len(c.known) >= mostCookies {
		c.forgetLocked(now)
	}
	c.known[key] = noted{kept, now.Add(c.maxAge())}
}

// forgetLocked makes room: what has ended goes, else what ends first.
func (c *Cookies) forgetLocked(now time.Time) {
	var first [sha256.Size]byte
	var until time.Time
	for key, n := range c.known {
		if now.After(n.until) {
			delete(c.known, key)
		} else if until.IsZero() || n.until.Before(until) {
			first, until = key, n.until
		}
	}
	if len(c.known) >= mostCookies {
		delete(c.known, first)
	}
}

// Cookie is the method cookie: who came with the cookie before is here again.
type Cookie struct{ Cookies *Cookies }

// Names implements Method.
func (Cookie) Names() []string { return []string{auth.MethodCookie} }

// Authenticate implements Method.
func (m Cookie) Authenticate(_ context.Context, a *session.Attempt, _ string) (*session.Principal, error) {
	p, ok := m.Cookies.find(m.Cookies.token(a.Info.Header))
	authid, _ := a.Details["authid"].(string)
	switch {
	case !ok, a.Realm != "" && a.Realm != p.Realm, authid != "" && authid != p.AuthID:
		return nil, errPass
	}
	return &p, nil
}

package authn

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/router/proxy"
	"github.com/wampgen/wampgen/runtime/transport"
)

// A cookie is for TLS alone where the client speaks that, with the router or with a proxy.
func TestCookieIsSecure(t *testing.T) {
	for name, test := range map[string]struct {
		tls   bool
		relay *transport.Relay
		want  bool
	}{
		"plain":                         {false, nil, false},
		"TLS":                           {true, nil, true},
		"TLS with a proxy":              {false, &transport.Relay{Secure: true, EndsTLS: true}, true},
		"TLS behind a proxy alone":      {true, &transport.Relay{EndsTLS: true}, false},
		"TLS through a balancer":        {true, &transport.Relay{}, true},
		"TLS with a balancer":           {false, &transport.Relay{Secure: true}, true},
		"plain, with a balancer before": {false, &transport.Relay{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodGet, "/", nil)
			if test.tls {
				r.TLS = &tls.ConnectionState{}
			}
			if test.relay != nil {
				r = proxy.WithRelay(r, test.relay)
			}
			cookie := (&Cookies{}).Answer(r).Get("Set-Cookie")
			if got := strings.Contains(cookie, "Secure"); got != test.want {
				t.Errorf("the cookie is %q", cookie)
			}
		})
	}
}

package proxy

import (
	"context"
	"net/http"

	"github.com/wampgen/wampgen/runtime/transport"
)

type relayKey struct{}

// WithRelay returns the request as that of the client that a trusted proxy has sent it for.
func WithRelay(r *http.Request, relay *transport.Relay) *http.Request {
	r = r.WithContext(context.WithValue(r.Context(), relayKey{}, relay))
	r.RemoteAddr = relay.Remote
	return r
}

// Relay returns what trusted proxies say of who has sent a request, or nil: it came without
// one.
func Relay(r *http.Request) *transport.Relay {
	relay, _ := r.Context().Value(relayKey{}).(*transport.Relay)
	return relay
}

// Secure reports whether the client that has sent a request speaks TLS, with the router
// or with a trusted proxy.
func Secure(r *http.Request) bool {
	info := transport.Info{Secure: r.TLS != nil}
	Relay(r).Describe(&info)
	return info.Secure
}

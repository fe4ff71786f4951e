package client

import (
	"crypto/tls"
	"net/http"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Option changes how a router is reached.
type Option func(*config)

type config struct {
	dial websocket.DialOptions
	join runtime.JoinConfig
}

func newConfig(opts []Option) *config {
	c := &config{dial: websocket.DialOptions{Formats: []wamp.Format{wamp.MessagePack, wamp.CBOR, wamp.JSON}}}
	for _, opt := range opts {
		opt(c)
	}
	return c
}

// WithFormats offers these serializations, the preferred one first. Without it
// they are MessagePack, CBOR and JSON.
func WithFormats(formats ...wamp.Format) Option {
	return func(c *config) { c.dial.Formats = formats }
}

// WithHeader adds headers to the request that opens the connection.
func WithHeader(header http.Header) Option {
	return func(c *config) { c.dial.Header = header }
}

// WithTLS configures wss connections.
func WithTLS(cfg *tls.Config) Option {
	return func(c *config) { c.dial.TLS = cfg }
}

// WithLimits bounds messages, pings and how long the router may take nothing.
func WithLimits(limits websocket.Limits) Option {
	return func(c *config) { c.dial.Limits = limits }
}

// WithJoinConfig says who joins, and how. It concerns Join only; the realm is
// Join's.
func WithJoinConfig(cfg runtime.JoinConfig) Option {
	return func(c *config) { c.join = cfg }
}

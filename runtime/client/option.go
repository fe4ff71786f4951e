package client

import (
	"crypto/ed25519"
	"crypto/tls"
	"net/http"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Option changes how a router is reached.
type Option func(*config)

type config struct {
	dial websocket.DialOptions
	join runtime.JoinConfig
	env  runtime.Env
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

// WithBatches has what waits together sent as one WebSocket message (section "Message
// Batching"). Routers that do not know that are not joined. RawSocket has no need of it.
func WithBatches() Option { return func(c *config) { c.dial.Batched = true } }

// WithCompression offers the router permessage-deflate (RFC 7692): it may compress what it
// sends over WebSocket, events above all. It saves bandwidth and costs time.
func WithCompression() Option { return func(c *config) { c.dial.Compression = true } }

// WithHeader adds headers to the request that opens a WebSocket connection.
func WithHeader(header http.Header) Option {
	return func(c *config) { c.dial.Header = header }
}

// WithTLS configures wss and rss connections.
func WithTLS(cfg *tls.Config) Option {
	return func(c *config) { c.dial.TLS = cfg }
}

// WithLimits bounds messages, pings and how long the router may take nothing.
func WithLimits(limits transport.Limits) Option {
	return func(c *config) { c.dial.Limits = limits }
}

// WithCredentials proves who joins, in order of preference: the router chooses what it
// knows. It does not concern Connect, as the
// options for single methods below do not.
func WithCredentials(credentials ...runtime.Credentials) Option {
	return func(c *config) { c.join.Credentials = append(c.join.Credentials, credentials...) }
}

// WithTicket is WithCredentials of auth.Ticket: use it over wss only.
func WithTicket(authid, ticket string) Option { return WithCredentials(auth.Ticket(authid, ticket)) }

// WithWAMPCRA is WithCredentials of auth.WAMPCRA.
func WithWAMPCRA(authid, secret string) Option { return WithCredentials(auth.WAMPCRA(authid, secret)) }

// WithSCRAM is WithCredentials of auth.SCRAM.
func WithSCRAM(authid, password string) Option { return WithCredentials(auth.SCRAM(authid, password)) }

// WithCryptosign is WithCredentials of auth.Cryptosign. Over wss the proof is bound to
// the connection where the router can do that.
func WithCryptosign(authid string, key ed25519.PrivateKey) Option {
	return WithCredentials(auth.Cryptosign(authid, key))
}

// WithReconnect has the session join again when its connection is lost; see
// runtime.Reconnect, whose zero value is all defaults. Run and Start do so anyway.
func WithReconnect(policy runtime.Reconnect) Option {
	return func(c *config) { c.join.Reconnect = &policy }
}

// WithExtra gives a component its extra, JSON as in a node file. It concerns Run and
// Start.
func WithExtra(extra []byte) Option {
	return func(c *config) { c.env.Extra = extra }
}

// WithID names a component in logs and errors; without it, it is called by its
// class. It concerns Run and Start.
func WithID(id string) Option {
	return func(c *config) { c.env.ID = id }
}

// WithJoinConfig says who joins, and how, but for the realm. It does not concern
// Connect.
func WithJoinConfig(cfg runtime.JoinConfig) Option {
	return func(c *config) {
		cfg.Credentials = append(cfg.Credentials, c.join.Credentials...)
		if cfg.Reconnect == nil {
			cfg.Reconnect = c.join.Reconnect
		}
		c.join = cfg
	}
}

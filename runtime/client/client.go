// Package client joins a remote router over WebSocket.
package client

import (
	"context"
	"crypto/tls"
	"net/http"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Option changes how a router is reached.
type Option func(*config)

type config struct {
	formats []wamp.Format
	header  http.Header
	tls     *tls.Config
	message int
	stall   time.Duration
	ping    time.Duration
	missed  int
	join    runtime.JoinConfig
}

// WithFormats offers these serializations, in order of preference; without it
// MessagePack, CBOR, JSON.
func WithFormats(formats ...wamp.Format) Option {
	return func(c *config) { c.formats = formats }
}

// WithHeader adds headers to the opening request.
func WithHeader(header http.Header) Option { return func(c *config) { c.header = header } }

// WithTLS configures wss connections.
func WithTLS(cfg *tls.Config) Option { return func(c *config) { c.tls = cfg } }

// WithMessageSize sets the largest message accepted, in bytes.
func WithMessageSize(n int) Option { return func(c *config) { c.message = n } }

// WithJoinConfig sets what Join tells the router; the realm stays Join's.
func WithJoinConfig(cfg runtime.JoinConfig) Option { return func(c *config) { c.join = cfg } }

// Join connects to the router at url, ws:// or wss://, and joins realm.
func Join(ctx context.Context, url string, realm wamp.URI, opts ...Option) (*runtime.Session, error) {
	return nil, runtime.ErrNotImplemented
}

// Connect returns a way to the router at url for runtime.Start and runtime.Join.
func Connect(url string, opts ...Option) runtime.Connect {
	return func(context.Context, runtime.Sink) (runtime.Link, error) { return nil, runtime.ErrNotImplemented }
}

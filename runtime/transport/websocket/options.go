package websocket

import (
	"crypto/tls"
	"net/http"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Options are the settings of server connections.
type Options struct {
	// Formats are the serializations offered; nil is all.
	Formats []wamp.Format
	// CheckOrigin reports whether a browser's page may connect, by the Origin of
	// its request; nil admits pages of the same host. Clients that are no browser
	// send no Origin and are always asked for, too.
	CheckOrigin func(*http.Request) bool
	// Header is added to the response of the handshake.
	Header http.Header
	transport.Limits
}

// DialOptions are the settings of client connections.
type DialOptions struct {
	// Formats are the serializations offered, the preferred one first; nil is all.
	Formats []wamp.Format
	// Batched asks for the batched subprotocols (section "Message Batching"): what
	// waits together is one WebSocket message. It saves browsers and TLS work.
	Batched bool
	// Header is added to the request of the handshake.
	Header http.Header
	// TLS configures wss connections; nil is the default.
	TLS *tls.Config
	transport.Limits
}

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
	// Compression agrees to permessage-deflate (RFC 7692) with clients that offer it.
	// Events of 1 KiB and more are compressed, once for all their subscribers; what
	// clients send may be, and the limit of messages holds for what it inflates to.
	// Where one message has a secret and what a stranger has written, its length may
	// tell of the secret.
	Compression bool
	// Relay is what a trusted proxy says of the client; nil: there is none.
	Relay *transport.Relay
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
	// Compression offers permessage-deflate (RFC 7692), for what the server sends; what
	// is sent to it is not compressed.
	Compression bool
	transport.Limits
}

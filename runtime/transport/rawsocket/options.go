package rawsocket

import (
	"crypto/tls"
	"slices"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// handshakeTimeout bounds the handshake of a client where its context does not.
const handshakeTimeout = 30 * time.Second

// Options are the settings of server connections.
type Options struct {
	// Formats are the serializations offered; nil is all.
	Formats []wamp.Format
	// Announced is the longest message that the client is told it may send, in bytes;
	// the power of two below it is what goes over the wire. Default: MessageSize. It
	// may be larger, for SetMessageSize may raise the limit later.
	Announced int
	// LargestMessage is the longest message that the client has to take, in bytes; a
	// client that takes less is refused. 0: any is welcome.
	LargestMessage int
	// HandshakeTimeout bounds the four octets of the client; default 2 s.
	HandshakeTimeout time.Duration
	// Pings has the client pinged by PINGs of RawSocket. Some clients take one for a
	// message that never ends (those of Autobahn on Twisted), so that without it TCP's
	// keep-alive does their work, which needs only the client's host to answer.
	Pings bool
	// Relay is what a trusted proxy says of the client; nil: there is none.
	Relay *transport.Relay
	transport.Limits
}

func (o Options) withDefaults() Options {
	o.Limits = o.WithDefaults()
	if o.HandshakeTimeout == 0 {
		o.HandshakeTimeout = 2 * time.Second
	}
	if o.Announced == 0 {
		o.Announced = o.MessageSize
	}
	return o
}

func (o *Options) offers(f wamp.Format) bool {
	return o.Formats == nil || slices.Contains(o.Formats, f)
}

// DialOptions are the settings of client connections.
type DialOptions struct {
	// Formats are the serializations, the preferred one first, tried one after the
	// other; nil is all.
	Formats []wamp.Format
	// TLS configures rss connections; nil is the default.
	TLS *tls.Config
	// Pings has the router pinged by PINGs, as in Options: Crossbar.io does not know them.
	Pings bool
	transport.Limits
}

package websocket

import (
	"crypto/tls"
	"net/http"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Limits bound what a connection may cost. A zero field has its default.
type Limits struct {
	// MessageSize is the largest message accepted, in bytes, until
	// SetMessageSize says otherwise; default 4 MiB. A peer may send an eighth and
	// 16 KiB more than that, for framing and control frames.
	MessageSize int
	// Stall is how long the peer may take no byte of what waits; default 10 s.
	Stall time.Duration
	// PingInterval is the time between pings; default 30 s, negative: none.
	PingInterval time.Duration
	// PingsMissed is how many pings in a row a silent peer may leave unanswered;
	// default 2.
	PingsMissed int
}

func (l Limits) withDefaults() Limits {
	orDefault(&l.MessageSize, 4<<20)
	orDefault(&l.Stall, 10*time.Second)
	orDefault(&l.PingInterval, 30*time.Second)
	orDefault(&l.PingsMissed, 2)
	return l
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

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
	Limits
}

// DialOptions are the settings of client connections.
type DialOptions struct {
	// Formats are the serializations offered, the preferred one first; nil is all.
	Formats []wamp.Format
	// Header is added to the request of the handshake.
	Header http.Header
	// TLS configures wss connections; nil is the default.
	TLS *tls.Config
	Limits
}

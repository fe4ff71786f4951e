package tally

import "sync/atomic"

// Refusal is why a connection came to no session: a limit that it would exceed, or what went
// wrong before its login.
type Refusal uint8

// The reasons.
const (
	Connections Refusal = iota // limits, by their keys in the node file
	ConnectionsPerAddress
	ConnectionsBeforeLogin
	HeaderTimeout // of a request, the handshake of TLS, or a header of the PROXY protocol
	ProxyHeader   // of the PROXY protocol
	TLSHandshake
	Request // that could not be read
	RawSocketHandshake
	RawSocketHandshakeTimeout
	WebSocketHandshake
	Origin   // of a page that may not connect
	Refusals // how many there are
)

var refusalNames = [Refusals]string{
	Connections:               "connections",
	ConnectionsPerAddress:     "connections_per_address",
	ConnectionsBeforeLogin:    "connections_before_login",
	HeaderTimeout:             "header_timeout",
	ProxyHeader:               "proxy_header",
	TLSHandshake:              "tls_handshake",
	Request:                   "request",
	RawSocketHandshake:        "rawsocket_handshake",
	RawSocketHandshakeTimeout: "rawsocket_handshake_timeout",
	WebSocketHandshake:        "websocket_handshake",
	Origin:                    "origin",
}

// String returns the reason as metrics name it.
func (r Refusal) String() string { return refusalNames[r] }

// Door counts the connections that are refused. The zero Door is ready, a nil one counts
// nothing. Its methods may be called from any goroutine and do not block.
type Door struct {
	refused [Refusals]atomic.Uint64
}

// Refuse counts a connection.
func (d *Door) Refuse(reason Refusal) {
	if d != nil {
		d.refused[reason].Add(1)
	}
}

// Refused returns how many connections there were, by reason.
func (d *Door) Refused() (times [Refusals]uint64) {
	for r := range d.refused {
		times[r] = d.refused[r].Load()
	}
	return times
}

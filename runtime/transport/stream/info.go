package stream

import (
	"crypto/tls"
	"net"

	"github.com/wampgen/wampgen/runtime/transport"
)

// Describe fills in what is known of a connection: its addresses and what the
// handshake of TLS has found.
func Describe(conn net.Conn, info *transport.Info) {
	info.Local, info.Remote = address(conn.LocalAddr()), address(conn.RemoteAddr())
	secure := Secure(conn)
	info.Secure = secure != nil
	info.ChannelBinding = func(kind string) []byte { return channelBinding(secure, kind) }
	if secure == nil {
		return
	}
	if chains := secure.ConnectionState().VerifiedChains; len(chains) > 0 {
		info.PeerCertificates = chains[0]
	}
}

// channelBinding returns a binding, or nil.
func channelBinding(conn *tls.Conn, kind string) []byte {
	if conn == nil {
		return nil
	}
	state := conn.ConnectionState()
	switch kind {
	case "tls-unique":
		return state.TLSUnique
	case "tls-exporter":
		// RFC 9266, section 2. It is an error where the session has no key of its own:
		// TLS 1.2 without the extended master secret.
		if key, err := state.ExportKeyingMaterial("EXPORTER-Channel-Binding", nil, 32); err == nil {
			return key
		}
	}
	return nil
}

// address writes an address; the unnamed end of a Unix socket is "unix".
func address(a net.Addr) string {
	switch text := a.String(); {
	case a.Network() != "unix":
		return text
	case text == "" || text == "@":
		return "unix"
	default:
		return "unix:" + text
	}
}

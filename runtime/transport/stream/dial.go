package stream

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
)

// DialTLS connects to an address with TLS that a Stream can be made above. The
// configuration may be nil; protocols are those of ALPN. ctx bounds connecting and
// the handshake of TLS.
func DialTLS(ctx context.Context, network, addr string, config *tls.Config, protocols ...string) (*tls.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	if config = config.Clone(); config == nil {
		config = &tls.Config{}
	}
	config.NextProtos = protocols
	if config.ServerName == "" {
		if config.ServerName, _, err = net.SplitHostPort(addr); err != nil {
			config.ServerName = addr
		}
	}
	secure := tls.Client(NewBase(conn), config)
	if err := secure.HandshakeContext(ctx); err != nil {
		conn.Close()
		return nil, fmt.Errorf("TLS handshake: %w", err)
	}
	return secure, nil
}

package rawsocket

import (
	"fmt"
	"io"
	"net"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
)

// Accept answers the handshake of a client on a connection that was accepted: a
// socket, or TLS above a stream.Base. When it fails it has told the client why, as
// far as RawSocket can, and closed the connection. A refusal is a HandshakeError.
func Accept(conn net.Conn, opts Options) (transport.Conn, error) {
	opts = opts.withDefaults()
	c, err := accept(conn, &opts)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("accept RawSocket: %w", err)
	}
	return c, nil
}

func accept(conn net.Conn, opts *Options) (transport.Conn, error) {
	if err := conn.SetDeadline(time.Now().Add(opts.HandshakeTimeout)); err != nil {
		return nil, err
	}
	var asked handshake
	if _, err := io.ReadFull(conn, asked[:1]); err != nil {
		return nil, err
	}
	if asked[0] != Magic {
		return nil, ErrNoHandshake // before it sends anything else
	}
	if _, err := io.ReadFull(conn, asked[1:]); err != nil {
		return nil, err
	}
	f, reply, refused := answer(asked, opts)
	if len(reply) > 0 {
		if _, err := conn.Write(reply); err != nil {
			return nil, err
		}
	}
	if refused != nil {
		return nil, refused
	}
	if err := conn.SetDeadline(time.Time{}); err != nil {
		return nil, err
	}
	s := stream.New(conn, framing{}, opts.Stall)
	c := newConn(s, f, announced(opts.Announced), asked.length(), opts.Pings, opts.Limits)
	c.relay = opts.Relay
	return c, nil
}

// Refuse tells a client that there are too many connections and closes the
// connection. It waits up to the timeout for the handshake that it answers.
func Refuse(conn net.Conn, timeout time.Duration) {
	defer conn.Close()
	if conn.SetDeadline(time.Now().Add(timeout)) != nil {
		return
	}
	var asked handshake
	if _, err := io.ReadFull(conn, asked[:]); err != nil || asked[0] != Magic {
		return
	}
	r := refusal(ConnectionCountReached)
	_, _ = conn.Write(r[:]) // to who may be gone
}

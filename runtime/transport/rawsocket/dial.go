package rawsocket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Dial connects to a WAMP router at a URL: rs://host:port, rss://host:port with TLS,
// or rs://unix:/path/of/socket. ctx bounds connecting and the handshake, and so do
// 30 seconds. The serializations are tried in their order; if the router refuses the
// last one the error is its HandshakeError.
func Dial(ctx context.Context, url string, opts DialOptions) (transport.Conn, error) {
	a, err := parse(url)
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", url, err)
	}
	ctx, cancel := context.WithTimeout(ctx, handshakeTimeout)
	defer cancel()
	formats := opts.Formats
	if formats == nil {
		formats = []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}
	}
	refused := errors.New("no serialization to offer")
	for _, f := range formats {
		c, err := a.dial(ctx, f, &opts)
		if err == nil {
			return c, nil
		}
		if cause := ctx.Err(); cause != nil && !errors.Is(err, cause) {
			err = fmt.Errorf("%w: %w", cause, err)
		}
		if refused = err; !errors.Is(err, SerializerUnsupported) {
			break
		}
	}
	return nil, fmt.Errorf("dial %q: %w", url, refused)
}

// endpoint is where a router listens.
type endpoint struct {
	network, address string
	secure           bool
}

func parse(text string) (endpoint, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return endpoint{}, err
	case u.Scheme != "rs" && u.Scheme != "rss":
		return endpoint{}, fmt.Errorf("unknown scheme %q: want rs or rss", u.Scheme)
	case u.Hostname() == "unix" && u.Port() == "":
		if u.Path == "" || u.Scheme == "rss" {
			return endpoint{}, errors.New("want rs://unix:/path/of/socket")
		}
		return endpoint{"unix", u.Path, false}, nil
	case u.Hostname() == "" || u.Port() == "":
		return endpoint{}, errors.New("want a host and a port")
	case u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.User != nil:
		return endpoint{}, errors.New("want nothing but a host and a port")
	}
	return endpoint{"tcp", u.Host, u.Scheme == "rss"}, nil
}

func (e endpoint) dial(ctx context.Context, f wamp.Format, opts *DialOptions) (transport.Conn, error) {
	conn, err := e.connect(ctx, opts)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	limits := opts.WithDefaults()
	largest, err := shake(conn, f, limits.MessageSize)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err != nil {
		conn.Close()
		if e.network == "tcp" && !e.secure {
			err = stream.Mistaken(err, "rs", "rss")
		}
		return nil, err
	}
	return newConn(stream.New(conn, framing{}, limits.Stall), f, announced(limits.MessageSize), largest, opts.Pings, limits), nil
}

func (e endpoint) connect(ctx context.Context, opts *DialOptions) (net.Conn, error) {
	if e.secure {
		conn, err := stream.DialTLS(ctx, e.network, e.address, opts.TLS)
		if err != nil {
			return nil, stream.Mistaken(err, "rss", "rs")
		}
		return conn, nil
	}
	return (&net.Dialer{}).DialContext(ctx, e.network, e.address)
}

// alertRecord is the first octet of what TLS says to who does not speak it.
const alertRecord = 0x15

// shake does the handshake of a client, and returns the longest message that the
// router takes.
func shake(conn net.Conn, f wamp.Format, messageSize int) (largest int, err error) {
	if err := conn.SetDeadline(time.Now().Add(handshakeTimeout)); err != nil {
		return 0, err
	}
	asked := hello(f, messageSize)
	if _, err := conn.Write(asked[:]); err != nil {
		return 0, fmt.Errorf("RawSocket handshake: %w", err)
	}
	var reply handshake
	if _, err := io.ReadFull(conn, reply[:]); err != nil {
		return 0, fmt.Errorf("RawSocket handshake: %w", err)
	}
	if largest, err = accepted(reply, f); err != nil {
		err = fmt.Errorf("RawSocket handshake: %w", err)
		switch reply[0] {
		case alertRecord:
			err = stream.Secured(err, "rss")
		case 'H':
			err = fmt.Errorf("%w: the port speaks HTTP: try ws:// or wss://", err)
		}
		return 0, err
	}
	return largest, conn.SetDeadline(time.Time{})
}

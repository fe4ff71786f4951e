package websocket

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
)

// handshakeTimeout bounds the opening handshake where the context does not.
const handshakeTimeout = 30 * time.Second

// Dial connects to a WAMP router at a ws or wss URL, or at a Unix socket:
// ws://unix:/path/of/socket, which asks for the path /. ctx bounds the opening
// handshake, and so do 30 seconds. The error holds the HTTP status where there is one, and is
// ErrSubprotocol if the router speaks none of the formats.
func Dial(ctx context.Context, url string, opts DialOptions) (transport.Conn, error) {
	limits := opts.WithDefaults()
	offered := opts.Formats
	if offered == nil {
		offered = allFormats[:]
	}
	d := dialing{ctx: ctx, tls: opts.TLS}
	target := url
	if path, ok := strings.CutPrefix(url, "ws://unix:"); ok {
		d.socket, target = path, "ws://localhost/"
	}
	dialer := websocket.Dialer{
		NetDialContext:    d.dial,
		NetDialTLSContext: d.dialTLS,
		ReadBufferSize:    dialBuffer,
		WriteBufferPool:   writeBuffers{},
		WriteBufferSize:   smallBuffer,
		HandshakeTimeout:  handshakeTimeout,
		Subprotocols:      clientProtocols(offered, opts.Batched),
		EnableCompression: opts.Compression,
	}
	ws, resp, err := dialer.DialContext(ctx, target, opts.Header)
	if d.stop != nil && !d.stop() && err == nil {
		ws.Close()
		err = ctx.Err()
	}
	if err != nil && opts.Compression && resp != nil && resp.StatusCode == http.StatusSwitchingProtocols && !errors.Is(err, websocket.ErrBadHandshake) {
		// gorilla wants promises of servers that they need not make.
		opts.Compression = false
		return Dial(ctx, url, opts)
	}
	if err != nil {
		return nil, fmt.Errorf("dial %q: %w", url, d.explain(err, resp))
	}
	chosen, ok := transport.ParseProtocol(ws.Subprotocol())
	if !ok || chosen.Batched != opts.Batched || !slices.Contains(offered, chosen.Format) {
		ws.Close()
		return nil, fmt.Errorf("dial %q: %w: server chose %q", url, ErrSubprotocol, ws.Subprotocol())
	}
	return newConn(ws, d.wire, framingOf(chosen, true, false), chosen, limits), nil
}

// dialing makes the conn that gorilla is given, above TLS.
type dialing struct {
	ctx  context.Context // Dial's: gorilla's own ends with the handshake
	tls  *tls.Config
	wire *wire

	secure bool        // TLS was tried
	socket string      // the path of a Unix socket; "": TCP
	stop   func() bool // of what closes the connection with the context
}

func (d *dialing) use(conn net.Conn) net.Conn {
	d.wire = &wire{Conn: conn}
	d.stop = context.AfterFunc(d.ctx, func() { conn.Close() })
	return d.wire
}

func (d *dialing) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	if d.socket != "" {
		network, addr = "unix", d.socket
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return d.use(conn), nil
}

func (d *dialing) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	d.secure = true
	conn, err := stream.DialTLS(ctx, network, addr, d.tls, "http/1.1") // WebSocket upgrades HTTP/1.1
	if err != nil {
		return nil, err
	}
	return d.use(conn), nil
}

// explain adds to an error of the opening handshake what is known: the status of the answer,
// and whether the router may be one with TLS and the URL is not, or the other way round.
func (d *dialing) explain(err error, resp *http.Response) error {
	switch {
	case errors.Is(err, websocket.ErrBadHandshake) && resp != nil:
		err = fmt.Errorf("%w: %s", err, resp.Status)
		if !d.secure && resp.StatusCode == http.StatusBadRequest && wantsTLS(resp) {
			return stream.Secured(err, "wss")
		}
		return err
	case d.socket != "":
		return err
	case d.secure:
		return stream.Mistaken(err, "wss", "ws")
	case strings.Contains(err.Error(), alertForResponse):
		return stream.Secured(err, "wss")
	default:
		return stream.Mistaken(err, "ws", "wss")
	}
}

// alertForResponse is in the error of net/http where the answer to a request is an alert of TLS.
const alertForResponse = `malformed HTTP response "\x15`

// wantsTLS reports whether servers say with an answer that the request should have come by TLS:
// there is no status for that.
func wantsTLS(resp *http.Response) bool {
	text, _ := io.ReadAll(resp.Body) // gorilla has read some of it
	return bytes.Contains(text, []byte("HTTPS")) || bytes.Contains(text, []byte("TLS"))
}

package websocket

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/transport"
)

// handshakeTimeout bounds the opening handshake where the context does not.
const handshakeTimeout = 30 * time.Second

// Dial connects to a WAMP router at a ws or wss URL. ctx bounds the opening
// handshake, and so do 30 seconds. The error holds the HTTP status where there is one, and is
// ErrSubprotocol if the router speaks none of the formats.
func Dial(ctx context.Context, url string, opts DialOptions) (transport.Conn, error) {
	limits := opts.withDefaults()
	offered := opts.Formats
	if offered == nil {
		offered = allFormats[:]
	}
	d := dialing{ctx: ctx, limits: limits, tls: opts.TLS}
	dialer := websocket.Dialer{
		NetDialContext:    d.dial,
		NetDialTLSContext: d.dialTLS,
		ReadBufferSize:    tlsBuffer,
		WriteBufferPool:   writeBuffers{},
		WriteBufferSize:   smallBuffer,
		HandshakeTimeout:  handshakeTimeout,
		Subprotocols:      subprotocols(offered),
	}
	ws, resp, err := dialer.DialContext(ctx, url, opts.Header)
	if d.stop != nil && !d.stop() && err == nil {
		ws.Close()
		err = ctx.Err()
	}
	if err != nil {
		if errors.Is(err, websocket.ErrBadHandshake) && resp != nil {
			return nil, fmt.Errorf("dial %q: %w: %s", url, err, resp.Status)
		}
		return nil, fmt.Errorf("dial %q: %w", url, err)
	}
	format, ok := formatOf(ws.Subprotocol())
	if !ok || !slices.Contains(offered, format) {
		ws.Close()
		return nil, fmt.Errorf("dial %q: %w: server chose %q", url, ErrSubprotocol, ws.Subprotocol())
	}
	return newConn(ws, d.wire, format, true, d.secure, limits), nil
}

// dialing makes the conn that gorilla is given, above TLS.
type dialing struct {
	ctx    context.Context // Dial's: gorilla's own ends with the handshake
	limits Limits
	tls    *tls.Config
	wire   *wire
	secure bool
	stop   func() bool // of what closes the connection with the context
}

func (d *dialing) use(conn net.Conn) net.Conn {
	d.wire = newWire(conn, d.limits.Stall)
	d.stop = context.AfterFunc(d.ctx, func() { conn.Close() })
	return d.wire
}

func (d *dialing) dial(ctx context.Context, network, addr string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	return d.use(conn), nil
}

func (d *dialing) dialTLS(ctx context.Context, network, addr string) (net.Conn, error) {
	config := d.tls.Clone()
	if config == nil {
		config = &tls.Config{}
	}
	config.NextProtos = []string{"http/1.1"} // WebSocket upgrades HTTP/1.1
	conn, err := (&tls.Dialer{Config: config}).DialContext(ctx, network, addr)
	if err != nil {
		return nil, err
	}
	d.secure = true
	return d.use(conn), nil
}

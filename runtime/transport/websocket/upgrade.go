package websocket

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
)

// ErrSubprotocol is returned when the peers have no serialization in common.
var ErrSubprotocol = errors.New("no WAMP subprotocol in common")

// The sizes of gorilla's own buffers. The large one is the stream's. On the side of the server gorilla
// reads only what is not read directly, and wants more than 256 bytes.
const (
	smallBuffer   = 512
	upgradeBuffer = 288
	dialBuffer    = 4096
)

// writeBuffers is asked for by gorilla only when it writes data frames, which
// it does not; without a pool each connection would own a buffer.
type writeBuffers struct{}

func (writeBuffers) Get() any { return nil }
func (writeBuffers) Put(any)  {}

// Upgrade answers the opening handshake of r. The subprotocol is the first of
// the client's that opts offers; if there is none the handshake fails with the
// status 400, for a browser would drop a connection without subprotocol anyway
// and WAMP has no default one. When Upgrade fails it has answered the request.
//
// The connection outlives the handler: let it return and serve the connection in
// a new goroutine, which saves the memory of net/http's. The listener's
// connections should be syscall.Conns (a wrapper should pass that through), for
// else each write takes the detour through a writer goroutine.
func Upgrade(w http.ResponseWriter, r *http.Request, opts Options) (transport.Conn, error) {
	offered := opts.Formats
	if offered == nil {
		offered = allFormats[:]
	}
	chosen, ok := choose(r, offered)
	if !ok && websocket.IsWebSocketUpgrade(r) {
		http.Error(w, "This server speaks "+strings.Join(serverProtocols(offered), ", ")+".", http.StatusBadRequest)
		return nil, fmt.Errorf("upgrade to WebSocket: %w: client has %q", ErrSubprotocol, websocket.Subprotocols(r))
	}
	limits := opts.WithDefaults()
	hijacker := &hijacker{ResponseWriter: w}
	upgrader := websocket.Upgrader{
		WriteBufferPool: writeBuffers{},
		WriteBufferSize: smallBuffer,
		Subprotocols:    []string{chosen.String()},
		CheckOrigin:     opts.CheckOrigin,
		Error:           refuse,
	}
	compressed := opts.Compression && offersDeflate(r.Header)
	if compressed {
		upgrader.EnableCompression = true
		r = onlyDeflate(r)
	}
	ws, err := upgrader.Upgrade(hijacker, r, opts.Header)
	if err != nil {
		return nil, fmt.Errorf("upgrade to WebSocket: %w", err)
	}
	c := newConn(ws, hijacker.wire, framingOf(chosen, false, compressed), chosen, limits)
	c.header, c.relay = keepHeader(r.Header), opts.Relay
	return c, nil
}

// refuse answers a handshake that failed.
func refuse(w http.ResponseWriter, r *http.Request, status int, reason error) {
	w.Header().Set("Sec-WebSocket-Version", "13")
	if !websocket.IsWebSocketUpgrade(r) {
		status = http.StatusUpgradeRequired
		w.Header().Set("Upgrade", "websocket")
	}
	http.Error(w, http.StatusText(status)+": "+strings.TrimPrefix(reason.Error(), "websocket: "), status)
}

// hijacker hands gorilla our own conn around the hijacked one, and our own
// reader of it, which gorilla uses because no size is asked for.
type hijacker struct {
	http.ResponseWriter
	wire *wire
}

// Hijack implements http.Hijacker.
func (h *hijacker) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, rw, err := http.NewResponseController(h.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	h.wire = &wire{Conn: conn}
	if rw.Reader.Buffered() == 0 { // else gorilla refuses: nothing may come before the handshake is done
		h.wire.reader = bufio.NewReaderSize(h.wire, upgradeBuffer)
		rw = bufio.NewReadWriter(h.wire.reader, rw.Writer)
	}
	return h.wire, rw, nil
}

// newConn starts a connection after its handshake.
func newConn(ws *websocket.Conn, w *wire, framing stream.Framing, p transport.Protocol, limits transport.Limits) *conn {
	w.open(framing, limits.Stall)
	c := &conn{
		ws:     ws,
		wire:   w,
		format: p.Format,
		kind:   messageKind(p.Format),
		name:   p.String(),
	}
	if p.Batched {
		c.batch = &batch{format: p.Format}
	}
	c.SetMessageSize(limits.MessageSize)
	ping := func() { _ = ws.WriteControl(websocket.PingMessage, nil, time.Time{}) } // fails if the connection has
	c.keepalive = stream.StartKeepalive(w.Stream, ping, limits.PingInterval, limits.PingsMissed)
	return c
}

// kept are the request's headers that sessions have a use for. The others
// would only cost the connection memory for all its life.
var kept = [...]string{"Cookie", "Forwarded", "Origin", "User-Agent", "X-Forwarded-For"}

func keepHeader(from http.Header) (fields []string) {
	for _, name := range kept {
		for _, value := range from[name] {
			fields = append(fields, name, value)
		}
	}
	return fields
}

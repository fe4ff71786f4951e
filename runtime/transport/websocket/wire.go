package websocket

import (
	"bufio"
	"net"
	"time"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/transport/stream"
)

// wire is the net.Conn that gorilla/websocket is given. gorilla reads through
// it; what it writes are the handshake, which passes, and then control frames,
// each with one Write, which join the data frames in the queue. So gorilla's rule
// of one writer holds although data frames are not written by it.
type wire struct {
	net.Conn
	*stream.Stream // nil until the handshake is done

	// What follows belongs to the reader.
	reader *bufio.Reader // gorilla's, where it is ours: on the side of the server
	budget stream.Budget
}

// open has data frames written.
func (w *wire) open(framing stream.Framing, stall time.Duration) {
	w.Stream = stream.New(w.Conn, framing, stall)
	w.Stream.Open()
}

// Write takes what gorilla writes.
func (w *wire) Write(p []byte) (int, error) {
	if w.Stream == nil {
		return w.Conn.Write(p)
	}
	if err := w.AppendControl(p, opcode(p[0]) == opClose); err != nil {
		return 0, err
	}
	return len(p), nil
}

// SetWriteDeadline ignores gorilla's deadlines: an expired one would fail
// writes that have nothing to do with it.
func (w *wire) SetWriteDeadline(t time.Time) error {
	if w.Stream == nil {
		return w.Conn.SetWriteDeadline(t)
	}
	return nil
}

// SetReadDeadline sets the deadline of reading.
func (w *wire) SetReadDeadline(t time.Time) error {
	if w.Stream == nil {
		return w.Conn.SetReadDeadline(t)
	}
	w.Stream.SetReadDeadline(t)
	return nil
}

// SetDeadline sets only the read deadline once the handshake is done.
func (w *wire) SetDeadline(t time.Time) error {
	if w.Stream == nil {
		return w.Conn.SetDeadline(t)
	}
	return w.SetReadDeadline(t)
}

// Close closes the connection.
func (w *wire) Close() error { return w.Conn.Close() }

// LocalAddr and RemoteAddr implement net.Conn.
func (w *wire) LocalAddr() net.Addr  { return w.Conn.LocalAddr() }
func (w *wire) RemoteAddr() net.Addr { return w.Conn.RemoteAddr() }

// Read gives gorilla what arrives.
func (w *wire) Read(p []byte) (int, error) {
	if w.Stream == nil {
		return w.Conn.Read(p)
	}
	n, err := w.Stream.Read(p)
	if err == nil {
		err = w.budget.Spend(n)
	}
	return n, err
}

// await waits for the first bytes of a message, before gorilla looks for them.
func (w *wire) await() {
	for w.reader != nil && w.reader.Buffered() == 0 && w.CanAwait() {
		w.Await()
		w.skipPongs()
	}
}

// skipPongs drops what answers our pings: it is all that an idle peer sends, and
// has told already that the peer is alive.
func (w *wire) skipPongs() {
	for {
		n := pongLength(w.Received())
		if n == 0 || w.budget.Spend(n) != nil {
			return // gorilla gets it, and the error
		}
		w.Skip(n)
	}
}

// pongLength returns the length of the whole pong of a client that p begins with, or
// 0.
func pongLength(p []byte) int {
	const pong, masked = 0x80 | websocket.PongMessage, 0x80
	if len(p) < 6 || p[0] != pong || p[1] < masked || p[1] > masked|maxControl {
		return 0
	}
	if n := 6 + int(p[1]&^masked); n <= len(p) {
		return n
	}
	return 0
}

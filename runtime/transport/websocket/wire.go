package websocket

import (
	"bufio"
	"net"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/transport"
)

// wire is the net.Conn that gorilla/websocket is given. gorilla reads through
// it; what it writes are the handshake, which passes, and then control frames,
// each with one Write, which join the data frames in the queue. So gorilla's rule
// of one writer holds although data frames are not written by it.
type wire struct {
	net.Conn
	socket *socket // nil: not directly a socket
	open   bool    // the handshake is done

	queue    queue
	flusher  flusher
	deadline deadline // of reading

	// What follows belongs to the reader.
	in     buffered
	reader *bufio.Reader // gorilla's, where it is ours: on the side of the server
	onIdle func()
	budget budget
	found  error // by await: for the next read
	err    error // the first of the connection's

	alive atomic.Bool // something was read since the last look
}

func newWire(conn net.Conn, stall time.Duration) *wire {
	w := &wire{Conn: conn, socket: newSocket(conn)}
	w.flusher.stall.Store(int64(stall))
	return w
}

// Write takes what gorilla writes.
func (w *wire) Write(p []byte) (int, error) {
	if !w.open {
		return w.Conn.Write(p)
	}
	if err := w.queue.appendControl(p); err != nil {
		return 0, err
	}
	return len(p), nil
}

// SetWriteDeadline ignores gorilla's deadlines: an expired one would fail
// writes that have nothing to do with it.
func (w *wire) SetWriteDeadline(t time.Time) error {
	if !w.open {
		return w.Conn.SetWriteDeadline(t)
	}
	return nil
}

// SetDeadline sets only the read deadline once the handshake is done.
func (w *wire) SetDeadline(t time.Time) error {
	if !w.open {
		return w.Conn.SetDeadline(t)
	}
	w.deadline.set(w.Conn, t)
	return nil
}

// Read gives gorilla what arrives. It asks the socket for much at a time, and
// owns memory only while there is something in it.
func (w *wire) Read(p []byte) (int, error) {
	n, err := w.read(p)
	if err == nil && w.open {
		err = w.budget.spend(n)
	}
	return n, err
}

func (w *wire) read(p []byte) (int, error) {
	for w.in.empty() {
		if err := w.found; err != nil {
			w.found, w.err = nil, err
			return 0, err
		}
		if w.onIdle != nil {
			w.onIdle()
		}
		n, err := w.readSocket(p)
		if err != nil && w.deadline.woken(w.Conn, err) {
			continue
		}
		if n > 0 && !w.alive.Load() {
			w.alive.Store(true)
		}
		if err != nil || w.in.empty() {
			w.err = err
			return n, err
		}
	}
	return w.in.read(p), nil
}

// await waits for the first bytes of a message, before gorilla looks for them. It
// needs little of the stack: the runtime takes back half of an idle session's only
// while less than an eighth or so is in use. Errors are left to Read, so is
// everything that can not be awaited in this way.
func (w *wire) await() {
	for w.socket != nil && w.reader != nil && w.found == nil && w.in.empty() && w.reader.Buffered() == 0 {
		if w.onIdle != nil {
			w.onIdle()
		}
		n, err := w.socket.read(nil, &w.in)
		if err != nil {
			if !w.deadline.woken(w.Conn, err) {
				w.found = err
			}
			continue
		}
		w.in.filled(n)
		w.alive.Store(true)
		w.skipPongs()
	}
}

// skipPongs drops what answers our pings: it is all that an idle peer sends, and
// has told already that the peer is alive.
func (w *wire) skipPongs() {
	const pong, masked = 0x80 | websocket.PongMessage, 0x80
	for {
		p := w.in.unread
		if len(p) < 6 || p[0] != pong || p[1] < masked || p[1] > masked|maxControl || len(p) < 6+int(p[1]&^masked) {
			return
		}
		n := 6 + int(p[1]&^masked)
		if w.budget.spend(n) != nil {
			return // gorilla gets it, and the error
		}
		if w.in.unread = p[n:]; len(w.in.unread) == 0 {
			w.in.free()
		}
	}
}

// readSocket reads into p or, where little is asked for, as much as there is
// into w.in.
func (w *wire) readSocket(p []byte) (int, error) {
	switch {
	case w.socket == nil:
		return w.Conn.Read(p)
	case len(p) >= readSize/2:
		return w.socket.read(p, nil)
	}
	n, err := w.socket.read(nil, &w.in)
	if err == nil {
		w.in.filled(n)
	}
	return n, err
}

// readSize is how much is asked of the socket at a time.
const readSize = 32 << 10

// buffered is what was read from the socket and not yet asked for.
type buffered struct {
	buf    transport.Buffer
	unread []byte
}

func (b *buffered) empty() bool { return len(b.unread) == 0 }

func (b *buffered) borrow() []byte {
	b.unread = nil
	return b.buf.Extend(readSize)
}

func (b *buffered) filled(n int) { b.unread = b.buf.Bytes()[:n] }

func (b *buffered) read(p []byte) int {
	n := copy(p, b.unread)
	if b.unread = b.unread[n:]; len(b.unread) == 0 {
		b.free()
	}
	return n
}

func (b *buffered) free() {
	b.unread = nil
	b.buf.Free()
}

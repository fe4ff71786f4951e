package stream

import (
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
)

// Base is a connection below a Stream or, in between, below TLS: wrap accepted and
// dialled connections in one before TLS gets them, and TLS sessions are as quick as
// others. Until a Stream is made above it, it does what its connection does. What
// belongs to a Stream afterwards is read without a lock.
type Base struct {
	net.Conn
	socket   *socket // nil: not directly a socket
	deadline deadline
	open     bool // a stream is above it
	secure   bool // with TLS in between

	// What follows belongs to the reader.
	in     received
	onIdle func()
	found  error       // by await: for the next read
	alive  atomic.Bool // something was read since the last look

	records records // of TLS, in what was read; without TLS they mean nothing
	asked   bool    // TLS has asked for something since open
	kept    int     // whole records that TLS has got, at most, and not decrypted

	mu      sync.Mutex // guards sealed
	sealed  transport.Buffer
	sending transport.Buffer // the flusher's
	sent    int              // bytes of it
}

// NewBase wraps a connection.
func NewBase(conn net.Conn) *Base { return &Base{Conn: conn, socket: newSocket(conn)} }

// NetConn returns the connection below.
func (b *Base) NetConn() net.Conn { return b.Conn }

// Read returns what has arrived, or waits for something. Below an open stream it
// calls the idle function before it waits.
func (b *Base) Read(p []byte) (int, error) {
	if !b.open {
		n, err := b.Conn.Read(p)
		b.records.pass(p[:n])
		return n, err
	}
	if !b.secure {
		return b.read(p)
	}
	b.asked, b.kept = true, 0 // it would not ask if it had one
	n, err := b.read(p)
	b.kept = b.records.pass(p[:n])
	return n, err
}

// read is Read below an open stream.
func (b *Base) read(p []byte) (int, error) {
	for b.in.empty() {
		if err := b.found; err != nil {
			b.found = nil
			return 0, err
		}
		if b.onIdle != nil {
			b.onIdle()
		}
		n, err := b.readSocket(p)
		if err != nil && b.deadline.woken(b.Conn, err) {
			continue
		}
		if n > 0 && !b.alive.Load() {
			b.alive.Store(true)
		}
		if err != nil || b.in.empty() {
			return n, err
		}
	}
	return b.in.read(p), nil
}

// readSocket reads into p or, where little is asked for, as much as there is
// into b.in.
func (b *Base) readSocket(p []byte) (int, error) {
	switch {
	case b.socket == nil:
		return b.Conn.Read(p)
	case len(p) >= readSize/2:
		return b.socket.read(p, nil)
	}
	n, err := b.socket.read(nil, &b.in)
	if err == nil {
		b.in.filled(n)
	}
	return n, err
}

// restsEmpty reports whether neither the base nor TLS keeps anything that was read and
// not decrypted.
func (b *Base) restsEmpty() bool {
	return b.in.empty() && (!b.secure || b.asked && b.kept == 0 && b.records.between())
}

// await waits for the first bytes. It needs little of the stack. Errors are left to
// Read.
func (b *Base) await() {
	if b.onIdle != nil {
		b.onIdle()
	}
	n, err := b.socket.read(nil, &b.in)
	if err != nil {
		if !b.deadline.woken(b.Conn, err) {
			b.found = err
		}
		return
	}
	b.in.filled(n)
	b.alive.Store(true)
}

// Write is called by TLS. Below an open stream the bytes wait for its flusher.
func (b *Base) Write(p []byte) (int, error) {
	if !b.open {
		return b.Conn.Write(p)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.sealed.Len() == 0 && len(p) > 1<<10 {
		b.sealed.Reserve(piece)
	}
	b.sealed.Append(p)
	return len(p), nil
}

// writeSealed writes what TLS has sealed. rest says that something is left.
func (b *Base) writeSealed(wait bool, stall time.Duration) (moved int, rest bool, err error) {
	for {
		if b.sending.Len() == 0 {
			b.mu.Lock()
			b.sending, b.sealed = b.sealed, transport.Buffer{}
			b.mu.Unlock()
			if b.sending.Len() == 0 {
				return moved, false, nil
			}
		}
		n, err := b.write(b.sending.Bytes()[b.sent:], wait, stall)
		b.sent += n
		moved += n
		if err != nil || b.sent < b.sending.Len() {
			return moved, true, err
		}
		b.sending.Free()
		b.sent = 0
	}
}

// freeSealed gives back what was not written. The flush lock is held.
func (b *Base) freeSealed() {
	b.sending.Free()
	b.sent = 0
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sealed.Free()
}

// SetReadDeadline sets the deadline of reading, which a stream may interrupt.
func (b *Base) SetReadDeadline(t time.Time) error {
	if !b.open {
		return b.Conn.SetReadDeadline(t)
	}
	b.deadline.set(b.Conn, t)
	return nil
}

// SetWriteDeadline does nothing below an open stream: the flusher sets its own.
func (b *Base) SetWriteDeadline(t time.Time) error {
	if !b.open {
		return b.Conn.SetWriteDeadline(t)
	}
	return nil
}

// SetDeadline sets both.
func (b *Base) SetDeadline(t time.Time) error {
	if !b.open {
		return b.Conn.SetDeadline(t)
	}
	return b.SetReadDeadline(t)
}

package stream

import (
	"crypto/tls"
	"errors"
	"net"
	"os"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
)

// Stream is the byte stream of a connection. Reading belongs to one goroutine;
// everything else may be called from any.
type Stream struct {
	base    *Base
	tls     *secure // above the base; nil: nothing is
	queue   queue
	flusher flusher
	err     error // the last of reading
}

// New returns the stream of a connection whose opening handshake is over. The
// connection is a socket, TLS above a Base, or another one, which is written to in
// the ordinary way, by who may wait. stall is how long the peer may take nothing of
// what waits.
func New(conn net.Conn, framing Framing, stall time.Duration) *Stream {
	conn = unwrap(conn)
	s := &Stream{queue: queue{framing: framing}}
	s.queue.encoder, _ = framing.(Encoder)
	s.flusher.stall.Store(int64(stall))
	if conn, ok := conn.(*tls.Conn); ok {
		if base, ok := conn.NetConn().(*Base); ok && base.socket != nil {
			s.base, s.tls, base.secure = base, &secure{Conn: conn, base: base, drained: true}, true
		}
	}
	if s.base == nil {
		if base, ok := conn.(*Base); ok {
			s.base = base
		} else {
			s.base = NewBase(conn)
		}
	}
	return s
}

// Open has the stream take the connection over. What was read or written before
// passed through the connection.
func (s *Stream) Open() { s.base.open = true }

// unwrap returns the connection below those that only had to do with the first bytes.
func unwrap(conn net.Conn) net.Conn {
	for {
		switch c := conn.(type) {
		case *tls.Conn, *Base:
			return conn
		case interface{ NetConn() net.Conn }:
			conn = c.NetConn()
		default:
			return conn
		}
	}
}

// Secure returns the TLS connection below, or nil.
func Secure(conn net.Conn) *tls.Conn {
	conn = unwrap(conn)
	if base, ok := conn.(*Base); ok {
		conn = base.Conn
	}
	secure, _ := conn.(*tls.Conn)
	return secure
}

// Read returns what the peer has sent. Before it waits it calls the idle function.
func (s *Stream) Read(p []byte) (int, error) {
	var n int
	var err error
	switch {
	case s.tls == nil:
		n, err = s.base.Read(p)
	case !s.tls.plain.empty():
		n = s.tls.plain.read(p)
	default:
		n, err = s.tls.decrypt(p)
	}
	if err != nil {
		s.err = err
	}
	return n, err
}

// Err returns the last error of Read.
func (s *Stream) Err() error { return s.err }

// CanAwait reports whether Await has something to do.
func (s *Stream) CanAwait() bool {
	if s.base.socket == nil || s.base.found != nil || !s.base.restsEmpty() {
		return false
	}
	return s.tls == nil || s.tls.drained && s.tls.plain.empty()
}

// Await waits for the first bytes of a message, before Read is asked for them. It
// needs little of the stack: the runtime takes back half of an idle session's only
// while less than an eighth or so is in use. It returns at times without any: errors
// are left to Read. It must not be called unless CanAwait.
func (s *Stream) Await() {
	s.base.await()
	if s.tls != nil && !s.base.in.empty() {
		s.base.found = s.tls.decryptAhead()
	}
}

// Received returns what was read from a socket and not yet asked for.
func (s *Stream) Received() []byte {
	if s.tls != nil {
		return s.tls.plain.unread
	}
	return s.base.in.unread
}

// Skip drops the first n bytes of Received.
func (s *Stream) Skip(n int) {
	if s.tls != nil {
		s.tls.plain.skip(n)
	} else {
		s.base.in.skip(n)
	}
}

// Disown has the memory of Received not used again once it is read: somebody else may
// still look at what was skipped.
func (s *Stream) Disown() {
	s.base.in.disown()
	if s.tls != nil {
		s.tls.plain.disown()
	}
}

// OnIdle sets the function that reading calls before it waits; nil is none.
func (s *Stream) OnIdle(f func()) { s.base.onIdle = f }

// Waited reports whether a socket had nothing for Read or Await since it was asked last.
func (s *Stream) Waited() bool { return s.base.socket != nil && s.base.socket.hasWaited() }

// Wake has a Read that waits call the idle function once more.
func (s *Stream) Wake() { s.base.deadline.wake(s.base.Conn) }

// SetReadDeadline makes reading fail from t on; the zero time never.
func (s *Stream) SetReadDeadline(t time.Time) { s.base.deadline.set(s.base.Conn, t) }

// SeenAlive reports whether something was read since it was asked last.
func (s *Stream) SeenAlive() bool { return s.base.alive.Swap(false) }

// Append queues a frame and returns the bytes that wait now, or -1 if nothing more
// is sent.
func (s *Stream) Append(f *transport.Frame) (queued int) { return s.queue.append(f, false) }

// AppendDraft queues a message that is encoded where it waits, if the framing can do that.
// It returns the length of the message, which is not queued if that is above largest, and
// what Append returns. The error is that of transport.NewFrame.
func (s *Stream) AppendDraft(d transport.Draft, largest int) (size, queued int, err error) {
	if s.queue.encodes(d) {
		return s.queue.appendDraft(d, largest)
	}
	frame, err := d.Frame()
	if err != nil {
		return 0, s.Queued(), err
	}
	defer frame.Release()
	if frame.Size() > largest {
		return frame.Size(), s.Queued(), nil
	}
	return frame.Size(), s.queue.append(frame, false), nil
}

// Finish queues the last frame.
func (s *Stream) Finish(last *transport.Frame) (queued int) { return s.queue.append(last, true) }

// AppendControl queues a control frame in the form of the wire; nothing is queued
// behind the last one.
func (s *Stream) AppendControl(frame []byte, last bool) error {
	return s.queue.appendControl(frame, last)
}

// Queued returns the bytes that wait.
func (s *Stream) Queued() int { return s.queue.queued() }

// Discard drops the frames that wait and of which nothing has been written, and
// returns the number of messages among them.
func (s *Stream) Discard() (messages int) { return s.queue.discard() }

// DiscardAll is Discard after Close: those that were written in part, too.
func (s *Stream) DiscardAll() (messages int) { return s.queue.discard() + s.dropCurrent() }

// Failure returns why nothing more is written, or nil.
func (s *Stream) Failure() error { return s.queue.failure() }

// Hurry lowers the stall limit.
func (s *Stream) Hurry(stall time.Duration) {
	s.flusher.stall.Store(min(s.flusher.stall.Load(), int64(stall)))
}

// CloseWrite tells the peer that nothing more comes, after what was flushed.
func (s *Stream) CloseWrite() {
	if s.tls != nil {
		s.sendAlert()
	}
	if half, ok := s.base.Conn.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite() // of a connection that may be gone
	}
}

// sendAlert has TLS say that it closes, if the socket takes that now.
func (s *Stream) sendAlert() {
	if !s.flusher.lock.TryLock() {
		return
	}
	defer s.flusher.lock.Unlock()
	if s.flusher.sealed == 0 && s.queue.failure() == nil {
		_ = s.tls.CloseWrite()
		_, _, _ = s.base.writeSealed(false, 0)
	}
}

// ReadToEnd drops what the peer sends until it closes or the read deadline passes.
// A socket that is closed while something is unread takes back what the peer has
// not read yet.
func (s *Stream) ReadToEnd() {
	scratch := make([]byte, 4<<10)
	for {
		if _, err := s.Read(scratch); err != nil {
			return
		}
	}
}

// Lost reports whether reading has ended by something else than its deadline.
func (s *Stream) Lost() bool { return s.err != nil && !errors.Is(s.err, os.ErrDeadlineExceeded) }

// Cut closes the connection at once. Reading and writing fail.
func (s *Stream) Cut() { _ = s.base.Conn.Close() }

// Close closes the connection, after a last word of TLS if that can be said without
// waiting. What waits is not written.
func (s *Stream) Close() {
	if s.tls != nil {
		s.sendAlert()
	}
	s.queue.fail(transport.ErrClosed)
	s.Cut()
}

// Free gives back the memory of reading and TLS. Nothing reads any more.
func (s *Stream) Free() {
	s.base.in.free()
	if s.tls != nil {
		s.tls.plain.free()
	}
	s.flusher.lock.Lock()
	defer s.flusher.lock.Unlock()
	s.base.freeSealed()
}

// Describe fills in what is known of the connection.
func (s *Stream) Describe(info *transport.Info) {
	if s.tls != nil {
		Describe(s.tls.Conn, info)
	} else {
		Describe(s.base, info)
	}
}

package listen

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"syscall"

	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
)

// opening is an accepted connection whose first octet is looked at, as it passes, for who
// takes the port for one with TLS that has none, or the other way round: that one sees
// nothing but a connection that is closed.
type opening struct {
	net.Conn
	listener *Listener
	client   net.Addr // by the PROXY protocol; nil: who is connected
	looked   bool
	late     bool // a read has met its deadline
}

// RemoteAddr implements net.Conn.
func (o *opening) RemoteAddr() net.Addr {
	if o.client != nil {
		return o.client
	}
	return o.Conn.RemoteAddr()
}

// NetConn returns the connection below.
func (o *opening) NetConn() net.Conn { return o.Conn }

// Read implements net.Conn.
func (o *opening) Read(p []byte) (int, error) {
	n, err := o.Conn.Read(p)
	if n > 0 && !o.looked {
		o.looked = true
		o.listener.look(o, p[0])
		if p[0] == rawsocket.Magic && (o.listener.tls != nil || o.listener.services.RawSocket == nil) {
			return 0, errRawSocket
		}
	}
	if err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		o.late = true
	}
	return n, err
}

// timedOut reports whether a read of a connection has met its deadline.
func timedOut(conn net.Conn) bool {
	for {
		if o, ok := conn.(*opening); ok {
			return o.late
		}
		above, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return false
		}
		conn = above.NetConn()
	}
}

// errRawSocket ends a connection that waits for an answer to a handshake of RawSocket where
// nobody answers that: TLS and HTTP would wait for more.
var errRawSocket = errors.New("RawSocket is not spoken here")

// handshakeRecord is the first octet of TLS.
const handshakeRecord = 0x16

// look tells the log of a connection that does not begin as the port would have it.
func (l *Listener) look(conn net.Conn, first byte) {
	message, attrs := "TLS handshake on a port without TLS", []any{"address", l.Addr().String()}
	switch secure := first == handshakeRecord; {
	case secure == (l.tls != nil):
		return
	case !secure:
		message, attrs = "no TLS handshake on a port with TLS", append(attrs, "speaks", language(first))
	}
	l.mistaken.Write(l.logger, slog.LevelInfo, message, conn.RemoteAddr().String(), attrs...)
}

// language is what begins with an octet.
func language(first byte) string {
	switch {
	case first == rawsocket.Magic:
		return "RawSocket"
	case 'A' <= first && first <= 'Z':
		return "HTTP"
	}
	return "unknown"
}

// SyscallConn implements syscall.Conn where the connection below does: sessions read from the
// socket itself.
func (o *opening) SyscallConn() (syscall.RawConn, error) {
	if below, ok := o.Conn.(syscall.Conn); ok {
		return below.SyscallConn()
	}
	return nil, errors.ErrUnsupported
}

// ReadFrom implements io.ReaderFrom: the system sends files.
func (o *opening) ReadFrom(r io.Reader) (int64, error) { return io.Copy(o.Conn, r) }

// CloseWrite ends one direction, where the connection below can do that.
func (o *opening) CloseWrite() error {
	if below, ok := o.Conn.(interface{ CloseWrite() error }); ok {
		return below.CloseWrite()
	}
	return errors.ErrUnsupported
}

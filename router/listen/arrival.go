package listen

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
	"github.com/wampgen/wampgen/runtime/transport/stream"
)

// receive accepts connections where RawSocket or the PROXY protocol is spoken, until the
// listener closes, and finds out what each one speaks.
func (l *Listener) receive(accepted net.Listener) {
	for {
		conn, err := accepted.Accept()
		if err != nil {
			return
		}
		l.serving.Go(func() { l.arrive(conn) })
	}
}

// arrive reads the header of the PROXY protocol, does the handshake of TLS and looks at the
// first octet, as far as each is wanted.
func (l *Listener) arrive(socket net.Conn) {
	c := l.connections.find(socketOf(socket))
	if c == nil || l.introduce(c, socket) != nil {
		l.drop(socket)
		return
	}
	conn, err := l.handshake(c, socket)
	if err != nil {
		l.logger.Debug("TLS handshake failed", "remote", socket.RemoteAddr().String(), "error", err)
		l.answerPlain(socket, err)
		l.drop(socket)
		return
	}
	http := l.server != nil
	if http && l.services.RawSocket != nil {
		first, err := l.sniff(conn)
		if err != nil {
			l.drop(socket)
			return
		}
		conn, http = first, first.octet != rawsocket.Magic
	}
	switch {
	case !http:
		l.rawSocket(c, conn)
	case !l.arrivals.add(conn):
		l.drop(socket)
	}
}

func (l *Listener) drop(socket net.Conn) {
	_ = socket.Close()
	l.connections.remove(socketOf(socket))
}

// answerPlain tells who sends a request without TLS what is wrong, as the HTTP server does
// where there is no RawSocket.
func (l *Listener) answerPlain(socket net.Conn, failed error) {
	var header tls.RecordHeaderError
	if l.server == nil || !errors.As(failed, &header) || language(header.RecordHeader[0]) != "HTTP" {
		return
	}
	_ = socket.SetWriteDeadline(time.Now().Add(l.limits.HeaderTimeout))
	_, _ = io.WriteString(socket, "HTTP/1.0 400 Bad Request\r\nContent-Type: text/plain\r\n\r\nThis port wants TLS: https or wss.\n") // to who may be gone
}

// handshake does that of TLS, where it is spoken.
func (l *Listener) handshake(c *connection, socket net.Conn) (net.Conn, error) {
	if l.tls == nil {
		return socket, nil
	}
	ctx, cancel := context.WithTimeout(l.ctx, l.limits.HeaderTimeout)
	defer cancel()
	secure := tls.Server(stream.NewBase(socket), l.tls)
	if err := secure.HandshakeContext(ctx); err != nil {
		switch {
		case errors.Is(ctx.Err(), context.DeadlineExceeded):
			l.door.Refuse(tally.HeaderTimeout)
		case ctx.Err() == nil && !hasLeft(err): // else this side ends it
			l.door.Refuse(tally.TLSHandshake)
		}
		return nil, err
	}
	c.secure = secure
	return secure, nil
}

// sniff reads the first octet.
func (l *Listener) sniff(conn net.Conn) (*sniffed, error) {
	s := &sniffed{Conn: conn}
	if err := conn.SetReadDeadline(time.Now().Add(l.limits.HeaderTimeout)); err != nil {
		return nil, err
	}
	var first [1]byte
	if _, err := io.ReadFull(conn, first[:]); err != nil {
		if errors.Is(err, os.ErrDeadlineExceeded) {
			l.door.Refuse(tally.HeaderTimeout)
		}
		return nil, err
	}
	s.octet = first[0]
	return s, conn.SetReadDeadline(time.Time{})
}

// sniffed is a connection whose first octet was read and is read again. It is done
// with before the connection below is used without it.
type sniffed struct {
	net.Conn
	octet  byte
	passed bool
}

// NetConn returns the connection below.
func (s *sniffed) NetConn() net.Conn { return s.Conn }

// Read implements net.Conn.
func (s *sniffed) Read(p []byte) (int, error) {
	if s.passed || len(p) == 0 {
		return s.Conn.Read(p)
	}
	s.passed = true
	p[0] = s.octet
	return 1, nil
}

// refusedAtOnce is how many connections above the limits are told so at a time.
const refusedAtOnce = 16

// refuse tells a client of RawSocket that there are too many connections.
func (l *Listener) refuse(conn net.Conn) {
	select {
	case l.refusals <- struct{}{}:
	default:
		_ = conn.Close()
		return
	}
	l.serving.Go(func() {
		stop := context.AfterFunc(l.ctx, func() { _ = conn.Close() })
		defer stop()
		if l.tls == nil {
			rawsocket.Refuse(conn, l.services.RawSocket.Options.HandshakeTimeout)
		} else {
			_ = conn.Close()
		}
		<-l.refusals
	})
}

// arrivals is the net.Listener of an HTTP server that gets only those connections
// that begin with a request.
type arrivals struct {
	addr   net.Addr
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newArrivals(addr net.Addr) *arrivals {
	return &arrivals{addr: addr, conns: make(chan net.Conn), closed: make(chan struct{})}
}

// add hands a connection over; not once the listener is closed.
func (a *arrivals) add(conn net.Conn) bool {
	select {
	case a.conns <- conn:
		return true
	case <-a.closed:
		return false
	}
}

// Accept implements net.Listener.
func (a *arrivals) Accept() (net.Conn, error) {
	select {
	case conn := <-a.conns:
		return conn, nil
	case <-a.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener. It may be called more than once.
func (a *arrivals) Close() error {
	a.once.Do(func() { close(a.closed) })
	return nil
}

// Addr implements net.Listener.
func (a *arrivals) Addr() net.Addr { return a.addr }

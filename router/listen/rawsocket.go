package listen

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"syscall"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
)

// RawSocket is a WAMP-over-RawSocket service.
type RawSocket struct {
	// Options are those of the handshake; the timeout is that of those who are turned
	// away, too.
	Options rawsocket.Options
	// Current returns the service as it is now, for each connection; nil: as it is here.
	Current func() *RawSocket
	Session session.Config
	Logger  *slog.Logger // nil: nothing is logged
}

// rawSocket serves a connection that begins with a handshake of RawSocket.
func (l *Listener) rawSocket(c *connection, socket net.Conn) {
	service := l.services.RawSocket
	if service.Current != nil {
		service = service.Current()
	}
	logger := service.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	options := service.Options
	options.Relay = c.relay
	conn, err := rawsocket.Accept(socket, options)
	if err != nil {
		l.countHandshake(err)
		logger.Debug("RawSocket handshake failed", "remote", socket.RemoteAddr().String(), "error", err)
		l.connections.remove(c.conn)
		return
	}
	started := l.session(c, func(ctx context.Context, opened func()) {
		cfg := service.Session
		cfg.Observer = session.OnOpened(cfg.Observer, opened)
		_ = session.Serve(ctx, conn, cfg) // it logs why it has ended
	})
	if !started {
		_ = conn.Close(transport.CloseGoingAway, "shutting down")
		l.connections.remove(c.conn)
	}
}

// countHandshake counts a client whose handshake has failed, unless it has left without a word.
func (l *Listener) countHandshake(err error) {
	switch {
	case errors.Is(err, os.ErrDeadlineExceeded):
		l.door.Refuse(tally.RawSocketHandshakeTimeout)
	case !hasLeft(err):
		l.door.Refuse(tally.RawSocketHandshake)
	}
}

// hasLeft reports whether reading has failed because the connection has ended before its first
// octet, by the peer or by this side.
func hasLeft(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) || errors.Is(err, syscall.ECONNRESET)
}

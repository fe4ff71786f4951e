package listen

import (
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"time"
)

// The pauses after failed attempts to accept: the first and the longest.
const (
	firstPause   = 5 * time.Millisecond
	longestPause = time.Second
)

// acceptor is the net.Listener that the HTTP server accepts from. It turns
// connections above the limits away, and goes on after every error but its own
// close: while the process has no file descriptors left, say.
type acceptor struct {
	net.Listener
	connections *connections
	network     func(net.Addr) netip.Prefix // what who has the address is counted as
	logger      *slog.Logger
	reports     *reports
	closing     <-chan struct{}
	refuse      func(net.Conn)          // tells who is turned away, and closes; nil: closes at once
	watched     func(net.Conn) net.Conn // what the others are; nil: themselves
}

// Accept returns the next connection that is within the limits. It is called by
// one goroutine.
func (a *acceptor) Accept() (net.Conn, error) {
	pause := firstPause
	for {
		conn, err := a.Listener.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) || !a.wait(pause) {
				return nil, net.ErrClosed
			}
			a.logger.Error("accept failed", "address", a.Addr().String(), "error", err, "pause", pause)
			pause = min(2*pause, longestPause)
			continue
		}
		pause = firstPause
		limit, refused := a.connections.add(conn, a.network(conn.RemoteAddr()))
		switch {
		case !refused && a.watched != nil:
			return a.watched(conn), nil
		case !refused:
			return conn, nil
		}
		if a.refuse != nil {
			a.refuse(conn)
		} else {
			_ = conn.Close()
		}
		a.reports.refused(limit, conn.RemoteAddr().String())
	}
}

// wait reports whether the pause has passed; not if the listener closes.
func (a *acceptor) wait(pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-a.closing:
		return false
	}
}

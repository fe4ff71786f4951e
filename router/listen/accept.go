package listen

import (
	"errors"
	"log/slog"
	"maps"
	"net"
	"time"
)

// The pauses after failed attempts to accept: the first and the longest.
const (
	firstPause   = 5 * time.Millisecond
	longestPause = time.Second
)

// reportEvery bounds the log lines about connections that are turned away.
const reportEvery = 10 * time.Second

// acceptor is the net.Listener that the HTTP server accepts from. It turns
// connections above the limits away, and goes on after every error but its own
// close: while the process has no file descriptors left, say.
type acceptor struct {
	net.Listener
	connections *connections
	logger      *slog.Logger
	closing     <-chan struct{}
	refuse      func(net.Conn)          // tells who is turned away, and closes; nil: closes at once
	watched     func(net.Conn) net.Conn // what the others are; nil: themselves

	refused    int // since the last report
	lastReport time.Time
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
		exceeded := a.connections.add(conn)
		switch {
		case exceeded == "" && a.watched != nil:
			return a.watched(conn), nil
		case exceeded == "":
			return conn, nil
		}
		if a.refuse != nil {
			a.refuse(conn)
		} else {
			_ = conn.Close()
		}
		a.report(exceeded, conn.RemoteAddr())
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

func (a *acceptor) report(limit string, remote net.Addr) {
	a.refused++
	if now := time.Now(); now.Sub(a.lastReport) >= reportEvery {
		a.logger.Warn("connections refused", "limit", limit, "last", remote.String(), "count", a.refused)
		a.refused, a.lastReport = 0, now
	}
}

// Refused returns how many connections were turned away so far, by the limit that has:
// "connections", "connections_per_address", "connections_before_login".
func (l *Listener) Refused() map[string]int {
	l.connections.mu.Lock()
	defer l.connections.mu.Unlock()
	return maps.Clone(l.connections.refused)
}

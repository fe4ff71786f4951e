package listen

import (
	"context"
	"net"
	"net/http"

	"github.com/wampgen/wampgen/router/proxy"
)

// detached stands for the connection of a session that has none of its own, but comes
// by one request after the other.
type detached struct {
	net.Conn // nil
	cut      func()
}

// Close ends the session.
func (d *detached) Close() error {
	d.cut()
	return nil
}

// Detached is Session for a session that has no connection of its own: r has opened it.
// It counts as a connection, within the limits, and cut is called when connections are
// cut off.
func (l *Listener) Detached(r *http.Request, cut func(), run func(ctx context.Context, opened func())) bool {
	opening := connectionOf(r)
	if opening == nil {
		return false
	}
	network := relayedNetwork(proxy.Relay(r))
	if !network.IsValid() {
		network = l.networkOf(opening.conn.RemoteAddr())
	}
	conn := &detached{cut: cut}
	if limit, refused := l.connections.add(conn, network); refused {
		l.reports.refused(limit, r.RemoteAddr)
		return false
	}
	if !l.session(l.connections.find(conn), run) {
		l.connections.remove(conn)
		return false
	}
	return true
}

// LoggedIn has the connection that r came by count as one after login: it is that of a
// client with a detached session that has joined.
func (l *Listener) LoggedIn(r *http.Request) {
	if c := connectionOf(r); c != nil {
		l.connections.loggedIn(c)
	}
}

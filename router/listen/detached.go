package listen

import (
	"context"
	"net"
	"net/http"
)

// detached stands for the connection of a session that has none of its own, but comes
// by one request after the other.
type detached struct {
	net.Conn // nil
	remote   net.Addr
	cut      func()
}

// RemoteAddr implements net.Conn.
func (d *detached) RemoteAddr() net.Addr { return d.remote }

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
	conn := &detached{remote: opening.conn.RemoteAddr(), cut: cut}
	if exceeded := l.connections.add(conn); exceeded != "" {
		l.logger.Debug("session refused", "limit", exceeded, "remote", conn.remote.String())
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

package listen

import (
	"context"
	"crypto/tls"
	"errors"
	"log"
	"net"
	"net/http"
	"time"

	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/transport/stream"
)

// The times that HTTP connections have beyond Limits.
const (
	idleTimeout  = time.Minute      // for the next request to begin
	writeTimeout = 30 * time.Second // to take the answer; who sends more extends it as the client takes it
)

// secured returns the listener with TLS above it, where that is spoken.
func (l *Listener) secured(accepted net.Listener) net.Listener {
	if l.tls == nil {
		return accepted
	}
	return tls.NewListener(stream.Listener{Listener: accepted}, l.tls)
}

func (l *Listener) serveHTTP(accepted net.Listener) {
	if err := l.server.Serve(accepted); !errors.Is(err, http.ErrServerClosed) && !errors.Is(err, net.ErrClosed) {
		l.logger.Error("listener ended", "address", l.Addr().String(), "error", err)
	}
}

func (l *Listener) httpServer(handler http.Handler) *http.Server {
	return &http.Server{
		Handler:           l.tracked(handler),
		ReadHeaderTimeout: l.limits.HeaderTimeout,
		ReadTimeout:       l.limits.HeaderTimeout, // who reads a body extends it
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    l.limits.HeaderSize,
		ConnState:         l.follow,
		ConnContext: func(ctx context.Context, conn net.Conn) context.Context {
			return context.WithValue(ctx, connectionKey{}, l.connections.find(socketOf(conn)))
		},
		ErrorLog: log.New(serverLog{l.logger, l.door}, "", 0),
	}
}

type connectionKey struct{}

// socketOf returns the accepted connection below TLS and what else is above it.
func socketOf(conn net.Conn) net.Conn {
	for {
		above, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return conn
		}
		conn = above.NetConn()
	}
}

// follow keeps count of what the HTTP server does with connections.
func (l *Listener) follow(conn net.Conn, state http.ConnState) {
	socket := socketOf(conn)
	switch state {
	case http.StateActive:
		l.connections.asked(socket)
	case http.StateHijacked:
		l.connections.hijacked(socket)
	case http.StateClosed:
		l.countUnserved(conn, l.connections.find(socket))
		l.connections.remove(socket)
	}
}

// countUnserved counts a connection that has ended before a request could be read, unless its
// peer has left without a word.
func (l *Listener) countUnserved(conn net.Conn, c *connection) {
	switch {
	case c == nil || c.served:
	case timedOut(conn):
		l.door.Refuse(tally.HeaderTimeout)
	case l.connections.hasAsked(c):
		l.door.Refuse(tally.Request)
	}
}

// tracked returns the handler as one that Close waits for, and whose connections are
// counted out if it takes them and gives them to no session.
func (l *Listener) tracked(handler http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		continues := l.services.Continues != nil && l.services.Continues(r)
		if !l.enter(continues) {
			w.Header().Set("Connection", "close")
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		defer l.running.Done()
		c := connectionOf(r)
		if c == nil {
			handler.ServeHTTP(w, r)
			return
		}
		c.served = true
		defer l.connections.release(c)
		if r.TLS == nil && c.secure != nil {
			state := c.secure.ConnectionState()
			r.TLS = &state
		}
		l.relayed(c, w, r, handler.ServeHTTP)
	})
}

func connectionOf(r *http.Request) *connection {
	c, _ := r.Context().Value(connectionKey{}).(*connection)
	return c
}

// Package client joins a router over WebSocket or RawSocket, from a program that is
// not hosted by one:
//
//	session, err := client.Join(ctx, "ws://localhost:8080/ws", "realm1")
//	if err != nil {
//		...
//	}
//	defer session.Leave(ctx, "")
//	greeting, err := hello.NewGreeterClient(session).Greet(ctx, "Ada")
//
// The URL says how the router is reached: ws://host:port/path and wss:// are
// WebSocket, without and with TLS, rs://host:port and rss:// are RawSocket;
// ws://unix:/path/of/socket and rs://unix:/path/of/socket are the same over a Unix
// socket.
//
// A session whose connection breaks is over, unless WithReconnect has it join again.
//
// # Components
//
// Run hosts a component class in a program of its own, next to a remote router, and
// keeps it connected until its context ends:
//
//	err := client.Run(ctx, "ws://localhost:8080/ws", "realm1", hello.MySessionClass(hello.NewMySession))
//
// Start does it for who wants the instance, and Connect is the way to a router for
// runtime.Start and runtime.Join.
package client

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// joinTime bounds what Join does where its context does not.
const joinTime = 30 * time.Second

// Join connects to the router at url and joins realm. The context bounds that, and so
// do 30 seconds, but not the session. If the router refuses, the error is a *wamp.Error
// with the reason of its ABORT; if there is no way to it, a runtime.ErrNoConnection.
// Join tries once, also with WithReconnect.
func Join(ctx context.Context, url string, realm wamp.URI, opts ...Option) (*runtime.Session, error) {
	ctx, cancel := context.WithTimeout(ctx, joinTime)
	defer cancel()
	cfg := newConfig(opts)
	cfg.join.Realm = realm
	return runtime.Join(ctx, cfg.connect(url), cfg.join)
}

// Connect returns a way to the router at url for runtime.Start and runtime.Join.
func Connect(url string, opts ...Option) runtime.Connect { return newConfig(opts).connect(url) }

func (c *config) connect(url string) runtime.Connect {
	return func(ctx context.Context, sink runtime.Sink) (runtime.Link, error) {
		conn, err := c.open(ctx, url)
		if cause := ctx.Err(); err != nil && cause != nil {
			return nil, fmt.Errorf("%w: %w", cause, err)
		}
		if err != nil {
			return nil, err
		}
		return newLink(conn, sink), nil
	}
}

// open connects in the way that the scheme of the URL names.
func (c *config) open(ctx context.Context, url string) (transport.Conn, error) {
	if scheme, _, _ := strings.Cut(url, ":"); scheme == "rs" || scheme == "rss" {
		return rawsocket.Dial(ctx, url, rawsocket.DialOptions{
			Formats: c.dial.Formats,
			TLS:     c.dial.TLS,
			Limits:  c.dial.Limits,
		})
	}
	return websocket.Dial(ctx, url, c.dial)
}

package routertest

import (
	"context"

	"github.com/wampgen/wampgen/router/listen"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/web"
)

// Listen has the router listen for WebSocket connections on a free port of the loopback
// interface until the end of the test, and returns the URL: "ws://127.0.0.1:34567".
// Who comes is admitted without authentication, with the role of AsRole or
// DefaultRole. Of the options only AsRole counts. It is not for bubbles of
// testing/synctest, which no socket belongs to.
func (r *Router) Listen(opts ...Option) (url string) {
	r.t.Helper()
	m := r.member(DefaultRole, opts)
	logger := m.join.Logger
	listener, err := listen.Listen(listen.Config{Address: "127.0.0.1:0", Logger: logger})
	if err != nil {
		r.t.Fatal(err)
	}
	listener.Serve(listen.Services{HTTP: web.NewWebSocket(web.WebSocket{
		Session: session.Config{Realms: r.state, Auth: session.Anonymous{Role: m.role}, Logger: logger},
		Start:   listener.Session,
		Logger:  logger,
	})})
	r.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), endTime)
		defer cancel()
		if err := listener.Close(ctx); err != nil {
			r.t.Error(err)
		}
	})
	return "ws://" + listener.Addr().String()
}

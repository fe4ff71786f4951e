package web

import (
	"context"
	"log/slog"
	"net/http"
	"strings"

	"github.com/wampgen/wampgen/router/proxy"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
)

// WebSocket is a WAMP-over-WebSocket service.
type WebSocket struct {
	Options websocket.Options
	Session session.Config
	// Header returns what is added to the answer of an opening request, which it may
	// change. Nil: nothing.
	Header func(r *http.Request) http.Header
	// Start runs a session on the connection of a request in a goroutine of its
	// own, and reports whether it does: listen.Listener.Session.
	Start  func(r *http.Request, run func(ctx context.Context, opened func())) bool
	Door   *tally.Door  // counts who is refused; nil: nobody does
	Logger *slog.Logger // nil: nothing is logged
}

// NewWebSocket returns the handler of the service.
func NewWebSocket(service WebSocket) http.Handler {
	if service.Logger == nil {
		service.Logger = slog.New(slog.DiscardHandler)
	}
	if service.Options.CheckOrigin == nil {
		service.Options.CheckOrigin = sameHost
	}
	return http.HandlerFunc(service.serve)
}

func (s WebSocket) serve(w http.ResponseWriter, r *http.Request) {
	if !asksForWebSocket(r) {
		w.Header().Set("Upgrade", "websocket")
		page(w, r, http.StatusUpgradeRequired, "This is a WAMP router: it wants a WebSocket connection, not a page request.")
		return
	}
	options := s.Options
	options.Relay = proxy.Relay(r)
	reason := tally.WebSocketHandshake
	options.CheckOrigin = func(r *http.Request) bool {
		allowed := s.Options.CheckOrigin(r)
		if !allowed {
			reason = tally.Origin
		}
		return allowed
	}
	if s.Header != nil {
		options.Header = s.Header(r)
	}
	conn, err := websocket.Upgrade(w, r, options)
	if err != nil {
		s.Door.Refuse(reason)
		s.Logger.Debug("websocket handshake failed", "remote", r.RemoteAddr, "error", err)
		return
	}
	started := s.Start(r, func(ctx context.Context, opened func()) {
		cfg := s.Session
		cfg.Observer = session.OnOpened(cfg.Observer, opened)
		_ = session.Serve(ctx, conn, cfg) // it logs why it has ended
	})
	if !started {
		_ = conn.Close(transport.CloseGoingAway, "shutting down")
	}
}

func asksForWebSocket(r *http.Request) bool {
	for _, value := range r.Header.Values("Upgrade") {
		if strings.EqualFold(strings.TrimSpace(value), "websocket") {
			return true
		}
	}
	return false
}

package node

import (
	"context"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net/http"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/authn"
	"github.com/wampgen/wampgen/router/listen"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/web"
	conn "github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
)

// transport is a socket that is listened on. What it serves can be replaced while it
// does.
type transport struct {
	listener *listen.Listener
	polls    web.Polls
	state    atomic.Pointer[serving]
}

// serving is what a transport does for those who connect.
type serving struct {
	handler   http.Handler
	rawSocket *listen.RawSocket // nil: not spoken
	tls       *tls.Config       // nil: plain
	logger    *slog.Logger
}

// listen opens the socket of a transport and prepares what is served there.
func (n *Node) listen(plan *Plan, p part) (*transport, error) {
	t := &transport{}
	listener, err := listen.Listen(listen.Config{
		Network: p.transport.Network,
		Address: p.transport.Address,
		Private: p.transport.Private,
		Limits:  p.transport.Limits,
		Proxies: p.transport.Proxies,
		Door:    n.metrics.Door(),
		TLS:     t.tls(p.transport.TLS),
		Logger:  n.logger.With("transport", p.id),
	})
	if err != nil {
		return nil, fmt.Errorf("start transport %q: %w", p.id, err)
	}
	t.listener = listener
	if err := n.prepare(plan, p, t); err != nil {
		n.endTransport(context.Background(), t)
		return nil, err
	}
	return t, nil
}

// prepare makes a transport serve what the plan says. Sessions that have come stay as
// they are.
func (n *Node) prepare(plan *Plan, p part, t *transport) error {
	logger := n.logger.With("transport", p.id)
	place := site{plan: plan, worker: p.worker, listener: t.listener, polls: &t.polls, logger: logger}
	var handler http.Handler // nil: no HTTP
	if len(p.transport.Paths) > 0 {
		paths, err := n.paths(place, p.transport.Paths)
		if err != nil {
			return fmt.Errorf("start transport %q: %w", p.id, err)
		}
		handler = paths
	}
	secure, err := p.transport.TLS.server()
	if err != nil {
		return fmt.Errorf("start transport %q: %w", p.id, err)
	}
	state := &serving{handler: handler, tls: secure, logger: logger}
	if p.transport.RawSocket != nil {
		state.rawSocket = n.rawSocket(place, p.transport.RawSocket)
		state.rawSocket.Current = func() *listen.RawSocket { return t.state.Load().rawSocket }
	}
	t.state.Store(state)
	return nil
}

// serve answers those who connect.
func (t *transport) serve() {
	state := t.state.Load()
	services := listen.Services{RawSocket: state.rawSocket, Continues: t.polls.Continues}
	if state.handler != nil {
		services.HTTP = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			t.state.Load().handler.ServeHTTP(w, r)
		})
	}
	t.listener.Serve(services)
	state.logger.Info("transport listening", "address", t.listener.Addr().String())
}

func (t *transport) close(ctx context.Context) error { return t.listener.Close(ctx) }

// endTransport closes a transport that has gone from the plan, with its sessions.
func (n *Node) endTransport(ctx context.Context, t *transport) {
	ctx, cancel := context.WithTimeout(ctx, leaveTimeout)
	defer cancel()
	if err := t.close(ctx); err != nil {
		n.logger.Warn("transport closed with errors", "error", err)
	}
}

// site is where the paths of a transport stand.
type site struct {
	plan     *Plan
	worker   string
	listener *listen.Listener
	polls    *web.Polls
	logger   *slog.Logger
}

// paths makes the handlers of a transport.
func (n *Node) paths(s site, plan []Path) (web.Paths, error) {
	paths := web.Paths{}
	for _, p := range plan {
		switch p.Type {
		case WebSocket:
			paths[p.Name] = n.webSocket(s, p.WebSocket)
		case LongPoll:
			paths[p.Name] = n.longPoll(s, p.WebSocket)
		case Metrics:
			paths[p.Name] = web.NewMetrics(&n.metrics, n.gauges)
		case Live:
			paths[p.Name] = web.NewLive()
		case Ready:
			paths[p.Name] = web.NewReady(n.lacks)
		case Static:
			files, err := s.plan.files.Directory(p.Static.Directory)
			if err != nil {
				return nil, err
			}
			paths[p.Name] = web.NewStatic(web.Static{
				Files:       files,
				DefaultFile: p.Static.DefaultFile,
				MIMETypes:   p.Static.MIMETypes,
				CacheFor:    p.Static.CacheFor,
			})
		case JSON:
			paths[p.Name] = web.NewJSON(web.JSON(*p.JSON))
		case Redirect:
			paths[p.Name] = web.NewRedirect(p.Target)
		case NodeInfo:
			paths[p.Name] = web.NewNodeInfo(n.info)
		case Resource:
			paths[p.Name] = web.NewResource(s.plan.resources[p.Resource])
		case Nested:
			nested, err := n.paths(s, p.Paths)
			if err != nil {
				return nil, err
			}
			paths[p.Name] = nested
		}
	}
	return paths, nil
}

func (n *Node) webSocket(s site, plan *WebSocketPath) http.Handler {
	cfg, cookies := n.session(s, &plan.Service)
	return web.NewWebSocket(web.WebSocket{
		Options: websocket.Options{
			Formats:     plan.Formats,
			Compression: plan.Compression,
			CheckOrigin: web.Origins{Allowed: plan.AllowedOrigins, AllowNull: plan.AllowNullOrigin}.Check(),
			Limits:      connLimits(plan.Limits),
		},
		Session: cfg,
		Header:  cookies.Answer,
		Start:   s.listener.Session,
		Door:    n.metrics.Door(),
		Logger:  s.logger,
	})
}

func (n *Node) longPoll(s site, plan *WebSocketPath) http.Handler {
	cfg, _ := n.session(s, &plan.Service)
	return web.NewLongPoll(web.LongPoll{
		Formats: plan.Formats,
		Origins: web.Origins{Allowed: plan.AllowedOrigins, AllowNull: plan.AllowNullOrigin},
		Limits:  connLimits(plan.Limits),
		Session: cfg,
		Polls:   s.polls,
		Start:   s.listener.Detached,
		Joined:  s.listener.LoggedIn,
		Door:    n.metrics.Door(),
		Logger:  s.logger,
	})
}

func (n *Node) rawSocket(s site, plan *RawSocketService) *listen.RawSocket {
	cfg, _ := n.session(s, &plan.Service)
	return &listen.RawSocket{
		Options: rawsocket.Options{
			Formats:          plan.Formats,
			Announced:        plan.Limits.MessageSize,
			LargestMessage:   smallestWelcome,
			HandshakeTimeout: plan.HandshakeTimeout,
			Pings:            plan.Pings,
			Limits:           connLimits(plan.Limits),
		},
		Session: cfg,
		Logger:  s.logger,
	}
}

// smallestWelcome is the longest message that clients of RawSocket have to take: less
// has no room for a WELCOME.
const smallestWelcome = 1 << 10

// session is the configuration of the sessions of a service, with the cookies by which
// it knows them; nil: none.
func (n *Node) session(s site, plan *Service) (session.Config, *authn.Cookies) {
	authenticator, cookies := n.authenticator(s.worker, &plan.Auth, s.logger)
	return session.Config{
		Realms:   realmsOf{n, s.worker},
		Auth:     authenticator,
		Limits:   plan.Limits,
		Observer: n.observer(s.plan),
		Outboxes: n.workerOutboxes(s.worker, plan.Limits.OutboxesBytes),
		Logger:   s.logger,

		FailedLogins: n.failed,
	}, cookies
}

// connLimits are the limits of connections before login.
func connLimits(l session.Limits) conn.Limits {
	return conn.Limits{
		MessageSize:  l.MessageSizeBeforeLogin,
		Stall:        l.OutboxStall,
		PingInterval: l.PingInterval,
		PingsMissed:  l.PingsMissed,
	}
}

package node

import (
	"fmt"
	"log/slog"
	"net"
	"net/http"

	"github.com/wampgen/wampgen/router/listen"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/web"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
)

// transport is a socket that is listened on.
type transport struct {
	plan     *Transport
	listener *listen.Listener
}

// listen opens the socket of a transport and serves its paths there.
func (w *worker) listen(plan *Transport) (*transport, error) {
	logger := w.node.logger.With("transport", plan.ID)
	listener, err := listen.Listen(listen.Config{
		Network: plan.Network,
		Address: plan.Address,
		Limits:  plan.Limits,
		Logger:  logger,
	})
	if err != nil {
		return nil, fmt.Errorf("start transport %q: %w", plan.ID, err)
	}
	handler, err := w.paths(plan.Paths, listener, logger)
	if err != nil {
		return nil, fmt.Errorf("start transport %q: %w", plan.ID, err)
	}
	listener.Serve(handler)
	logger.Info("transport listening", "address", listener.Addr().String())
	return &transport{plan, listener}, nil
}

// paths makes the handlers of a transport.
func (w *worker) paths(plan []Path, listener *listen.Listener, logger *slog.Logger) (web.Paths, error) {
	paths := web.Paths{}
	for _, p := range plan {
		switch p.Type {
		case WebSocket:
			paths[p.Name] = w.webSocket(p.WebSocket, listener, logger)
		case Static:
			files, err := w.node.plan.files.Directory(p.Static.Directory)
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
			paths[p.Name] = web.NewNodeInfo(w.node.info)
		case Nested:
			nested, err := w.paths(p.Paths, listener, logger)
			if err != nil {
				return nil, err
			}
			paths[p.Name] = nested
		}
	}
	return paths, nil
}

func (w *worker) webSocket(plan *WebSocketPath, listener *listen.Listener, logger *slog.Logger) http.Handler {
	limits := plan.Limits
	return web.NewWebSocket(web.WebSocket{
		Options: websocket.Options{
			Formats:     plan.Formats,
			CheckOrigin: web.Origins{Allowed: plan.AllowedOrigins, AllowNull: plan.AllowNullOrigin}.Check(),
			Limits: websocket.Limits{
				MessageSize:  limits.MessageSizeBeforeLogin,
				Stall:        limits.OutboxStall,
				PingInterval: limits.PingInterval,
				PingsMissed:  limits.PingsMissed,
			},
		},
		Session: session.Config{
			Realms: w,
			Auth:   session.Anonymous{Role: plan.Role},
			Limits: limits,
			Logger: logger,
		},
		Start:  listener.Session,
		Logger: logger,
	})
}

// info is what the page about the node says.
func (n *Node) info() web.NodeInfo {
	info := web.NodeInfo{Title: n.plan.Title}
	if info.Title == "" {
		info.Title = "WAMP node"
	}
	for _, s := range n.List() {
		info.Components = append(info.Components, web.ComponentInfo{
			Worker: s.Worker,
			ID:     s.ID,
			Class:  s.Class,
			Realm:  string(s.Realm),
			State:  s.State.String(),
		})
	}
	return info
}

// Address is where a transport of a running node is reached.
type Address struct {
	Worker, Transport string
	Host              string // host:port; a loopback address where the node listens on all
	Paths             []Path
}

// Addresses returns where the transports are reached, in the order of the plan.
func (n *Node) Addresses() []Address {
	var addresses []Address
	for _, w := range n.workers {
		for _, t := range w.transports {
			addresses = append(addresses, Address{
				Worker:    w.plan.ID,
				Transport: t.plan.ID,
				Host:      reachable(t.plan.Address, t.listener.Addr()),
				Paths:     t.plan.Paths,
			})
		}
	}
	return addresses
}

// reachable is the address that a client on this machine can use: the host as the plan
// names it, the port as it came out.
func reachable(planned string, bound net.Addr) string {
	host, _, _ := net.SplitHostPort(planned)
	_, port, err := net.SplitHostPort(bound.String())
	if err != nil {
		return bound.String()
	}
	if everywhere(host) {
		host = "127.0.0.1"
	}
	return net.JoinHostPort(host, port)
}

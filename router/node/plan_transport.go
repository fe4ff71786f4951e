package node

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

const unixNetwork = "unix"

// transports resolves the transports of a worker.
func (p *planner) transports(w *config.Worker, realms []Realm) []Transport {
	var transports []Transport
	ids := map[string]string{}
	for i := range w.Transports {
		t := &w.Transports[i]
		p.unique(ids, t.Source, "transport", t.ID)
		limits := overlay(w.Limits, t.Limits)
		transport := Transport{
			ID:     t.ID,
			Limits: listenLimits(limits),
			TLS:    p.certificate(&t.Endpoint),
		}
		p.endpoint(&transport, &t.Endpoint)
		transport.Proxies = p.proxies(t)
		p.services(&transport, service{w, realms, sessionLimits(limits)}, t)
		if transport.RawSocket != nil {
			transport.RawSocket.HandshakeTimeout = set(limits.RawSocketHandshake, defaultRawSocketHandshake)
		}
		transports = append(transports, transport)
	}
	return transports
}

const defaultRawSocketHandshake = 2 * time.Second

// services resolves what is spoken on a transport.
func (p *planner) services(transport *Transport, s service, t *config.Transport) {
	switch t.Type {
	case "websocket":
		transport.Paths = []Path{{Name: "/", Type: WebSocket, WebSocket: p.webSocket(s, t.Source, &t.WebSocket)}}
	case "rawsocket":
		transport.RawSocket = p.rawSocket(s, t.Source, &t.RawSocket)
	case "universal":
		if t.Has("rawsocket") {
			transport.RawSocket = p.rawSocket(s, t.RawSocket.Source, &t.RawSocket)
		}
		transport.Paths = append(p.paths(s, t.WebSockets), p.paths(s, t.Web.Paths)...)
		p.distinctPaths(t)
		if transport.RawSocket == nil && len(transport.Paths) == 0 && t.Intact("rawsocket") && t.Intact("websocket") && t.Intact("web") {
			p.fault(t.Source, "type", "no-service", "nothing is spoken here").Hint = "give it rawsocket, websocket or web"
		}
	default:
		transport.Paths = p.paths(s, t.Paths)
	}
}

// distinctPaths reports paths of a universal transport that are there twice.
func (p *planner) distinctPaths(t *config.Transport) {
	for i := range t.WebSockets {
		for j := range t.Web.Paths {
			if path := &t.Web.Paths[j]; path.Name == t.WebSockets[i].Name {
				p.fault(path.Source, "type", "duplicate-path", "the path %q is taken by %s", path.Name, t.WebSockets[i].Path(""))
			}
		}
	}
}

// endpoint resolves where a transport listens.
func (p *planner) endpoint(t *Transport, e *config.Endpoint) {
	if e.Type != unixNetwork {
		p.port(e)
		t.Network = network(e.Version)
		t.Address = net.JoinHostPort(e.Interface, strconv.FormatInt(e.Port, 10))
		return
	}
	t.Network = unixNetwork
	if e.Socket == "" {
		return
	}
	t.Address = p.files.Path(e.Socket)
	if taken, ok := p.sockets[t.Address]; ok {
		p.fault(e.Source, "path", "duplicate-path", "the socket %s is taken by %s", e.Written("path"), taken)
		return
	}
	if p.sockets == nil {
		p.sockets = map[string]string{}
	}
	p.sockets[t.Address] = e.Path("")
}

// boundPort is an address that a transport of the node listens on.
type boundPort struct {
	port             int64
	address, written string
}

// port reports a port that another transport has on the same interface.
func (p *planner) port(e *config.Endpoint) {
	if e.Port == 0 {
		return // not given, or any that is free
	}
	for _, other := range p.ports {
		if other.port == e.Port && (other.address == e.Interface || everywhere(other.address) || everywhere(e.Interface)) {
			p.fault(e.Source, "port", "duplicate-port", "port %s is taken by %s", e.Written("port"), other.written)
			return
		}
	}
	p.ports = append(p.ports, boundPort{e.Port, e.Interface, e.Path("")})
}

func everywhere(address string) bool {
	return address == "" || address == "0.0.0.0" || address == "::"
}

func network(version int64) string {
	if version == 0 {
		return "tcp"
	}
	return "tcp" + strconv.FormatInt(version, 10)
}

// service is where a WebSocket service stands.
type service struct {
	worker *config.Worker
	realms []Realm
	limits session.Limits
}

// webSocket resolves a WebSocket service.
func (p *planner) webSocket(s service, at config.Source, c *config.WebSocket) *WebSocketPath {
	p.publicURL(at, c.URL, "ws", "wss")
	return p.overHTTP(s, at, c, &c.Cookie)
}

// longPoll resolves a service for clients that poll.
func (p *planner) longPoll(s service, at config.Source, c *config.WebSocket) *WebSocketPath {
	p.publicURL(at, c.URL, "http", "https")
	return p.overHTTP(s, at, c, nil)
}

func (p *planner) overHTTP(s service, at config.Source, c *config.WebSocket, cookie *config.Cookie) *WebSocketPath {
	path := &WebSocketPath{
		Service:         p.service(s, at, c.Serializers, &c.Auth, cookie, c.Options.MaxMessageSize),
		URL:             c.URL,
		AllowedOrigins:  c.Options.AllowedOrigins,
		AllowNullOrigin: c.Options.AllowNullOrigin,
		Compression:     c.Options.Compression.Deflate.Given(),
	}
	path.Limits.PingInterval = set(time.Duration(c.Options.PingInterval)*time.Millisecond, s.limits.PingInterval)
	path.Limits.LoginTimeout = set(time.Duration(c.Options.LoginTimeout)*time.Millisecond, s.limits.LoginTimeout)
	return path
}

// service resolves what WAMP services have in common. messageSize is their own limit, or
// 0; cookie is nil where there are no cookies.
func (p *planner) service(s service, at config.Source, serializers []string, auth *config.Auth, cookie *config.Cookie, messageSize int64) Service {
	resolved := Service{Limits: s.limits}
	resolved.Limits.MessageSize = set(int(messageSize), s.limits.MessageSize)
	resolved.Limits.MessageSizeBeforeLogin = min(s.limits.MessageSizeBeforeLogin, resolved.Limits.MessageSize)
	if l := resolved.Limits; l.MessageSize > l.OutboxBytes {
		p.warn(at, "", "small-outbox", "clients may send messages of %d bytes, but get none above %d", l.MessageSize, l.OutboxBytes).
			Hint = fmt.Sprintf("write limits: {outbox_bytes: %d} or more", l.MessageSize)
	}
	for _, name := range serializers {
		if format, ok := wamp.ParseFormat(name); ok && !slices.Contains(resolved.Formats, format) {
			resolved.Formats = append(resolved.Formats, format)
		}
	}
	resolved.Auth = p.auth(s, at, auth, cookie)
	resolved.Role = resolved.Auth.anonymousRole()
	if !auth.Given() {
		p.principalRole(s, at, "", resolved.Role)
	}
	return resolved
}

// publicURL checks the address that the file says clients use.
func (p *planner) publicURL(at config.Source, address string, schemes ...string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme) {
		p.fault(at, "url", "invalid-url", "want a URL of the scheme %s, got %s", strings.Join(schemes, " or "), at.Written("url"))
	}
}

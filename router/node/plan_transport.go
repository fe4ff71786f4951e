package node

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// transports resolves the transports of a worker.
func (p *planner) transports(w *config.Worker, realms []Realm) []Transport {
	var transports []Transport
	ids := map[string]string{}
	for i := range w.Transports {
		t := &w.Transports[i]
		p.unique(ids, t.Source, "transport", t.ID)
		p.port(&t.Endpoint)
		limits := overlay(w.Limits, t.Limits)
		surroundings := service{w, realms, sessionLimits(limits)}
		transport := Transport{
			ID:      t.ID,
			Network: network(t.Endpoint.Version),
			Address: net.JoinHostPort(t.Endpoint.Interface, strconv.FormatInt(t.Endpoint.Port, 10)),
			Limits:  listenLimits(limits),
			TLS:     p.certificate(&t.Endpoint),
		}
		if t.Type == "websocket" {
			transport.Paths = []Path{{Name: "/", Type: WebSocket, WebSocket: p.webSocket(surroundings, t.Source, &t.WebSocket)}}
		} else {
			transport.Paths = p.paths(surroundings, t.Paths)
		}
		transports = append(transports, transport)
	}
	return transports
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
	path := &WebSocketPath{
		URL:             c.URL,
		Role:            set(c.Auth.Anonymous.Role, config.DefaultRole),
		AllowedOrigins:  c.Options.AllowedOrigins,
		AllowNullOrigin: c.Options.AllowNullOrigin,
		Limits:          s.limits,
	}
	path.Limits.MessageSize = set(int(c.Options.MaxMessageSize), s.limits.MessageSize)
	path.Limits.MessageSizeBeforeLogin = min(s.limits.MessageSizeBeforeLogin, path.Limits.MessageSize)
	path.Limits.PingInterval = set(time.Duration(c.Options.PingInterval)*time.Millisecond, s.limits.PingInterval)
	path.Limits.LoginTimeout = set(time.Duration(c.Options.LoginTimeout)*time.Millisecond, s.limits.LoginTimeout)
	for _, name := range c.Serializers {
		if format, ok := wamp.ParseFormat(name); ok && !slices.Contains(path.Formats, format) {
			path.Formats = append(path.Formats, format)
		}
	}
	p.clients(s, at, c.Auth.Anonymous, path.Role)
	p.publicURL(at, c.URL)
	return path
}

// clients checks that those who come by a service can join at least one realm.
func (p *planner) clients(s service, at config.Source, anonymous config.Anonymous, role string) {
	if role == authz.Trusted {
		p.fault(anonymous.Source, "role", "reserved-role", "role %q is for hosted components only", role)
		return
	}
	has := func(r Realm) bool { _, ok := r.Roles[role]; return ok }
	if !s.worker.Intact("realms") || slices.ContainsFunc(s.realms, has) {
		return
	}
	if anonymous.Has("role") {
		p.fault(anonymous.Source, "role", "unknown-role", "no realm of worker %q has a role %s", s.worker.ID, anonymous.Written("role"))
		return
	}
	p.warn(at, "type", "nobody", "nobody can join here: no realm of worker %q has the role %q that clients have", s.worker.ID, role)
}

// publicURL checks the address that the file says clients use.
func (p *planner) publicURL(at config.Source, address string) {
	if address == "" {
		return
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "ws" && u.Scheme != "wss" {
		p.fault(at, "url", "invalid-url", "want a URL of the scheme ws or wss, got %s", at.Written("url"))
	}
}

package listen

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"github.com/wampgen/wampgen/router/proxy"
	"github.com/wampgen/wampgen/router/strangers"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/transport"
)

// Proxies are those that clients may come by. The zero Proxies are none.
type Proxies struct {
	Trust  proxy.Trust // who is believed
	Header string      // the one in which they name the client of a request: proxy.XForwardedFor, which is the default, or proxy.Forwarded
	// Protocol has the connections of those proxies begin with a header of the PROXY protocol.
	Protocol bool
}

// networkOf returns what a connection is counted as when it is accepted; not valid: nothing, as
// that of a proxy, until it is known whom it is for.
func (l *Listener) networkOf(peer net.Addr) netip.Prefix {
	tcp, ok := peer.(*net.TCPAddr)
	if !ok || l.proxies.Trust.Believes(peer) {
		return netip.Prefix{}
	}
	return strangers.Network(tcp.AddrPort().Addr())
}

// relayedNetwork returns what the client that came by a proxy is counted as; not valid without one.
func relayedNetwork(relay *transport.Relay) netip.Prefix {
	if relay == nil || relay.Proxy == "" {
		return netip.Prefix{}
	}
	return strangers.RelayedOf(relay.Remote)
}

// name writes an address as transport.Info has it.
func name(addr net.Addr) string {
	if addr.Network() == proxy.Unix {
		return proxy.Unix
	}
	return addr.String()
}

var errTooMany = errors.New("too many connections")

// introduce reads the header of the PROXY protocol, if the peer has to send one.
func (l *Listener) introduce(c *connection, socket net.Conn) error {
	peer := c.conn.RemoteAddr()
	if !l.proxies.Protocol || !l.proxies.Trust.Believes(peer) {
		return nil
	}
	if err := c.conn.SetReadDeadline(time.Now().Add(l.limits.HeaderTimeout)); err != nil {
		return err
	}
	client, err := proxy.ReadPreface(c.conn)
	switch {
	case hasLeft(err): // it only looks whether somebody listens
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		l.door.Refuse(tally.HeaderTimeout)
		return err
	case err != nil:
		l.door.Refuse(tally.ProxyHeader)
		l.misled.Write(l.logger, slog.LevelWarn, "connection of a proxy refused", name(peer), "error", err)
		return err
	case !client.Address.IsValid():
		return c.conn.SetReadDeadline(time.Time{})
	}
	c.relay = &transport.Relay{Remote: client.Address.String(), Proxy: name(peer), Secure: client.Secure}
	if o, ok := socket.(*opening); ok {
		o.client = net.TCPAddrFromAddrPort(client.Address)
	}
	if limit, refused := l.connections.assign(c, relayedNetwork(c.relay)); refused {
		l.reports.refused(limit, c.relay.Remote)
		return errTooMany
	}
	return c.conn.SetReadDeadline(time.Time{})
}

// relay returns what is known of the client whose request a proxy has sent, or nil; forwarded
// says that the request itself tells.
func (l *Listener) relay(c *connection, r *http.Request) (relay *transport.Relay, forwarded bool) {
	if !l.proxies.Trust.Anybody() || !l.believes(c) {
		return c.relay, false
	}
	remote := name(c.conn.RemoteAddr())
	if c.relay != nil {
		remote = c.relay.Remote
	}
	relay = &transport.Relay{Remote: remote, Proxy: remote, EndsTLS: true}
	client, err := l.proxies.Trust.Client(r.Header, l.proxies.Header)
	switch {
	case err != nil:
		l.misled.Write(l.logger, slog.LevelWarn, "header of a proxy ignored", remote, "error", err)
	case client.Address.IsValid():
		relay.Remote = client.Address.String()
	case !client.Told:
		return c.relay, false
	default:
		relay.Proxy = "" // it tells of TLS alone
	}
	if relay.Secure = client.Secure; !client.Told {
		relay.Secure = r.TLS != nil || c.relay != nil && c.relay.Secure
	}
	return relay, true
}

// believes reports whether a connection is that of a trusted proxy, if need be behind another.
func (l *Listener) believes(c *connection) bool {
	if c.relay == nil {
		return l.proxies.Trust.Believes(c.conn.RemoteAddr())
	}
	address, err := netip.ParseAddrPort(c.relay.Remote)
	return err == nil && l.proxies.Trust.Contains(address.Addr())
}

// relayed calls serve with the request as that of the client that it is for. A connection of
// a proxy counts as that client's meanwhile, and from then on if it becomes a session's.
func (l *Listener) relayed(c *connection, w http.ResponseWriter, r *http.Request, serve http.HandlerFunc) {
	relay, forwarded := l.relay(c, r)
	if relay != nil {
		r = proxy.WithRelay(r, relay)
	}
	if forwarded {
		if limit, refused := l.connections.assign(c, relayedNetwork(relay)); refused {
			l.reports.refused(limit, relay.Remote)
			http.Error(w, errTooMany.Error(), http.StatusServiceUnavailable)
			return
		}
		defer l.connections.unassign(c)
	}
	serve(w, r)
}

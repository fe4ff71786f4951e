package proxy

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"strings"
)

// The headers in which proxies name their clients. A proxy passes on what it does not know: only
// the one that the proxies of a listener are known to write may be read.
const (
	XForwardedFor = "X-Forwarded-For" // with X-Forwarded-Proto
	Forwarded     = "Forwarded"       // RFC 7239
)

const xForwardedProto = "X-Forwarded-Proto"

// Client is whom a proxy has connected for.
type Client struct {
	Address netip.AddrPort // port 0 where the proxy does not say it; not valid: the proxy does not say
	Secure  bool           // TLS is spoken with the client
	Told    bool           // it is known whether it is
}

// Client returns whom the proxy that has sent the request speaks for, by the header named: of
// the addresses there the last one that is no trusted proxy, for each proxy puts the one it
// was asked by behind those that were there, which anybody may have made up. If all are
// trusted it is the first. The header of a request that has none tells nothing, without an error.
func (t *Trust) Client(header http.Header, name string) (Client, error) {
	if name == Forwarded {
		return t.forwarded(header.Values(Forwarded))
	}
	return t.xForwarded(header.Values(XForwardedFor), header.Values(xForwardedProto))
}

// xForwarded reads X-Forwarded-For and X-Forwarded-Proto. A proxy may add to a line or add a
// line.
func (t *Trust) xForwarded(addresses, protocols []string) (c Client, err error) {
	nodes := items(addresses)
	at := 0 // from the right
	for i := range nodes {
		address, err := parseNode(nodes[len(nodes)-1-i])
		if err != nil {
			return Client{}, fmt.Errorf("read %s: %w", XForwardedFor, err)
		}
		c.Address, at = address, i
		if !t.Contains(address.Addr()) {
			break
		}
	}
	said := items(protocols)
	switch {
	case len(said) == 1:
		at = 0 // most proxies say it once, for all
	case at >= len(said):
		return c, nil
	}
	c.Secure, c.Told = secure(said[len(said)-1-at]), true
	return c, nil
}

// items splits the lines of a header at their commas.
func items(lines []string) (list []string) {
	for _, line := range lines {
		for item := range strings.SplitSeq(line, ",") {
			if item = strings.TrimSpace(item); item != "" {
				list = append(list, item)
			}
		}
	}
	return list
}

func secure(protocol string) bool {
	return strings.EqualFold(protocol, "https") || strings.EqualFold(protocol, "wss")
}

var errNode = errors.New("an item is no address")

// parseNode reads an address with or without a port, IPv6 with or without brackets.
func parseNode(text string) (netip.AddrPort, error) {
	bare := text
	if strings.HasPrefix(bare, "[") && strings.HasSuffix(bare, "]") {
		bare = bare[1 : len(bare)-1]
	}
	if ip, err := netip.ParseAddr(bare); err == nil {
		return netip.AddrPortFrom(ip.Unmap().WithZone(""), 0), nil
	}
	node, err := netip.ParseAddrPort(text)
	if err != nil {
		return netip.AddrPort{}, errNode // its text is the peer's
	}
	return netip.AddrPortFrom(node.Addr().Unmap().WithZone(""), node.Port()), nil
}

package proxy

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
)

// Unix stands in a list of proxies for all that connect to a Unix socket.
const Unix = "unix"

// Trust is the proxies that are believed. The zero Trust believes nobody.
type Trust struct {
	Networks []netip.Prefix
	Unix     bool // who connects to a Unix socket
}

// ParseTrust reads a list of addresses, networks such as "10.0.0.0/8" and "unix".
func ParseTrust(list []string) (Trust, error) {
	var t Trust
	for _, text := range list {
		if text == Unix {
			t.Unix = true
			continue
		}
		network, err := parseNetwork(text)
		if err != nil {
			return Trust{}, err
		}
		t.Networks = append(t.Networks, network)
	}
	return t, nil
}

func parseNetwork(text string) (netip.Prefix, error) {
	if !strings.Contains(text, "/") {
		ip, err := netip.ParseAddr(text)
		if err != nil || ip.Zone() != "" {
			return netip.Prefix{}, fmt.Errorf("%q is no address, network or %q", text, Unix)
		}
		ip = ip.Unmap()
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil {
		return netip.Prefix{}, fmt.Errorf("%q is no address, network or %q", text, Unix)
	}
	if ip := network.Addr(); ip.Is4In6() {
		if network.Bits() < 96 {
			return netip.Prefix{}, fmt.Errorf("%q is more than the network of IPv4 in IPv6", text)
		}
		network = netip.PrefixFrom(ip.Unmap(), network.Bits()-96)
	}
	return network.Masked(), nil
}

// Anybody reports whether there is a proxy that is believed.
func (t *Trust) Anybody() bool { return t.Unix || len(t.Networks) > 0 }

// String lists the proxies, as ParseTrust reads them.
func (t *Trust) String() string {
	var list []string
	for _, n := range t.Networks {
		if n.IsSingleIP() {
			list = append(list, n.Addr().String())
		} else {
			list = append(list, n.String())
		}
	}
	if t.Unix {
		list = append(list, Unix)
	}
	return strings.Join(list, ", ")
}

// Everybody reports whether each address is believed, of IPv4 or of IPv6: then whoever connects may
// say he is another.
func (t *Trust) Everybody() bool {
	for _, n := range t.Networks {
		if n.Bits() == 0 {
			return true
		}
	}
	return false
}

// Believes reports whether the peer with an address is a proxy that is believed.
func (t *Trust) Believes(peer net.Addr) bool {
	switch peer := peer.(type) {
	case *net.TCPAddr:
		return t.Contains(peer.AddrPort().Addr())
	case *net.UnixAddr:
		return t.Unix
	}
	return false
}

// Contains reports whether an address is that of a proxy that is believed.
func (t *Trust) Contains(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	for _, network := range t.Networks {
		if network.Contains(ip) {
			return true
		}
	}
	return false
}

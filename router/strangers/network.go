package strangers

import "net/netip"

// Network returns what an address is counted as: an IPv4 address, or an IPv6 /64, which is
// what one subscriber has. It is not valid for loopback addresses, where all who come by a
// proxy look the same.
func Network(ip netip.Addr) netip.Prefix {
	if ip.Unmap().IsLoopback() {
		return netip.Prefix{}
	}
	return network(ip)
}

func network(ip netip.Addr) netip.Prefix {
	if ip = ip.Unmap(); !ip.IsValid() {
		return netip.Prefix{}
	}
	bits := 32
	if ip.Is6() {
		bits = 64
	}
	return netip.PrefixFrom(ip, bits).Masked()
}

// NetworkOf is Network for an address with a port; not valid for what is none, as that of a
// Unix socket.
func NetworkOf(remote string) netip.Prefix {
	address, err := netip.ParseAddrPort(remote)
	if err != nil {
		return netip.Prefix{}
	}
	return Network(address.Addr())
}

// RelayedOf is NetworkOf for who comes by a proxy that is trusted, of whom nobody is exempt: a loopback
// address is counted as any other, for the proxy may have been made to say it, and those
// whose addresses it has not said count as one.
func RelayedOf(remote string) netip.Prefix {
	address, err := netip.ParseAddrPort(remote)
	if err != nil {
		return network(netip.IPv4Unspecified())
	}
	return network(address.Addr())
}

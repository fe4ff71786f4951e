package strangers

import "net/netip"

// Network returns what an address is counted as: an IPv4 address, or an IPv6 /64, which is
// what one subscriber has. It is not valid for loopback addresses, where all who come by a
// proxy look the same.
func Network(ip netip.Addr) netip.Prefix {
	if ip = ip.Unmap(); !ip.IsValid() || ip.IsLoopback() {
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

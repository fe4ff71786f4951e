package config

import "regexp"

// Proxies are the proxies that clients may come by to a transport.
type Proxies struct {
	Trusted  []string // addresses, networks, "unix"
	Header   string   // in which they name the client: "X-Forwarded-For", which is the default, or "Forwarded"
	Protocol bool     // they speak the PROXY protocol
}

var proxyAddress = shape{
	kind:    text,
	pattern: regexp.MustCompile(`^(unix|[0-9A-Fa-f:.]+(/[0-9]{1,3})?)$`),
	form:    `an address, a network such as 10.0.0.0/8, or unix`,
}

// proxyKeys are the rows of each transport for the proxies in front of it.
func proxyKeys() table[Transport] {
	return table[Transport]{
		textsKey("trusted_proxies", proxyAddress, func(t *Transport) *[]string { return &t.Proxies.Trusted }).
			says("Addresses and networks of the proxies that are believed when they say whom they connect for; unix is whoever connects to a Unix socket. Default: none."),
		textKey("forwarded_header", choice("X-Forwarded-For", "Forwarded"), func(t *Transport) *string { return &t.Proxies.Header }).
			says("The header in which trusted proxies name the client: X-Forwarded-For, with X-Forwarded-Proto, or Forwarded (RFC 7239). The other one is not read. Default: X-Forwarded-For."),
		flagKey("proxy_protocol", func(t *Transport) *bool { return &t.Proxies.Protocol }).
			says("Whether each connection of a trusted proxy begins with a header of the PROXY protocol, version 1 or 2. Default: false."),
	}
}

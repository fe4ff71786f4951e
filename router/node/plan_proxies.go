package node

import (
	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/router/listen"
	"github.com/wampgen/wampgen/router/proxy"
)

// proxies resolves which proxies a transport believes.
func (p *planner) proxies(t *config.Transport) listen.Proxies {
	trust, err := proxy.ParseTrust(t.Proxies.Trusted)
	if err != nil {
		p.fault(t.Source, "trusted_proxies", "invalid-address", "%v", err).Hint = "write addresses such as 10.1.2.3 or networks such as 10.0.0.0/8"
		return listen.Proxies{}
	}
	proxies := listen.Proxies{Trust: trust, Header: set(t.Proxies.Header, proxy.XForwardedFor), Protocol: t.Proxies.Protocol}
	switch {
	case !trust.Anybody():
		if !t.Intact("trusted_proxies") {
			break
		}
		for _, key := range []string{"forwarded_header", "proxy_protocol"} {
			if t.Has(key) && (key != "proxy_protocol" || t.Proxies.Protocol) {
				p.fault(t.Source, key, "no-proxies", "no proxy is trusted, so that nothing is read").Hint = "write trusted_proxies"
			}
		}
		return listen.Proxies{}
	case trust.Everybody():
		p.warn(t.Source, "trusted_proxies", "everybody-trusted", "everybody is trusted: who connects can say any address is his").
			Hint = "name the proxies alone"
	}
	if trust.Unix && t.Endpoint.Type != unixNetwork && t.Endpoint.Type != "" {
		p.fault(t.Source, "trusted_proxies", "no-unix-socket", "the transport does not listen on a Unix socket")
	}
	if t.Type == "rawsocket" && !proxies.Protocol {
		p.fault(t.Source, "trusted_proxies", "no-header", "RawSocket has no header in which a proxy could name the client").
			Hint = "have the proxy speak the PROXY protocol, and write proxy_protocol: true"
	}
	return proxies
}

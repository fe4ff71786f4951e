package session

import (
	"maps"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// welcomeDetails adds to what the realm announces which realm it is and who the peer is.
func welcomeDetails(realm wamp.Dict, name wamp.URI, p *Principal) wamp.Dict {
	details := maps.Clone(realm)
	if details == nil {
		details = wamp.Dict{}
	}
	details["realm"] = string(name)
	details["authid"] = p.AuthID
	details["authrole"] = p.AuthRole
	details["authmethod"] = p.AuthMethod
	details["authprovider"] = p.AuthProvider
	if p.AuthExtra != nil {
		details["authextra"] = map[string]any(p.AuthExtra)
	}
	return details
}

// withTransport returns p with the transport's details for the meta API.
func withTransport(p *Principal, info transport.Info) *Principal {
	q := *p
	q.Transport = Transport{Type: info.Protocol, Protocol: info.Subprotocol, Peer: info.Remote}
	return &q
}

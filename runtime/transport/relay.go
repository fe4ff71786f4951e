package transport

// Relay is what a trusted proxy says of the peer that it has made a connection for. Without
// one it is nil.
type Relay struct {
	Remote string // the peer's address; its port is 0 where the proxy does not say it
	Secure bool   // the peer speaks TLS, with the proxy or through it
	Proxy  string // the proxy's address
	// EndsTLS says that the peer's TLS, if any, ends at the proxy: certificates and keys are
	// those between the proxy and this end.
	EndsTLS bool
}

// Describe corrects what is known of the connection.
func (r *Relay) Describe(info *Info) {
	if r == nil {
		return
	}
	info.Remote, info.Proxy = r.Remote, r.Proxy
	if !r.EndsTLS {
		info.Secure = info.Secure || r.Secure
		return
	}
	info.Secure = r.Secure
	info.PeerCertificates = nil
	info.ChannelBinding = func(string) []byte { return nil }
}

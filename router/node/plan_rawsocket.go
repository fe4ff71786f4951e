package node

import (
	"time"

	"github.com/wampgen/wampgen/router/config"
)

// RawSocketService is a WAMP-over-RawSocket service. A ping interval below 0 is none.
type RawSocketService struct {
	Service
	URL              string // how clients reach it; "" if the file does not say
	HandshakeTimeout time.Duration
}

// rawSocket resolves a RawSocket service.
func (p *planner) rawSocket(s service, at config.Source, c *config.RawSocket) *RawSocketService {
	size := set(c.MaxMessageSize, c.Options.MaxMessageSize)
	r := &RawSocketService{Service: p.service(s, at, c.Serializers, &c.Auth, nil, size), URL: c.URL}
	if c.Options.Has("auto_ping_interval") {
		r.Limits.PingInterval = set(time.Duration(c.Options.PingInterval)*time.Millisecond, -1)
	}
	p.publicURL(at, c.URL, "rs", "rss")
	return r
}

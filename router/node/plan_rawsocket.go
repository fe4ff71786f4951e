package node

import (
	"time"

	"github.com/wampgen/wampgen/router/config"
)

// RawSocketService is a WAMP-over-RawSocket service. A ping interval below 0 is none; Pings
// says whether RawSocket's own are sent, or TCP's keep-alive does their work.
type RawSocketService struct {
	Service
	URL              string // how clients reach it; "" if the file does not say
	HandshakeTimeout time.Duration
	Pings            bool
}

// rawSocket resolves a RawSocket service.
func (p *planner) rawSocket(s service, at config.Source, c *config.RawSocket) *RawSocketService {
	size := set(c.MaxMessageSize, c.Options.MaxMessageSize)
	r := &RawSocketService{Service: p.service(s, at, c.Serializers, &c.Auth, nil, size), URL: c.URL}
	if c.Options.Has("auto_ping_interval") {
		r.Limits.PingInterval = set(time.Duration(c.Options.PingInterval)*time.Millisecond, -1)
		r.Pings = c.Options.PingInterval > 0
	}
	p.publicURL(at, c.URL, "rs", "rss")
	return r
}

package listen

import "time"

// Limits bound what connections may cost before and beside their sessions. A
// zero field stands for its default.
type Limits struct {
	Connections            int           // open at once
	ConnectionsPerAddress  int           // of one IPv4 address or IPv6 /64 network; loopback is exempt
	ConnectionsBeforeLogin int           // without a session that has joined; those that only ask for pages count
	HeaderTimeout          time.Duration // to send a whole HTTP request
	HeaderSize             int           // of an HTTP request, in bytes
}

// Default returns the limits of a router whose configuration says nothing.
func Default() Limits {
	return Limits{
		Connections:            20_000,
		ConnectionsPerAddress:  256,
		ConnectionsBeforeLogin: 1_000,
		HeaderTimeout:          5 * time.Second,
		HeaderSize:             8 << 10,
	}
}

func (l Limits) orDefault() Limits {
	d := Default()
	if l.Connections == 0 {
		l.Connections = d.Connections
	}
	if l.ConnectionsPerAddress == 0 {
		l.ConnectionsPerAddress = d.ConnectionsPerAddress
	}
	if l.ConnectionsBeforeLogin == 0 {
		l.ConnectionsBeforeLogin = d.ConnectionsBeforeLogin
	}
	if l.HeaderTimeout == 0 {
		l.HeaderTimeout = d.HeaderTimeout
	}
	if l.HeaderSize == 0 {
		l.HeaderSize = d.HeaderSize
	}
	return l
}

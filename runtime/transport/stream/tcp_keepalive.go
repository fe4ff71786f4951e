package stream

import (
	"net"
	"time"
)

// KeepAlive has the system look for the peer of a TCP connection after each interval of
// silence, and end the connection when that fails most times in a row; intervals are
// rounded to seconds. There is none if the interval is not positive. What is no TCP needs
// none: the peer is on this machine.
func (s *Stream) KeepAlive(interval time.Duration, most int) {
	type prober interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	}
	if tcp, ok := s.Below().(prober); ok {
		// An error is that of a connection which fails anyway, or of a system that has
		// its own intervals.
		_ = tcp.SetKeepAliveConfig(net.KeepAliveConfig{Enable: interval > 0, Idle: interval, Interval: interval, Count: most})
	}
}

// Below returns the connection below all others: a socket, as a rule.
func (s *Stream) Below() net.Conn {
	conn := s.base.Conn
	for {
		above, ok := conn.(interface{ NetConn() net.Conn })
		if !ok {
			return conn
		}
		conn = above.NetConn()
	}
}

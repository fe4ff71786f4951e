package listen

import (
	"crypto/tls"
	"net"
	"net/netip"
	"sync"

	"github.com/wampgen/wampgen/router/strangers"
)

// connections counts the open connections of a listener.
type connections struct {
	limits Limits

	mu          sync.Mutex
	open        map[net.Conn]*connection
	perAddress  map[netip.Prefix]int
	beforeLogin int
	refused     map[string]int // by the limit
}

// connection is one open connection. Its fields are guarded by connections.mu.
type connection struct {
	conn     net.Conn
	address  netip.Prefix // not valid: exempt
	asked    bool         // a request has begun to arrive
	loggedIn bool
	hijacked bool
	session  bool // a session's goroutine has it

	secure *tls.Conn // above conn, where the HTTP server does not see it; set before it gets it
}

func newConnections(limits Limits) *connections {
	return &connections{
		limits:     limits,
		open:       map[net.Conn]*connection{},
		perAddress: map[netip.Prefix]int{},
		refused:    map[string]int{},
	}
}

// add counts a connection in, or returns the limit that it exceeds.
func (s *connections) add(conn net.Conn) (exceeded string) {
	address := networkOf(conn.RemoteAddr())
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case len(s.open) >= s.limits.Connections:
		exceeded = "connections"
	case s.beforeLogin >= s.limits.ConnectionsBeforeLogin:
		exceeded = "connections_before_login"
	case address.IsValid() && s.perAddress[address] >= s.limits.ConnectionsPerAddress:
		exceeded = "connections_per_address"
	}
	if exceeded != "" {
		s.refused[exceeded]++
		return exceeded
	}
	s.open[conn] = &connection{conn: conn, address: address}
	s.beforeLogin++
	if address.IsValid() {
		s.perAddress[address]++
	}
	return ""
}

// remove counts a connection out. It may be called more than once.
func (s *connections) remove(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.removeLocked(conn)
}

func (s *connections) removeLocked(conn net.Conn) {
	c, ok := s.open[conn]
	if !ok {
		return
	}
	delete(s.open, conn)
	if !c.loggedIn {
		s.beforeLogin--
	}
	if c.address.IsValid() {
		if s.perAddress[c.address]--; s.perAddress[c.address] == 0 {
			delete(s.perAddress, c.address)
		}
	}
}

// find returns the connection of a socket, or nil.
func (s *connections) find(conn net.Conn) *connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.open[conn]
}

// loggedIn notes that the session of a connection has joined.
func (s *connections) loggedIn(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, open := s.open[c.conn]; open && !c.loggedIn {
		c.loggedIn = true
		s.beforeLogin--
	}
}

func (s *connections) asked(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.open[conn]; ok {
		c.asked = true
	}
}

func (s *connections) hijacked(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.open[conn]; ok {
		c.hijacked = true
	}
}

func (s *connections) begin(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c.session, c.asked = true, true
}

// release counts out a connection whose request is over, if that was taken from
// the HTTP server and given to no session.
func (s *connections) release(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.hijacked && !c.session {
		s.removeLocked(c.conn)
	}
}

// cut closes the sockets that are open, or only those without a request, and returns
// their number. They are counted out by who reads from them.
func (s *connections) cut(onlySilent bool) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for conn, c := range s.open {
		if !onlySilent || !c.asked {
			_ = conn.Close()
			n++
		}
	}
	return n
}

// networkOf returns what an address is counted as; it is not valid for those that are exempt.
func networkOf(addr net.Addr) netip.Prefix {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return netip.Prefix{}
	}
	return strangers.Network(tcp.AddrPort().Addr())
}

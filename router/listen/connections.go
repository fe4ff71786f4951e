package listen

import (
	"crypto/tls"
	"net"
	"net/netip"
	"sync"

	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/transport"
)

// connections counts the open connections of a listener.
type connections struct {
	limits Limits
	door   *tally.Door // counts who is refused

	mu          sync.Mutex
	open        map[net.Conn]*connection
	perAddress  map[netip.Prefix]int
	beforeLogin int
}

// connection is one open connection. Its fields are guarded by connections.mu.
type connection struct {
	conn     net.Conn
	address  netip.Prefix // not valid: exempt
	asked    bool         // a request has begun to arrive
	loggedIn bool
	hijacked bool
	session  bool // a session's goroutine has it
	served   bool // a request has been read; of the HTTP server's goroutine

	secure *tls.Conn        // above conn, where the HTTP server does not see it; set before it gets it
	relay  *transport.Relay // by the PROXY protocol; set before anything else is read
}

func newConnections(limits Limits, door *tally.Door) *connections {
	return &connections{
		limits:     limits,
		door:       door,
		open:       map[net.Conn]*connection{},
		perAddress: map[netip.Prefix]int{},
	}
}

// add counts a connection in, as one of a network if that is valid, or returns the limit that
// it exceeds.
func (s *connections) add(conn net.Conn, network netip.Prefix) (limit tally.Refusal, refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case len(s.open) >= s.limits.Connections:
		limit, refused = tally.Connections, true
	case s.beforeLogin >= s.limits.ConnectionsBeforeLogin:
		limit, refused = tally.ConnectionsBeforeLogin, true
	case s.full(network):
		limit, refused = tally.ConnectionsPerAddress, true
	}
	if refused {
		s.door.Refuse(limit)
		return limit, true
	}
	c := &connection{conn: conn}
	s.open[conn] = c
	s.beforeLogin++
	s.move(c, network)
	return 0, false
}

// full reports whether a network has as many connections as it may have. s.mu is held.
func (s *connections) full(network netip.Prefix) bool {
	return network.IsValid() && s.perAddress[network] >= s.limits.ConnectionsPerAddress
}

// move counts a connection as one of another network. s.mu is held.
func (s *connections) move(c *connection, network netip.Prefix) {
	if c.address.IsValid() {
		if s.perAddress[c.address]--; s.perAddress[c.address] == 0 {
			delete(s.perAddress, c.address)
		}
	}
	if c.address = network; network.IsValid() {
		s.perAddress[network]++
	}
}

// assign counts a connection as one of the network that it is found to be of, or returns the
// limit that it exceeds.
func (s *connections) assign(c *connection, network netip.Prefix) (limit tally.Refusal, refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.open[c.conn] != c || c.address == network:
		return 0, false
	case s.full(network):
		s.door.Refuse(tally.ConnectionsPerAddress)
		return tally.ConnectionsPerAddress, true
	}
	s.move(c, network)
	return 0, false
}

// unassign takes the network from a connection whose request is over, unless it has become a
// session's.
func (s *connections) unassign(c *connection) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open[c.conn] == c && !c.hijacked {
		s.move(c, netip.Prefix{})
	}
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
	s.move(c, netip.Prefix{})
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

func (s *connections) hasAsked(c *connection) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return c.asked
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

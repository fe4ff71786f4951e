package listen

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wampgen/wampgen/router/tally"
)

// fakeListener accepts what it is told to.
type fakeListener struct {
	net.Listener
	results []any // error or net.Conn
}

func (l *fakeListener) Accept() (net.Conn, error) {
	if len(l.results) == 0 {
		return nil, net.ErrClosed
	}
	result := l.results[0]
	l.results = l.results[1:]
	if err, ok := result.(error); ok {
		return nil, err
	}
	return result.(net.Conn), nil
}

func (l *fakeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 1} }

// fakeConn is a connection from an address.
type fakeConn struct {
	net.Conn
	remote string
	closed bool
}

func (c *fakeConn) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.remote))
}

func (c *fakeConn) Close() error {
	c.closed = true
	return nil
}

func TestAcceptSurvivesErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := &net.OpError{Op: "accept", Err: syscall.EMFILE}
		conn := &fakeConn{remote: "192.0.2.1:1"}
		var log bytes.Buffer
		a := &acceptor{
			Listener:    &fakeListener{results: []any{full, full, errors.New("something else"), conn}},
			connections: newConnections(Default(), nil),
			logger:      slog.New(slog.NewTextHandler(&log, nil)),
			closing:     make(chan struct{}),
			network:     (&Listener{}).networkOf,
		}
		began := time.Now()
		got, err := a.Accept()
		if err != nil || got != net.Conn(conn) {
			t.Fatalf("accept: %v, %v", got, err)
		}
		if waited := time.Since(began); waited != (5+10+20)*time.Millisecond {
			t.Errorf("waited %s", waited)
		}
		if n := strings.Count(log.String(), "accept failed"); n != 3 {
			t.Errorf("%d log lines: %s", n, &log)
		}
		if _, err := a.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("accept after the close: %v", err)
		}
	})
}

func TestAcceptEndsWhileItWaits(t *testing.T) {
	closing := make(chan struct{})
	close(closing)
	a := &acceptor{
		Listener:    &fakeListener{results: []any{syscall.EMFILE, syscall.EMFILE}},
		connections: newConnections(Default(), nil),
		logger:      slog.New(slog.DiscardHandler),
		closing:     closing,
	}
	if _, err := a.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("accept: %v", err)
	}
}

func TestLimitPerAddress(t *testing.T) {
	limits := Default()
	limits.ConnectionsPerAddress = 2
	for _, c := range []struct {
		name    string
		remotes []string
		want    []bool // accepted
	}{
		{"one address", []string{"192.0.2.1:1", "192.0.2.1:2", "192.0.2.1:3"}, []bool{true, true, false}},
		{"several addresses", []string{"192.0.2.1:1", "192.0.2.2:1", "192.0.2.1:2", "192.0.2.2:2"}, []bool{true, true, true, true}},
		{"an IPv6 network", []string{"[2001:db8::1]:1", "[2001:db8::2]:1", "[2001:db8::3]:1"}, []bool{true, true, false}},
		{"IPv6 networks", []string{"[2001:db8::1]:1", "[2001:db8:0:1::1]:1", "[2001:db8:0:2::1]:1"}, []bool{true, true, true}},
		{"IPv4 in IPv6", []string{"[::ffff:192.0.2.1]:1", "192.0.2.1:2", "[::ffff:192.0.2.1]:3"}, []bool{true, true, false}},
		{"loopback", []string{"127.0.0.1:1", "127.0.0.1:2", "127.0.0.1:3", "[::1]:1", "[::1]:2", "[::1]:3"}, []bool{true, true, true, true, true, true}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var door tally.Door
			s := newConnections(limits, &door)
			var conns []net.Conn
			for i, remote := range c.remotes {
				conn := &fakeConn{remote: remote}
				limit, refused := s.add(conn, (&Listener{}).networkOf(conn.RemoteAddr()))
				if refused == c.want[i] {
					t.Errorf("%s: refused %t, %s", remote, refused, limit)
				}
				conns = append(conns, conn)
			}
			refused := door.Refused()[tally.ConnectionsPerAddress]
			for _, accepted := range c.want {
				if !accepted {
					refused--
				}
			}
			if refused != 0 {
				t.Errorf("%d too many are counted as refused", refused)
			}
			for _, conn := range conns {
				s.remove(conn)
				s.remove(conn)
			}
			if len(s.open) != 0 || len(s.perAddress) != 0 || s.beforeLogin != 0 {
				t.Errorf("left over: %d, %v, %d", len(s.open), s.perAddress, s.beforeLogin)
			}
		})
	}
}

func TestRefusedConnectionsAreReportedNowAndThen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		r := &reports{logger: slog.New(slog.NewTextHandler(&log, nil))}
		for range 100 {
			r.refused(tally.Connections, "192.0.2.1:1")
			time.Sleep(200 * time.Millisecond)
		}
		if n := strings.Count(log.String(), "connections refused"); n != 2 {
			t.Errorf("%d log lines in 20 s:\n%s", n, &log)
		}
	})
}

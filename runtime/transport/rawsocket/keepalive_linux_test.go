package rawsocket

import (
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
)

// keepAlive is what the system does about a silent peer: the seconds before and between
// its probes, and how many there are; 0: none.
type keepAlive struct{ idle, interval, count int }

func keepAliveOf(t *testing.T, c transport.Conn) (k keepAlive) {
	t.Helper()
	tcp, ok := c.(*conn).stream.Below().(*net.TCPConn)
	if !ok {
		t.Fatalf("a connection above %T", c.(*conn).stream.Below())
	}
	raw, err := tcp.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	get := func(fd uintptr, level, option int) int {
		n, err := syscall.GetsockoptInt(int(fd), level, option)
		if err != nil {
			t.Error(err)
		}
		return n
	}
	_ = raw.Control(func(fd uintptr) {
		if get(fd, syscall.SOL_SOCKET, syscall.SO_KEEPALIVE) == 0 {
			return
		}
		k = keepAlive{get(fd, syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE), get(fd, syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL), get(fd, syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT)}
	})
	return k
}

// Who did not ask for PINGs gets none, but TCP's keep-alive, also below TLS.
func TestKeepAlive(t *testing.T) {
	for _, kind := range []string{tcp, secure} {
		for _, test := range []struct {
			interval time.Duration
			want     keepAlive
		}{
			{0, keepAlive{30, 30, 2}}, // the default
			{7 * time.Second, keepAlive{7, 7, 2}},
			{-1, keepAlive{}},
		} {
			s := newServer(t, kind, Options{Limits: transport.Limits{PingInterval: test.interval}})
			client := s.dial(t, DialOptions{Limits: transport.Limits{PingInterval: test.interval}})
			srv := s.accept(t)
			for side, c := range map[string]transport.Conn{"server": srv, "client": client} {
				if got := keepAliveOf(t, c); got != test.want {
					t.Errorf("%s of %s at %v: keep-alive %+v, want %+v", side, kind, test.interval, got, test.want)
				}
			}
		}
	}
}

package rawsocket

import (
	"crypto/tls"
	"net"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server accepts connections and hands them over.
type server struct {
	url   string
	addr  net.Addr
	conns chan transport.Conn
	fails chan error
	ends  []transport.Conn // of both sides, closed at the end of the test
}

// The kinds of sockets.
const (
	tcp    = "rs"
	secure = "rss"
	unix   = "unix"
)

func newServer(t *testing.T, kind string, opts Options) *server {
	t.Helper()
	network, address := "tcp", "127.0.0.1:0"
	if kind == unix {
		network, address = "unix", filepath.Join(t.TempDir(), "s")
	}
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	s := &server{addr: l.Addr(), conns: make(chan transport.Conn, 16), fails: make(chan error, 16)}
	if s.url = kind + "://" + l.Addr().String(); kind == unix {
		s.url = "rs://unix:" + address
	}
	if kind == secure {
		l = tls.NewListener(stream.Listener{Listener: l}, &tls.Config{Certificates: []tls.Certificate{certificate(t)}})
	}
	var accepting sync.WaitGroup
	accepting.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			accepting.Go(func() {
				if c, err := Accept(conn, opts); err != nil {
					s.fails <- err
				} else {
					s.conns <- c
				}
			})
		}
	})
	t.Cleanup(func() {
		var closers sync.WaitGroup // together, for each waits for the other side
		for _, conn := range s.ends {
			closers.Go(func() { conn.Close(transport.CloseNormal, "") })
		}
		closers.Wait()
		l.Close()
		accepting.Wait()
	})
	return s
}

// certificate returns one that tests have.
func certificate(t *testing.T) tls.Certificate {
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	defer s.Close()
	return s.TLS.Certificates[0]
}

func (s *server) accept(t *testing.T) transport.Conn {
	t.Helper()
	select {
	case conn := <-s.conns:
		s.ends = append(s.ends, conn)
		return conn
	case err := <-s.fails:
		t.Fatalf("accept: %v", err)
	case <-time.After(10 * time.Second):
		t.Fatal("no connection")
	}
	return nil
}

func (s *server) dial(t *testing.T, opts DialOptions) transport.Conn {
	t.Helper()
	opts.TLS = &tls.Config{InsecureSkipVerify: true}
	client, err := Dial(t.Context(), s.url, opts)
	if err != nil {
		t.Fatal(err)
	}
	s.ends = append(s.ends, client)
	return client
}

// pair returns both ends of a connection between ours and ours.
func pair(t *testing.T, f wamp.Format, opts Options) (srv, client transport.Conn) {
	t.Helper()
	s := newServer(t, tcp, opts)
	client = s.dial(t, DialOptions{Formats: []wamp.Format{f}})
	return s.accept(t), client
}

// raw connects a client that sends and gets bytes.
func (s *server) raw(t *testing.T, hello ...byte) net.Conn {
	t.Helper()
	conn, err := net.Dial(s.addr.Network(), s.addr.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	if _, err := conn.Write(hello); err != nil {
		t.Fatal(err)
	}
	return conn
}

// frame returns an EVENT with text of n bytes.
func frame(t testing.TB, f wamp.Format, n int) *transport.Frame {
	t.Helper()
	frame, err := transport.NewFrame(f, &wamp.Event{Subscription: 1, Publication: 1, Payload: wamp.Payload{
		Format: wamp.JSON,
		Args:   []byte(`["` + strings.Repeat("x", n) + `"]`),
	}})
	if err != nil {
		t.Fatal(err)
	}
	return frame
}

func send(t testing.TB, conn transport.Conn, f *transport.Frame) {
	t.Helper()
	defer f.Release()
	if conn.Append(f) < 0 {
		t.Fatal("connection takes nothing")
	}
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
}

// drain reads until the connection ends.
func drain(conn transport.Conn) error {
	var buf transport.Buffer
	defer buf.Free()
	for {
		if err := conn.Read(&buf); err != nil {
			return err
		}
	}
}

package websocket

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// server upgrades every request and hands the connections over.
type server struct {
	url   string // ws:
	conns chan transport.Conn
	fails chan error
	ends  []transport.Conn // of both sides, closed at the end of the test
}

func newServer(t testing.TB, opts Options, secure bool) *server {
	t.Helper()
	s := &server{conns: make(chan transport.Conn, 16), fails: make(chan error, 16)}
	h := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		conn, err := Upgrade(w, r, opts)
		if err != nil {
			s.fails <- err
			return
		}
		s.conns <- conn
	}))
	if secure {
		h.Listener = stream.Listener{Listener: h.Listener}
		h.StartTLS()
	} else {
		h.Start()
	}
	t.Cleanup(func() {
		var closers sync.WaitGroup // together, for each waits for the other side
		for _, conn := range s.ends {
			closers.Go(func() { conn.Close(transport.CloseNormal, "") })
		}
		closers.Wait()
		h.Close()
	})
	s.url = "ws" + strings.TrimPrefix(h.URL, "http")
	return s
}

// accept returns the connection of the last client.
func (s *server) accept(t testing.TB) transport.Conn {
	t.Helper()
	select {
	case conn := <-s.conns:
		s.ends = append(s.ends, conn)
		return conn
	case err := <-s.fails:
		t.Fatalf("upgrade: %v", err)
	case <-time.After(10 * time.Second):
		t.Fatal("no connection")
	}
	return nil
}

// dialGorilla connects a client that is not ours.
func (s *server) dialGorilla(t *testing.T, f wamp.Format) *websocket.Conn {
	t.Helper()
	d := websocket.Dialer{Subprotocols: []string{transport.Protocol{Format: f}.String()}}
	ws, _, err := d.Dial(s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(10 * time.Second))
	return ws
}

// dial connects a client of ours.
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
	s := newServer(t, opts, false)
	client = s.dial(t, DialOptions{Formats: []wamp.Format{f}})
	return s.accept(t), client
}

// frame returns an EVENT with text of n bytes.
func frame(t testing.TB, f wamp.Format, publication wamp.ID, n int) *transport.Frame {
	t.Helper()
	m := &wamp.Event{Subscription: 1, Publication: publication, Payload: wamp.Payload{
		Format: wamp.JSON,
		Args:   []byte(`["` + strings.Repeat("x", n) + `"]`),
	}}
	frame, err := transport.NewFrame(f, m)
	if err != nil {
		t.Fatal(err)
	}
	return frame
}

// send appends frames and flushes them.
func send(t testing.TB, conn transport.Conn, frames ...*transport.Frame) {
	t.Helper()
	for _, f := range frames {
		if conn.Append(f) < 0 {
			t.Fatal("connection takes nothing")
		}
	}
	if err := conn.Flush(); err != nil {
		t.Fatal(err)
	}
	for _, f := range frames {
		f.Release()
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

// newHTTP returns the ws URL of a server with the handler.
func newHTTP(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return "ws" + strings.TrimPrefix(s.URL, "http")
}

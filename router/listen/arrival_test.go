package listen

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// nowhere has no realms.
type nowhere struct{}

func (nowhere) Realm(wamp.URI) (session.Realm, bool) { return nil, false }

// universal serves RawSocket, and pages unless they are not wanted.
func universal(t *testing.T, limits Limits, pages bool) *Listener {
	t.Helper()
	l, err := Listen(Config{Address: "127.0.0.1:0", Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	services := Services{RawSocket: &RawSocket{
		Options: rawsocket.Options{HandshakeTimeout: 100 * time.Millisecond},
		Session: session.Config{Realms: nowhere{}},
	}}
	if pages {
		services.HTTP = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	}
	l.Serve(services)
	t.Cleanup(func() { closeListener(t, l) })
	return l
}

// shake does the handshake of RawSocket and returns the answer.
func shake(conn net.Conn) string {
	_, _ = io.WriteString(conn, "\x7f\xf1\x00\x00")
	reply := make([]byte, 4)
	n, _ := io.ReadFull(conn, reply)
	return string(reply[:n])
}

func TestUniversal(t *testing.T) {
	l := universal(t, Limits{}, true)
	for range 3 {
		if status, err := ask(dial(t, l), ""); err != nil || status != "200 OK" {
			t.Errorf("HTTP is answered by %q, %v", status, err)
		}
		if reply := shake(dial(t, l)); reply != "\x7f\xd1\x00\x00" {
			t.Errorf("RawSocket is answered by %x", reply)
		}
	}
}

// A page is no RawSocket where only that is spoken, and silence ends.
func TestOnlyRawSocket(t *testing.T) {
	l := universal(t, Limits{}, false)
	if _, err := ask(dial(t, l), ""); err == nil {
		t.Error("HTTP is answered")
	}
	if !gone(dial(t, l)) {
		t.Error("a silent connection stays")
	}
}

func TestSilenceEnds(t *testing.T) {
	l := universal(t, Limits{HeaderTimeout: 20 * time.Millisecond}, true)
	if !gone(dial(t, l)) {
		t.Error("a silent connection stays")
	}
}

// Who is above the limit is told so in the terms of RawSocket, and there is room
// again when others have gone.
func TestTooManyRawSockets(t *testing.T) {
	l := universal(t, Limits{Connections: 1}, false)
	first := dial(t, l)
	if reply := shake(first); reply != "\x7f\xd1\x00\x00" {
		t.Fatalf("the answer is %x", reply)
	}
	if reply := shake(dial(t, l)); reply != "\x7f\x40\x00\x00" {
		t.Errorf("the answer above the limit is %x", reply)
	}
	_ = first.Close()
	for deadline := time.Now().Add(10 * time.Second); ; {
		if reply := shake(dial(t, l)); reply == "\x7f\xd1\x00\x00" {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("the answer after the limit is %x", reply)
		}
	}
}

// Closing waits for nobody who has not begun.
func TestCloseDuringHandshakes(t *testing.T) {
	for _, sent := range []string{"", "\x7f", "\x7f\xf1", "GET /"} {
		l, err := Listen(Config{Address: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		l.Serve(Services{
			HTTP:      http.NotFoundHandler(),
			RawSocket: &RawSocket{Options: rawsocket.Options{HandshakeTimeout: time.Hour}},
		})
		conn := dial(t, l)
		_, _ = io.WriteString(conn, sent)
		for l.connections.size() == 0 {
			time.Sleep(time.Millisecond)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		if err := l.Close(ctx); err != nil {
			t.Errorf("after %q: %v", sent, err)
		}
		cancel()
	}
}

func (s *connections) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.open)
}

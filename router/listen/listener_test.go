package listen

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// open serves what handler makes for the listener; nil says hello.
func open(t *testing.T, limits Limits, handler func(*Listener) http.HandlerFunc) *Listener {
	t.Helper()
	l, err := Listen(Config{Address: "127.0.0.1:0", Limits: limits})
	if err != nil {
		t.Fatal(err)
	}
	if handler == nil {
		handler = func(*Listener) http.HandlerFunc {
			return func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "hello") }
		}
	}
	l.Serve(Services{HTTP: handler(l)})
	t.Cleanup(func() { closeListener(t, l) })
	return l
}

func closeListener(t *testing.T, l *Listener) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	if err := l.Close(ctx); err != nil {
		t.Errorf("close: %v", err)
	}
}

func dial(t *testing.T, l *Listener) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	return conn
}

// ask sends a request and returns the status line, or the error of reading it.
func ask(conn net.Conn, extra string) (string, error) {
	if _, err := fmt.Fprintf(conn, "GET / HTTP/1.1\r\nHost: test\r\n%s\r\n", extra); err != nil {
		return "", err
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.Status, err
}

// gone reports whether the other side has closed the connection without a word.
func gone(conn net.Conn) bool {
	n, err := conn.Read(make([]byte, 1))
	return n == 0 && err != nil && !errors.Is(err, context.DeadlineExceeded)
}

func TestServe(t *testing.T) {
	l := open(t, Limits{}, nil)
	conn := dial(t, l)
	for range 2 {
		if status, err := ask(conn, ""); err != nil || status != "200 OK" {
			t.Errorf("answer is %q, %v", status, err)
		}
	}
}

func TestAddressInUse(t *testing.T) {
	l := open(t, Limits{}, nil)
	_, err := Listen(Config{Address: l.Addr().String()})
	if err == nil || !strings.Contains(err.Error(), l.Addr().String()) || !strings.Contains(err.Error(), "in use") {
		t.Errorf("error is %v", err)
	}
}

func TestHeaderTimeout(t *testing.T) {
	l := open(t, Limits{HeaderTimeout: 20 * time.Millisecond}, nil)
	for _, begin := range []string{"", "GET / HTTP/1.1\r\nHo"} {
		conn := dial(t, l)
		if _, err := io.WriteString(conn, begin); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, conn); err != nil {
			t.Errorf("after %q: %v", begin, err)
		}
	}
}

func TestHeaderSize(t *testing.T) {
	l := open(t, Limits{HeaderSize: 2000}, nil)
	status, err := ask(dial(t, l), "X-Long: "+strings.Repeat("x", 10_000)+"\r\n")
	if err != nil || !strings.HasPrefix(status, "431 ") {
		t.Errorf("answer is %q, %v", status, err)
	}
}

func TestConnectionLimit(t *testing.T) {
	l := open(t, Limits{Connections: 2}, nil)
	first, second := dial(t, l), dial(t, l)
	for _, conn := range []net.Conn{first, second} {
		if _, err := ask(conn, ""); err != nil {
			t.Fatal(err)
		}
	}
	if third := dial(t, l); !gone(third) {
		t.Error("a connection above the limit is served")
	}
	_ = first.Close()
	for { // until the server has noticed
		if _, err := ask(dial(t, l), ""); err == nil {
			break
		}
	}
}

// hijacked takes the connection of a request and hands it to a session.
func hijacked(run func(ctx context.Context, conn net.Conn, opened func())) func(*Listener) http.HandlerFunc {
	return func(l *Listener) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			if !l.Session(r, func(ctx context.Context, opened func()) { run(ctx, conn, opened) }) {
				_ = conn.Close()
			}
		}
	}
}

func TestLimitBeforeLogin(t *testing.T) {
	login := make(chan struct{})
	l := open(t, Limits{ConnectionsBeforeLogin: 1}, hijacked(func(ctx context.Context, conn net.Conn, opened func()) {
		defer conn.Close()
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching\r\n\r\n")
		<-login
		opened()
		opened() // once more changes nothing
		_, _ = io.WriteString(conn, "!")
		<-ctx.Done()
	}))
	first := dial(t, l)
	if _, err := ask(first, ""); err != nil {
		t.Fatal(err)
	}
	if second := dial(t, l); !gone(second) {
		t.Error("a second connection is served before the first has logged in")
	}
	close(login)
	if _, err := io.ReadFull(first, make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := ask(dial(t, l), ""); err != nil {
		t.Errorf("after the login: %v", err)
	}
}

func TestConnectionTakenAndGivenUp(t *testing.T) {
	l := open(t, Limits{}, func(*Listener) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err != nil {
				panic(err)
			}
			_ = conn.Close()
		}
	})
	conn := dial(t, l)
	if _, err := ask(conn, ""); err == nil {
		t.Error("the connection is open")
	}
	closeListener(t, l)
	if n := len(l.connections.open); n != 0 || l.connections.beforeLogin != 0 {
		t.Errorf("%d connections are counted, %d before login", n, l.connections.beforeLogin)
	}
}

func TestCloseEndsSessions(t *testing.T) {
	ended := make(chan struct{})
	l := open(t, Limits{}, hijacked(func(ctx context.Context, conn net.Conn, _ func()) {
		defer close(ended)
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching\r\n\r\n")
		<-ctx.Done()
		_, _ = io.WriteString(conn, "bye")
		_ = conn.Close()
	}))
	conn := dial(t, l)
	if _, err := ask(conn, ""); err != nil {
		t.Fatal(err)
	}
	silent := dial(t, l)
	closeListener(t, l)
	select {
	case <-ended:
	default:
		t.Error("close returned before the session")
	}
	if said, err := io.ReadAll(conn); err != nil || string(said) != "bye" {
		t.Errorf("the client read %q, %v", said, err)
	}
	if !gone(silent) {
		t.Error("a connection without a request is open")
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("the address is listened on")
	}
}

func TestCloseCutsOffWhatDoesNotEnd(t *testing.T) {
	l := open(t, Limits{}, hijacked(func(_ context.Context, conn net.Conn, _ func()) {
		_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching\r\n\r\n")
		_, _ = io.Copy(io.Discard, conn) // whatever the context says
	}))
	if _, err := ask(dial(t, l), ""); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := l.Close(ctx); !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "1 connections cut off") {
		t.Errorf("close: %v", err)
	}
}

func TestNoSessionAfterClose(t *testing.T) {
	started := make(chan bool, 1)
	entered, closed := make(chan struct{}), make(chan struct{})
	l := open(t, Limits{}, func(l *Listener) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			close(entered)
			<-closed
			started <- l.Session(r, func(context.Context, func()) {})
		}
	})
	conn := dial(t, l)
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: test\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	<-entered
	go func() {
		<-l.ctx.Done()
		close(closed)
	}()
	closeListener(t, l)
	if <-started {
		t.Error("a session has started")
	}
}

func TestListenerThatNeverServed(t *testing.T) {
	l, err := Listen(Config{Address: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	closeListener(t, l)
}

// TestRefuse has a listener take nobody in while a session goes on.
func TestRefuse(t *testing.T) {
	begun := make(chan struct{})
	l := open(t, Limits{}, func(l *Listener) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			l.Session(r, func(ctx context.Context, _ func()) {
				close(begun)
				<-ctx.Done()
				_ = conn.Close()
			})
		}
	})
	session := dial(t, l)
	if _, err := fmt.Fprint(session, "GET / HTTP/1.1\r\nHost: test\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	<-begun
	l.Refuse()
	if conn, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Errorf("connected to %s", conn.RemoteAddr())
	}
	if err := l.ctx.Err(); err != nil {
		t.Errorf("the session's context: %v", err)
	}
	if l.Session(&http.Request{}, nil) {
		t.Error("a session has begun")
	}
}

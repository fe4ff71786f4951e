package websocket

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMessagesBothWays(t *testing.T) {
	for _, format := range allFormats {
		for _, secure := range []bool{false, true} {
			name := format.String()
			if secure {
				name += " TLS"
			}
			t.Run(name, func(t *testing.T) {
				testMessagesBothWays(t, format, secure)
			})
		}
	}
}

func testMessagesBothWays(t *testing.T, format wamp.Format, secure bool) {
	s := newServer(t, Options{}, secure)
	client := s.dial(t, DialOptions{Formats: []wamp.Format{format}})
	srv := s.accept(t)
	for _, c := range []transport.Conn{client, srv} {
		if c.Format() != format || c.Info().Secure != secure || c.Info().Protocol != "websocket" {
			t.Errorf("connection is %+v in %s", c.Info(), c.Format())
		}
	}
	sizes := []int{0, 1, 60, 110, 126, 1000, stream.ByReference - 100, stream.ByReference, 65_000, 66_000, 1 << 20}
	for _, way := range []struct{ from, to transport.Conn }{{client, srv}, {srv, client}} {
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			for i, n := range sizes {
				f := frame(t, format, wamp.ID(i+1), n)
				way.from.Append(f)
				way.from.Append(f)
				f.Release()
			}
			if err := way.from.Flush(); err != nil {
				t.Errorf("flush: %v", err)
			}
		}()
		var buf transport.Buffer
		for i, n := range sizes {
			f := frame(t, format, wamp.ID(i+1), n)
			for range 2 {
				if err := way.to.Read(&buf); err != nil {
					t.Fatal(err)
				}
				if string(buf.Bytes()) != string(f.Payload()) {
					t.Errorf("message %d with text of %d bytes arrived as %d bytes", i, n, buf.Len())
				}
			}
			f.Release()
		}
		buf.Free()
		<-sent
	}
}

func TestClose(t *testing.T) {
	t.Run("in good order", func(t *testing.T) {
		srv, client := pair(t, wamp.JSON, Options{})
		ended := make(chan error, 1)
		go func() { ended <- drain(client) }()
		if err := srv.Close(transport.CloseNormal, "done"); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != io.EOF {
			t.Errorf("the peer read %v, want EOF", err)
		}
		f := frame(t, wamp.JSON, 1, 1)
		defer f.Release()
		if srv.Append(f) >= 0 {
			t.Error("a closed connection takes frames")
		}
		if err := drain(srv); err == nil {
			t.Error("a closed connection can be read")
		}
		if err := srv.Close(transport.CloseNormal, ""); err != nil {
			t.Errorf("second Close: %v", err)
		}
	})
	t.Run("with a reason", func(t *testing.T) {
		srv, client := pair(t, wamp.JSON, Options{})
		ended := make(chan error, 1)
		go func() { ended <- drain(client) }()
		srv.Close(transport.ClosePolicyViolation, "too slow")
		var closed *transport.CloseError
		if err := <-ended; !errors.As(err, &closed) || *closed != (transport.CloseError{Code: transport.ClosePolicyViolation, Reason: "too slow", Peer: true}) {
			t.Errorf("the peer read %v", err)
		}
	})
	t.Run("while the other goroutine reads", func(t *testing.T) {
		srv, client := pair(t, wamp.JSON, Options{})
		ended := make(chan error, 1)
		go func() { ended <- drain(srv) }()
		go drain(client)
		if err := srv.Close(transport.CloseNormal, ""); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != io.EOF {
			t.Errorf("the reader got %v, want EOF", err)
		}
	})
	t.Run("writes what waits", func(t *testing.T) {
		srv, client := pair(t, wamp.JSON, Options{})
		const n = 100
		for i := range n {
			f := frame(t, wamp.JSON, wamp.ID(i+1), 100_000)
			srv.Append(f)
			f.Release()
		}
		got := make(chan int)
		go func() {
			var buf transport.Buffer
			defer buf.Free()
			messages := 0
			for client.Read(&buf) == nil {
				messages++
			}
			got <- messages
		}()
		if err := srv.Close(transport.CloseNormal, ""); err != nil {
			t.Error(err)
		}
		if got := <-got; got != n {
			t.Errorf("the peer got %d messages of %d", got, n)
		}
		if lost := srv.Discard(); lost != 0 {
			t.Errorf("%d messages count as lost", lost)
		}
	})
	t.Run("a long reason is cut", func(t *testing.T) {
		srv, client := pair(t, wamp.JSON, Options{})
		ended := make(chan error, 1)
		go func() { ended <- drain(client) }()
		reason := ""
		for range 100 {
			reason += "ö"
		}
		srv.Close(transport.ClosePolicyViolation, reason)
		var closed *transport.CloseError
		if err := <-ended; !errors.As(err, &closed) || len(closed.Reason) < 100 {
			t.Errorf("the peer read %v", err)
		}
	})
}

func TestPeerIsGone(t *testing.T) {
	t.Run("without a close frame", func(t *testing.T) {
		s := newServer(t, Options{}, false)
		ws := s.dialGorilla(t, wamp.JSON)
		srv := s.accept(t)
		ws.Close()
		if err := drain(srv); !errors.Is(err, io.ErrUnexpectedEOF) && !isReset(err) {
			t.Errorf("read %v", err)
		}
	})
	t.Run("in the middle of a frame", func(t *testing.T) {
		s := newServer(t, Options{}, false)
		ws := s.dialGorilla(t, wamp.JSON)
		srv := s.accept(t)
		if _, err := ws.NetConn().Write([]byte{0x81, 0xfe, 0x10, 0, 1, 2, 3, 4, 'x'}); err != nil {
			t.Fatal(err)
		}
		ws.Close()
		if err := drain(srv); !errors.Is(err, io.ErrUnexpectedEOF) && !isReset(err) {
			t.Errorf("read %v", err)
		}
	})
}

func isReset(err error) bool {
	var closed *transport.CloseError
	return !errors.As(err, &closed) && err != io.EOF
}

func TestReadDeadline(t *testing.T) {
	srv, _ := pair(t, wamp.JSON, Options{})
	time.AfterFunc(10*time.Millisecond, func() { srv.SetReadDeadline(time.Unix(1, 0)) })
	if err := drain(srv); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read %v, want a deadline error", err)
	}
}

// Wake calls the idle function again, and reading goes on as if nothing had been.
func TestWake(t *testing.T) {
	for _, secure := range []bool{false, true} {
		s := newServer(t, Options{}, secure)
		client := s.dial(t, DialOptions{})
		srv := s.accept(t)
		idle := make(chan struct{}, 10)
		srv.OnIdle(func() { idle <- struct{}{} })
		read := make(chan error)
		go func() {
			var buf transport.Buffer
			defer buf.Free()
			read <- srv.Read(&buf)
		}()
		<-idle
		srv.Wake()
		<-idle
		send(t, client, frame(t, client.Format(), 1, 10))
		if err := <-read; err != nil {
			t.Errorf("secure %t: %v", secure, err)
		}
	}
}

func TestMessageSize(t *testing.T) {
	srv, client := pair(t, wamp.JSON, Options{Limits: transport.Limits{MessageSize: 1000}})
	ended := make(chan error, 1)
	go func() { ended <- drain(client) }()
	var buf transport.Buffer
	defer buf.Free()
	const head = len(`[36,1,1,{},[""]]`)
	send(t, client, frame(t, wamp.JSON, 1, 1000-head))
	if err := srv.Read(&buf); err != nil || buf.Len() != 1000 {
		t.Fatalf("read %d bytes, error %v", buf.Len(), err)
	}
	srv.SetMessageSize(2000)
	send(t, client, frame(t, wamp.JSON, 1, 2000-head))
	if err := srv.Read(&buf); err != nil || buf.Len() != 2000 {
		t.Fatalf("read %d bytes, error %v", buf.Len(), err)
	}
	send(t, client, frame(t, wamp.JSON, 1, 2001-head))
	var closed *transport.CloseError
	if err := srv.Read(&buf); !errors.As(err, &closed) || closed.Code != transport.CloseTooBig || closed.Peer {
		t.Errorf("read %v", err)
	}
	srv.Close(transport.CloseNormal, "")
	if err := <-ended; !errors.As(err, &closed) || closed.Code != transport.CloseTooBig || !closed.Peer ||
		!strings.Contains(closed.Reason, "too big: at most") {
		t.Errorf("the peer read %v", err)
	}
}

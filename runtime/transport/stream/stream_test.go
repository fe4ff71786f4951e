package stream

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// bare is a framing without any: a message is its bytes.
type bare struct{}

func (bare) Wire(f *transport.Frame) []byte                   { return f.Payload() }
func (bare) Gather(buf *transport.Buffer, f *transport.Frame) { buf.Append(f.Payload()) }
func (bare) Seal([]byte) int                                  { return 0 }
func (bare) Batches() bool                                    { return false }
func (bare) Apart(*transport.Frame) bool                      { return false }
func (bare) Whole([]byte, int) int                            { return 0 }

// overTLS returns a stream above TLS and the other end of it.
func overTLS(t *testing.T) (*Stream, *tls.Conn) {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	s.StartTLS()
	certificates := s.TLS.Certificates
	s.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	var dialing sync.WaitGroup
	var client *tls.Conn
	var failed error
	dialing.Go(func() {
		client, failed = DialTLS(t.Context(), "tcp", l.Addr().String(), &tls.Config{InsecureSkipVerify: true})
	})
	conn, err := Listener{l}.Accept()
	if err != nil {
		t.Fatal(err)
	}
	secure := tls.Server(conn, &tls.Config{Certificates: certificates})
	err = secure.Handshake()
	dialing.Wait()
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	stream := New(secure, bare{}, time.Minute)
	stream.Open()
	t.Cleanup(func() { stream.Close(); stream.Free(); client.Close() })
	return stream, client
}

// Attempts over TLS do not block, whatever the peer takes, and nothing is lost or
// doubled between them.
func TestTryFlushOverTLS(t *testing.T) {
	s, client := overTLS(t)
	f, err := transport.NewFrame(wamp.JSON, &wamp.Event{Subscription: 1, Publication: 1, Payload: wamp.Payload{
		Format: wamp.JSON, Args: append(append([]byte(`["`), bytes.Repeat([]byte("x"), 200_000)...), `"]`...),
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Release()
	var want bytes.Buffer
	for done := true; done; {
		s.Append(f)
		want.Write(f.Payload())
		if done, err = s.TryFlush(); err != nil {
			t.Fatal(err)
		}
	}
	if s.Queued() == 0 || s.Stalled() == 0 {
		t.Errorf("%d bytes wait, stalled for %s", s.Queued(), s.Stalled())
	}
	got := make(chan []byte)
	go func() {
		data := make([]byte, want.Len())
		_, _ = io.ReadFull(client, data)
		got <- data
	}()
	if err := s.Flush(); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(<-got, want.Bytes()) || s.Queued() != 0 {
		t.Errorf("the peer got other bytes; %d wait", s.Queued())
	}
	s.CloseWrite()
	if n, err := client.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("after CloseWrite the peer read %d bytes, %v", n, err) // not EOF without the alert of TLS
	}
}

// A stream above a connection that is no socket works, too.
func TestPipe(t *testing.T) {
	here, there := net.Pipe()
	s := New(here, bare{}, 50*time.Millisecond)
	s.Open()
	f, err := transport.NewFrame(wamp.JSON, &wamp.Event{Subscription: 1, Publication: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Release()
	s.Append(f)
	if done, err := s.TryFlush(); done || err != nil {
		t.Errorf("flush done %t, %v", done, err)
	}
	data := make([]byte, f.Size())
	var reading sync.WaitGroup
	reading.Go(func() { _, _ = io.ReadFull(there, data) })
	if err := s.Flush(); err != nil {
		t.Error(err)
	}
	reading.Wait()
	if !bytes.Equal(data, f.Payload()) {
		t.Errorf("the peer got %q", data)
	}
	s.Append(f)
	if err := s.Flush(); !errors.Is(err, transport.ErrStalled) {
		t.Errorf("nobody reads: %v", err)
	}
	s.Close()
	if n := s.DiscardAll(); n != 1 || s.Append(f) >= 0 {
		t.Errorf("%d messages are lost", n)
	}
	there.Close()
}

package rawsocket

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
)

var formats = []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}

func TestMessagesBothWays(t *testing.T) {
	for _, kind := range []string{tcp, secure, unix} {
		for _, format := range formats {
			t.Run(kind+" "+format.String(), func(t *testing.T) {
				s := newServer(t, kind, Options{})
				client := s.dial(t, DialOptions{Formats: []wamp.Format{format}})
				srv := s.accept(t)
				for _, c := range []transport.Conn{client, srv} {
					info := c.Info()
					if c.Format() != format || info.Secure != (kind == secure) || info.Protocol != "rawsocket" || info.Local == "" || info.Remote == "" {
						t.Errorf("connection is %+v in %s", info, c.Format())
					}
					if bound := info.ChannelBinding("tls-exporter"); (len(bound) == 32) != (kind == secure) {
						t.Errorf("channel binding %x", bound)
					}
				}
				if kind == secure && !bytes.Equal(client.Info().ChannelBinding("tls-exporter"), srv.Info().ChannelBinding("tls-exporter")) {
					t.Error("the two ends have different channel bindings")
				}
				exchange(t, client, srv)
				exchange(t, srv, client)
			})
		}
	}
}

// exchange sends messages of many sizes, each twice.
func exchange(t *testing.T, from, to transport.Conn) {
	sizes := []int{0, 1, 1000, stream.ByReference - 100, stream.ByReference, 65_000, 70_000, 1 << 20}
	sent := make(chan error, 1)
	go func() {
		for _, n := range sizes {
			f := frame(t, from.Format(), n)
			from.Append(f)
			from.Append(f)
			f.Release()
		}
		sent <- from.Flush()
	}()
	var buf transport.Buffer
	defer buf.Free()
	for _, n := range sizes {
		f := frame(t, from.Format(), n)
		for range 2 {
			if err := to.Read(&buf); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(buf.Bytes(), f.Payload()) {
				t.Errorf("message with text of %d bytes arrived as %d bytes", n, buf.Len())
			}
		}
		f.Release()
	}
	if err := <-sent; err != nil {
		t.Fatal(err)
	}
}

// Exactly 16 MiB is the one length that needs the 25th bit.
func TestLargestMessage(t *testing.T) {
	srv, client := pair(t, wamp.JSON, Options{Limits: transport.Limits{MessageSize: 32 << 20}})
	head := len(`[36,1,1,{},[""]]`)
	f := frame(t, wamp.JSON, transport.LargestRawSocketMessage-head)
	want := f.Size()
	if got := f.RawSocket()[:4]; !bytes.Equal(got, []byte{0x08, 0, 0, 0}) {
		t.Errorf("prefix %x", got)
	}
	sent := make(chan struct{})
	go func() { defer close(sent); send(t, client, f) }()
	var buf transport.Buffer
	defer buf.Free()
	if err := srv.Read(&buf); err != nil || buf.Len() != want || want != 1<<24 {
		t.Errorf("read %d bytes of %d, error %v", buf.Len(), want, err)
	}
	<-sent
	larger := frame(t, wamp.JSON, transport.LargestRawSocketMessage-head+1)
	defer larger.Release()
	if client.Append(larger) >= 0 {
		t.Error("a message above 16 MiB was queued")
	}
	send(t, client, frame(t, wamp.JSON, 3))
	if err := srv.Read(&buf); err != nil || buf.Len() != head+3 {
		t.Errorf("then %d bytes, error %v", buf.Len(), err)
	}
}

// What the peer does not take is not sent to it.
func TestLargestMessageOfPeer(t *testing.T) {
	s := newServer(t, tcp, Options{})
	client := s.dial(t, DialOptions{Limits: transport.Limits{MessageSize: 1024}})
	srv := s.accept(t)
	f := frame(t, client.Format(), 2000)
	defer f.Release()
	if srv.LargestMessage() != 1024 || srv.Append(f) >= 0 || srv.Queued() != 0 {
		t.Errorf("a message of %d bytes was queued for a peer that takes %d", f.Size(), srv.LargestMessage())
	}
}

func TestViolations(t *testing.T) {
	text := func(s string) string { return "\x00\x00\x00" + string(rune(len(s))) + s }
	for name, test := range map[string]struct {
		bytes string
		code  transport.CloseCode
		err   error
	}{
		"reserved bits":          {"\x10\x00\x00\x00", transport.CloseProtocolError, nil},
		"highest reserved bit":   {"\x80\x00\x00\x00", transport.CloseProtocolError, nil},
		"reserved type":          {"\x03\x00\x00\x00", transport.CloseProtocolError, nil},
		"last type":              {"\x07\x00\x00\x00", transport.CloseProtocolError, nil},
		"above 16 MiB":           {"\x08\x00\x00\x01", transport.CloseProtocolError, nil},
		"message too big":        {"\x00\x00\x08\x01", transport.CloseTooBig, nil},
		"16 MiB":                 {"\x08\x00\x00\x00", transport.CloseTooBig, nil},
		"ping too big":           {"\x01\x00\x08\x01", transport.CloseTooBig, nil},
		"pings without end":      {strings.Repeat("\x01\x00\x08\x00"+strings.Repeat("x", 2048), 20), transport.CloseTooBig, nil},
		"pongs without end":      {strings.Repeat("\x02\x00\x00\x00", 10_000), transport.CloseTooBig, nil},
		"not UTF-8":              {text("[\"\xff\"]"), transport.CloseInvalidPayload, nil},
		"end between messages":   {text("[1]"), 0, io.EOF},
		"end in the prefix":      {"\x00\x00", 0, io.ErrUnexpectedEOF},
		"end in the message":     {"\x00\x00\x00\x05[1", 0, io.ErrUnexpectedEOF},
		"end before the message": {"\x00\x00\x00\x05", 0, io.ErrUnexpectedEOF},
		"end in a ping":          {"\x01\x00\x00\x05x", 0, io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, tcp, Options{Limits: transport.Limits{MessageSize: 2048}})
			client := s.raw(t, 0x7f, 0xf1, 0, 0)
			srv := s.accept(t)
			client.Write([]byte(test.bytes))
			client.(*net.TCPConn).CloseWrite()
			go io.Copy(io.Discard, client)
			err := drain(srv)
			var closed *transport.CloseError
			if test.err != nil && err != test.err || test.err == nil && (!errors.As(err, &closed) || closed.Code != test.code || closed.Peer) {
				t.Errorf("read ended with %v", err)
			}
			if again := drain(srv); again != err {
				t.Errorf("and then with %v", again)
			}
		})
	}
}

// A long message takes memory only as it arrives.
func TestLengthIsNotBelieved(t *testing.T) {
	s := newServer(t, tcp, Options{})
	client := s.raw(t, 0x7f, 0xf1, 0, 0, 0x00, 0x40, 0x00, 0x00) // 4 MiB
	srv := s.accept(t)
	var buf transport.Buffer
	srv.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	srv.(*conn).stream.OnIdle(func() {
		if n := len(buf.Bytes()); n > firstPart {
			t.Errorf("%d bytes are waited for with memory", n)
		}
	})
	if err := srv.Read(&buf); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read %v", err)
	}
	client.Close()
}

// PINGs are answered with the same payload, between messages, in order.
func TestPingIsAnswered(t *testing.T) {
	s := newServer(t, tcp, Options{})
	client := s.raw(t, 0x7f, 0xf1, 0, 0)
	srv := s.accept(t)
	srv.OnIdle(func() { srv.TryFlush() })
	go drain(srv)
	reply := make([]byte, 4)
	if _, err := io.ReadFull(client, reply); err != nil {
		t.Fatal(err)
	}
	for _, payload := range []string{"", "x", strings.Repeat("y", 60_000)} {
		client.Write(control(ping, []byte(payload)))
		want := control(pong, []byte(payload))
		got := make([]byte, len(want))
		if _, err := io.ReadFull(client, got); err != nil || !bytes.Equal(got, want) {
			t.Errorf("ping of %d bytes: got %.20x, error %v", len(payload), got, err)
		}
	}
}

func TestSilentPeerIsCutOff(t *testing.T) {
	s := newServer(t, tcp, Options{Pings: true, Limits: transport.Limits{PingInterval: 5 * time.Millisecond, PingsMissed: 2}})
	client := s.raw(t, 0x7f, 0xf1, 0, 0) // answers nothing
	srv := s.accept(t)
	var closed *transport.CloseError
	if err := drain(srv); !errors.As(err, &closed) || closed.Code != transport.ClosePolicyViolation || closed.Peer {
		t.Errorf("read ended with %v", err)
	}
	got, _ := io.ReadAll(client)
	if want := append([]byte{0x7f, 0xd1, 0, 0}, bytes.Repeat([]byte{1, 0, 0, 0}, 2)...); !bytes.Equal(got, want) {
		t.Errorf("the peer got %x, want %x", got, want)
	}
}

func TestPeerThatAnswersStays(t *testing.T) {
	s := newServer(t, tcp, Options{Pings: true, Limits: transport.Limits{PingInterval: 10 * time.Millisecond, PingsMissed: 5}})
	client := s.dial(t, DialOptions{})
	srv := s.accept(t)
	client.OnIdle(func() { client.TryFlush() })
	go drain(client)
	srv.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	if err := drain(srv); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read ended with %v", err)
	}
}

func TestClose(t *testing.T) {
	for _, kind := range []string{tcp, secure, unix} {
		t.Run(kind, func(t *testing.T) {
			s := newServer(t, kind, Options{})
			client := s.dial(t, DialOptions{Formats: []wamp.Format{wamp.JSON}})
			srv := s.accept(t)
			const n = 100
			f := frame(t, wamp.JSON, 100_000)
			for range n {
				srv.Append(f)
			}
			read := make(chan int)
			go func() {
				var buf transport.Buffer
				defer buf.Free()
				messages := 0
				var err error
				for err = client.Read(&buf); err == nil; err = client.Read(&buf) {
					messages++
				}
				if err != io.EOF {
					t.Errorf("the peer read %v, want EOF", err)
				}
				client.Close(transport.CloseNormal, "")
				read <- messages
			}()
			ended := make(chan error, 1)
			go func() { ended <- drain(srv) }()
			if err := srv.Close(transport.CloseNormal, ""); err != nil {
				t.Error(err)
			}
			if err := <-ended; err != io.EOF && !errors.Is(err, transport.ErrClosed) {
				t.Errorf("the reader got %v", err)
			}
			if got := <-read; got != n || srv.Discard() != 0 {
				t.Errorf("the peer got %d messages of %d", got, n)
			}
			if srv.Append(f) >= 0 {
				t.Error("a closed connection takes frames")
			}
			f.Release()
		})
	}
}

// Every message that a peer which has stopped did not get is counted, once.
func TestStalledPeer(t *testing.T) {
	for _, kind := range []string{tcp, secure, unix} {
		s := newServer(t, kind, Options{Limits: transport.Limits{Stall: 100 * time.Millisecond}})
		client := s.dial(t, DialOptions{}) // never reads
		srv := s.accept(t)
		f := frame(t, client.Format(), 100_000)
		const n = 320
		for range n {
			srv.Append(f)
		}
		f.Release()
		if err := srv.Flush(); !errors.Is(err, transport.ErrStalled) {
			t.Errorf("%s: flush returned %v, want ErrStalled", kind, err)
		}
		srv.Close(transport.ClosePolicyViolation, "")
		read := 0
		var buf transport.Buffer
		for client.Read(&buf) == nil {
			read++
		}
		buf.Free()
		if lost := srv.Discard(); lost != n-read || read == 0 || srv.Discard() != 0 || srv.Queued() != 0 {
			t.Errorf("%s: %d messages lost and %d read of %d; %d bytes wait", kind, lost, read, n, srv.Queued())
		}
	}
}

func TestWake(t *testing.T) {
	for _, kind := range []string{tcp, secure} {
		s := newServer(t, kind, Options{})
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
		send(t, client, frame(t, client.Format(), 10))
		if err := <-read; err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

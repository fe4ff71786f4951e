package rawsocket

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Every second octet has an answer (section "RawSocket Transport").
func TestHandshakeOfRouter(t *testing.T) {
	opts := Options{LargestMessage: 1 << 10, Announced: 1 << 20}.withDefaults()
	for octet := range 256 {
		asked := handshake{Magic, byte(octet)}
		length, number := 1<<(9+octet>>4), octet&15
		f, reply, err := answer(asked, &opts)
		switch {
		case number == 0:
			if !errors.Is(err, ErrNoHandshake) || reply != nil {
				t.Errorf("%#x: illegal serializer: %v, reply %x", octet, err, reply)
			}
		case number > 3:
			if err != SerializerUnsupported || cmp.Diff([]byte{0x7f, 0x10, 0, 0}, reply) != "" {
				t.Errorf("%#x: unknown serializer: %v, reply %x", octet, err, reply)
			}
		case length < 1<<10:
			if err != MessageLengthUnacceptable || cmp.Diff([]byte{0x7f, 0x20, 0, 0}, reply) != "" {
				t.Errorf("%#x: short messages: %v, reply %x", octet, err, reply)
			}
		default:
			want := []wamp.Format{1: wamp.JSON, 2: wamp.MessagePack, 3: wamp.CBOR}[number]
			if err != nil || f != want || cmp.Diff([]byte{0x7f, 0xb0 | byte(number), 0, 0}, reply) != "" {
				t.Errorf("%#x: %s, %v, reply %x", octet, f, err, reply)
			}
		}
	}
}

func TestHandshakeThatFails(t *testing.T) {
	for name, test := range map[string]struct {
		hello string
		want  string // reply
		err   error
	}{
		"HTTP":                {"GET / HTTP/1.1\r\n", "", ErrNoHandshake},
		"reserved octet":      {"\x7f\xf1\x01\x00", "\x7f\x30\x00\x00", ReservedBitsUsed},
		"last reserved octet": {"\x7f\xf1\x00\x01", "\x7f\x30\x00\x00", ReservedBitsUsed},
		"not offered":         {"\x7f\xf2\x00\x00", "\x7f\x10\x00\x00", SerializerUnsupported},
		"illegal":             {"\x7f\xf0\x00\x00", "", ErrNoHandshake},
		"cut":                 {"\x7f\xf1", "", errTimeout},
		"silent":              {"", "", errTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, tcp, Options{Formats: []wamp.Format{wamp.JSON}, HandshakeTimeout: 50 * time.Millisecond})
			conn := s.raw(t, []byte(test.hello)...)
			if err := <-s.fails; !errors.Is(err, test.err) && !(test.err == errTimeout && isTimeout(err)) {
				t.Errorf("error %v, want %v", err, test.err)
			}
			reply, _ := io.ReadAll(conn) // it may end with a reset, for something was unread
			if string(reply) != test.want {
				t.Errorf("reply %x, want %x", reply, test.want)
			}
		})
	}
}

var errTimeout = errors.New("timeout")

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

func TestHandshakeOfClient(t *testing.T) {
	for name, test := range map[string]struct {
		reply string
		err   error
	}{
		"too many":         {"\x7f\x40\x00\x00", ConnectionCountReached},
		"reserved error":   {"\x7f\xf0\x00\x00", HandshakeError(15)},
		"error 0":          {"\x7f\x00\x00\x00", ErrNoHandshake},
		"other serializer": {"\x7f\xf2\x00\x00", ErrNoHandshake},
		"reserved octets":  {"\x7f\xf1\x00\x01", ErrNoHandshake},
		"HTTP":             {"HTTP/1.1 400", ErrNoHandshake},
		"nothing":          {"", io.EOF},
		"cut":              {"\x7f\xf1", io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			asked := make(chan [4]byte, 1)
			go func() {
				defer close(asked)
				conn, err := l.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				var hello [4]byte
				io.ReadFull(conn, hello[:])
				conn.Write([]byte(test.reply))
				asked <- hello
			}()
			_, err = Dial(t.Context(), "rs://"+l.Addr().String(), DialOptions{Formats: []wamp.Format{wamp.JSON}})
			if !errors.Is(err, test.err) {
				t.Errorf("error %v, want %v", err, test.err)
			}
			if got, want := <-asked, [4]byte{0x7f, 0xd1}; got != want {
				t.Errorf("the client asked for %x, want %x", got, want)
			}
		})
	}
}

// A client goes on to the next serialization if the router does not speak one.
func TestSerializationsAreTriedInOrder(t *testing.T) {
	s := newServer(t, tcp, Options{Formats: []wamp.Format{wamp.CBOR}})
	client := s.dial(t, DialOptions{Formats: []wamp.Format{wamp.MessagePack, wamp.CBOR}})
	if srv := s.accept2(t); client.Format() != wamp.CBOR || srv.Format() != wamp.CBOR {
		t.Errorf("client speaks %s, server %s", client.Format(), srv.Format())
	}
	if _, err := Dial(t.Context(), s.url, DialOptions{Formats: []wamp.Format{wamp.JSON}}); !errors.Is(err, SerializerUnsupported) {
		t.Errorf("error %v", err)
	}
	if _, err := Dial(t.Context(), s.url, DialOptions{Formats: []wamp.Format{}}); err == nil {
		t.Error("no serialization is one")
	}
}

// accept2 is accept after handshakes that fail.
func (s *server) accept2(t *testing.T) transport.Conn {
	t.Helper()
	conn := <-s.conns
	s.ends = append(s.ends, conn)
	return conn
}

func TestAnnouncedLengths(t *testing.T) {
	for _, test := range []struct{ limit, want int }{
		{1, 512}, {512, 512}, {1023, 512}, {1024, 1024}, {5 << 20, 4 << 20}, {16 << 20, 16 << 20}, {1 << 30, 16 << 20},
	} {
		s := newServer(t, tcp, Options{Limits: transport.Limits{MessageSize: test.limit}})
		client := s.dial(t, DialOptions{Limits: transport.Limits{MessageSize: test.limit}})
		srv := s.accept(t)
		if client.LargestMessage() != test.want || srv.LargestMessage() != test.want {
			t.Errorf("limit %d: announced %d to the client, %d to the server, want %d", test.limit, client.LargestMessage(), srv.LargestMessage(), test.want)
		}
	}
}

func TestRefuse(t *testing.T) {
	for hello, want := range map[string]string{"\x7f\xf1\x00\x00": "\x7f\x40\x00\x00", "GET ": "", "\x7f": ""} {
		here, there := net.Pipe()
		done := make(chan struct{})
		go func() { Refuse(there, 50*time.Millisecond); close(done) }()
		here.Write([]byte(hello))
		reply, err := io.ReadAll(here)
		if string(reply) != want || err != nil {
			t.Errorf("%q: reply %x, error %v", hello, reply, err)
		}
		<-done
	}
}

func TestParse(t *testing.T) {
	for url, want := range map[string]endpoint{
		"rs://localhost:8081":        {"tcp", "localhost:8081", false},
		"rss://[::1]:443/":           {"tcp", "[::1]:443", true},
		"rs://unix:/run/router.sock": {"unix", "/run/router.sock", false},
	} {
		if got, err := parse(url); err != nil || got != want {
			t.Errorf("%s is %+v, error %v", url, got, err)
		}
	}
	for _, url := range []string{"", "ws://localhost:1", "rs://localhost", "rs://:80", "rs://unix:", "rss://unix:/x", "rs://h:1/path", "rs://u@h:1", "rs://h:1?q", "rs://h:\x00"} {
		if got, err := parse(url); err == nil {
			t.Errorf("%q is %+v", url, got)
		}
	}
}

func TestDialEndsWithItsContext(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") // accepts and is silent
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := Dial(ctx, "rs://"+l.Addr().String(), DialOptions{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v", err)
	}
}

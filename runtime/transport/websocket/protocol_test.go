package websocket

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// rawClient speaks WebSocket byte by byte.
type rawClient struct {
	net.Conn
	r *bufio.Reader
}

func (s *server) dialRaw(t testing.TB, f wamp.Format) *rawClient {
	t.Helper()
	return s.dialWith(t, f, "")
}

// dialCompressed connects a client that may compress.
func (s *server) dialCompressed(t *testing.T) *rawClient {
	t.Helper()
	return s.dialWith(t, wamp.JSON, "Sec-WebSocket-Extensions: permessage-deflate\r\n")
}

func (s *server) dialWith(t testing.TB, f wamp.Format, header string) *rawClient {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(s.url, "ws://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: "+transport.Protocol{Format: f}.String()+"\r\n"+header+"\r\n")
	c := &rawClient{conn, bufio.NewReader(conn)}
	if resp, err := http.ReadResponse(c.r, nil); err != nil || resp.StatusCode != 101 {
		t.Fatalf("handshake: %v %v", resp, err)
	}
	return c
}

// next returns the next frame from the server.
func (c *rawClient) next() (first byte, payload []byte, err error) {
	var head [2]byte
	if _, err := io.ReadFull(c.r, head[:]); err != nil {
		return 0, nil, err
	}
	n := int(head[1])
	switch n {
	case length16:
		var ext [2]byte
		io.ReadFull(c.r, ext[:])
		n = int(binary.BigEndian.Uint16(ext[:]))
	case length64:
		var ext [8]byte
		io.ReadFull(c.r, ext[:])
		n = int(binary.BigEndian.Uint64(ext[:]))
	}
	payload = make([]byte, n)
	_, err = io.ReadFull(c.r, payload)
	return head[0], payload, err
}

// closeCode reads until the server's close frame.
func (c *rawClient) closeCode() int {
	for {
		first, payload, err := c.next()
		if err != nil {
			return 0
		}
		if opcode(first) == opClose {
			if len(payload) < 2 {
				return int(transport.CloseNoStatus)
			}
			return int(binary.BigEndian.Uint16(payload))
		}
	}
}

// masked returns one frame of a client, with the mask 1, 2, 3, 4.
func masked(first byte, payload string) string {
	b := []byte{first, maskBit}
	switch n := len(payload); {
	case n < 126:
		b[1] |= byte(n)
	case n < 1<<16:
		b[1] |= length16
		b = binary.BigEndian.AppendUint16(b, uint16(n))
	default:
		b[1] |= length64
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	b = append(b, 1, 2, 3, 4)
	for i := range len(payload) {
		b = append(b, payload[i]^byte(1+i%4))
	}
	return string(b)
}

const (
	fin   = 0x80
	rsv1  = 0x40
	text  = 1
	bin   = 2
	ping  = 9
	pong  = 10
	limit = 1000 // of a message in TestProtocol
)

// What each case sends, what the server's user reads of it, and the code of the
// close frame that the server sends. RFC 6455, sections 5 and 7.
var protocolCases = []struct {
	name   string
	format wamp.Format
	send   string
	want   []string
	code   transport.CloseCode
}{
	{"one frame", wamp.JSON, masked(fin|text, "[1]"), []string{"[1]"}, 0},
	{"empty message", wamp.JSON, masked(fin|text, ""), []string{""}, 0},
	{"fragments", wamp.JSON, masked(text, "[1") + masked(0, ",") + masked(fin, "2]"), []string{"[1,2]"}, 0},
	{"empty fragments", wamp.JSON, masked(text, "") + masked(0, "") + masked(fin, "[]"), []string{"[]"}, 0},
	{"control between fragments", wamp.JSON, masked(text, "[1") + masked(fin|ping, "x") + masked(fin|pong, "") + masked(fin, "]"), []string{"[1]"}, 0},
	{"length in two bytes", wamp.JSON, masked(fin|text, strings.Repeat("x", 200)), []string{strings.Repeat("x", 200)}, 0},
	{"character cut by fragments", wamp.JSON, masked(text, "\xe2\x82") + masked(fin, "\xac"), []string{"€"}, 0},
	{"binary", wamp.CBOR, masked(fin|bin, "\xff\xfe"), []string{"\xff\xfe"}, 0},
	{"close", wamp.JSON, masked(fin|opClose, "\x03\xe8bye"), nil, transport.CloseNormal},
	{"close without code", wamp.JSON, masked(fin|opClose, ""), nil, transport.CloseNoStatus},
	{"nothing counts after close", wamp.JSON, masked(fin|opClose, "\x03\xe8") + masked(fin|text, "[1]"), nil, transport.CloseNormal},

	{"binary for JSON", wamp.JSON, masked(fin|bin, "[1]"), nil, transport.CloseUnsupportedData},
	{"text for MessagePack", wamp.MessagePack, masked(fin|text, "[1]"), nil, transport.CloseUnsupportedData},
	{"text for CBOR", wamp.CBOR, masked(fin|text, "[1]"), nil, transport.CloseUnsupportedData},
	{"text that is not UTF-8", wamp.JSON, masked(fin|text, "\"\xc3(\""), nil, transport.CloseInvalidPayload},
	{"surrogate in UTF-8", wamp.JSON, masked(fin|text, "\xed\xa0\x80"), nil, transport.CloseInvalidPayload},
	{"too big", wamp.JSON, masked(fin|text, strings.Repeat("x", limit+1)), nil, transport.CloseTooBig},
	{"too big in fragments", wamp.JSON, masked(text, strings.Repeat("x", limit)) + masked(fin, "x"), nil, transport.CloseTooBig},
	{"length of 2^63-1", wamp.JSON, "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04" + strings.Repeat("x", 2*limit), nil, transport.CloseTooBig},
	{"length of 2^63", wamp.JSON, "\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00\x01\x02\x03\x04" + strings.Repeat("x", 2*limit), nil, transport.CloseTooBig},
	{"not masked", wamp.JSON, "\x81\x03[1]", nil, transport.CloseProtocolError},
	{"reserved bit", wamp.JSON, masked(fin|rsv1|text, "[1]"), nil, transport.CloseProtocolError},
	{"reserved opcode", wamp.JSON, masked(fin|3, "[1]"), nil, transport.CloseProtocolError},
	{"reserved control opcode", wamp.JSON, masked(fin|11, ""), nil, transport.CloseProtocolError},
	{"continuation of nothing", wamp.JSON, masked(fin, "[1]"), nil, transport.CloseProtocolError},
	{"message in a message", wamp.JSON, masked(text, "[1") + masked(fin|text, "[2]"), nil, transport.CloseProtocolError},
	{"ping in fragments", wamp.JSON, masked(ping, "x"), nil, transport.CloseProtocolError},
	{"long ping", wamp.JSON, masked(fin|ping, strings.Repeat("x", 126)), nil, transport.CloseProtocolError},
	{"close code 999", wamp.JSON, masked(fin|opClose, "\x03\xe7"), nil, transport.CloseProtocolError},
	{"close code 1005", wamp.JSON, masked(fin|opClose, "\x03\xed"), nil, transport.CloseProtocolError},
	{"close reason that is not UTF-8", wamp.JSON, masked(fin|opClose, "\x03\xe8\xff"), nil, transport.CloseProtocolError},
	{"messages before the fault", wamp.JSON, masked(fin|text, "[1]") + masked(fin|text, "[2]") + masked(fin|bin, "[3]"), []string{"[1]", "[2]"}, transport.CloseUnsupportedData},
	{"endless empty fragments", wamp.JSON, masked(text, "") + strings.Repeat(masked(0, ""), 4000), nil, transport.CloseTooBig},
	{"endless pings", wamp.JSON, strings.Repeat(masked(fin|ping, ""), 4000), nil, transport.CloseTooBig},
}

func TestProtocol(t *testing.T) {
	for _, test := range protocolCases {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, Options{Limits: transport.Limits{MessageSize: limit}}, false)
			client := s.dialRaw(t, test.format)
			srv := s.accept(t)
			srv.OnIdle(func() { srv.TryFlush() })
			sent := test.send
			if test.code == 0 {
				sent += masked(fin|opClose, "\x03\xe8")
			}
			go io.WriteString(client, sent)
			var got []string
			var buf transport.Buffer
			defer buf.Free()
			var err error
			for err = srv.Read(&buf); err == nil; err = srv.Read(&buf) {
				got = append(got, string(buf.Bytes()))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("messages (-want +got):\n%s", diff)
			}
			var closed *transport.CloseError
			switch want := max(test.code, transport.CloseNormal); {
			case strings.HasPrefix(test.name, "close") && test.code != transport.CloseProtocolError, test.code < transport.CloseGoingAway:
				if err != io.EOF {
					t.Errorf("read ended with %v, want EOF", err)
				}
				fallthrough
			case errors.As(err, &closed) && closed.Code == want && !closed.Peer:
				var closing sync.WaitGroup
				defer closing.Wait()
				if closed != nil && closed.NoMessage() {
					closing.Go(func() { srv.Close(closed.Code, closed.Reason) })
				}
				if got := client.closeCode(); got != int(want) {
					t.Errorf("close code %d, want %d", got, want)
				}
			default:
				t.Errorf("read ended with %v, want code %d", err, want)
			}
			client.Close()
		})
	}
}

// A ping is answered before the next read waits, and between data frames whole.
func TestPong(t *testing.T) {
	s := newServer(t, Options{}, false)
	client := s.dialRaw(t, wamp.JSON)
	srv := s.accept(t)
	srv.OnIdle(func() { srv.TryFlush() })
	f := frame(t, wamp.JSON, 1, 10)
	defer f.Release()
	srv.Append(f)
	go drain(srv)
	io.WriteString(client, masked(fin|ping, "hello"))
	first, payload, err := client.next()
	if err != nil || first != fin|text || string(payload) != string(f.Payload()) {
		t.Errorf("got %#x %q, error %v", first, payload, err)
	}
	first, payload, err = client.next()
	if err != nil || first != fin|pong || string(payload) != "hello" {
		t.Errorf("got %#x %q, error %v", first, payload, err)
	}
	client.Close()
}

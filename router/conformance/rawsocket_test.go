package conformance

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// rawPeer is a client of RawSocket that sends and receives exact messages.
type rawPeer struct {
	t *testing.T
	serializer
	conn net.Conn
}

// The numbers of the serializations (section "RawSocket Transport").
var rawSerializers = map[string]byte{"json": 1, "msgpack": 2, "cbor": 3}

func connect(t *testing.T, network string) net.Conn {
	t.Helper()
	conn, err := net.Dial(network, shared.raw[network])
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// rawDial opens a connection of who takes messages of 2^(9+length) octets.
func rawDial(t *testing.T, s serializer, network string, length byte) *rawPeer {
	t.Helper()
	conn := connect(t, network)
	hello := []byte{0x7f, length<<4 | rawSerializers[s.name], 0, 0}
	if _, err := conn.Write(hello); err != nil {
		t.Fatal(err)
	}
	reply := make([]byte, 4)
	if _, err := io.ReadFull(conn, reply); err != nil {
		t.Fatalf("handshake: %v", err)
	}
	if reply[0] != 0x7f || reply[1]&15 != rawSerializers[s.name] || reply[2] != 0 || reply[3] != 0 {
		t.Fatalf("the answer to %x is %x", hello, reply)
	}
	return &rawPeer{t, s, conn}
}

// rawJoin opens a session.
func rawJoin(t *testing.T, s serializer, network string, length byte) *rawPeer {
	t.Helper()
	p := rawDial(t, s, network, length)
	p.send(HELLO, "realm1", able())
	p.want(WELCOME, id, anything)
	return p
}

func (p *rawPeer) send(elements ...any) {
	p.t.Helper()
	data, err := p.encode(list(elements))
	if err != nil {
		p.t.Fatal(err)
	}
	p.sendFrame(0, data)
}

// sendFrame sends a message of the transport; kind is the first octet.
func (p *rawPeer) sendFrame(kind byte, data []byte) {
	p.t.Helper()
	head := make([]byte, 4, 4+len(data))
	binary.BigEndian.PutUint32(head, uint32(len(data)))
	head[0] |= kind
	if _, err := p.conn.Write(append(head, data...)); err != nil {
		p.t.Fatalf("send: %v", err)
	}
}

// frame receives a message of the transport.
func (p *rawPeer) frame() (kind byte, data []byte, err error) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(p.conn, head); err != nil {
		return 0, nil, err
	}
	kind, head[0] = head[0], 0
	data = make([]byte, binary.BigEndian.Uint32(head))
	_, err = io.ReadFull(p.conn, data)
	return kind, data, err
}

func (p *rawPeer) want(elements ...any) list {
	p.t.Helper()
	kind, data, err := p.frame()
	if err != nil || kind != 0 {
		p.t.Fatalf("receive: message of type %d, error %v", kind, err)
	}
	v, err := p.decode(data)
	if err != nil {
		p.t.Fatalf("the router has sent %q: %v", data, err)
	}
	if diff := diff(elements, normal(v)); diff != "" {
		p.t.Fatalf("message (-want +got):\n%s", diff)
	}
	return normal(v).(list)
}

// wantClosed receives the end of the connection.
func (p *rawPeer) wantClosed() {
	p.t.Helper()
	if kind, data, err := p.frame(); err == nil {
		p.t.Fatalf("the router has sent a message of type %d: %.80q, want the end of the connection", kind, data)
	} else if network, ok := err.(net.Error); ok && network.Timeout() {
		p.t.Fatal("the connection is still open")
	}
}

// Section "RawSocket Transport", "Handshake: Router-to-Client Reply".
func TestRawSocketHandshake(t *testing.T) {
	for _, test := range []struct {
		name, network, hello, reply string
	}{
		{"JSON", "tcp", "\x7f\xf1\x00\x00", "\x7f\xb1\x00\x00"},
		{"MessagePack", "tcp", "\x7f\xf2\x00\x00", "\x7f\xb2\x00\x00"},
		{"CBOR, 1 KiB", "tcp", "\x7f\x13\x00\x00", "\x7f\xb3\x00\x00"},
		{"over a Unix socket", "unix", "\x7f\xf1\x00\x00", "\x7f\xd1\x00\x00"},
		{"UBJSON", "tcp", "\x7f\xf4\x00\x00", "\x7f\x10\x00\x00"},
		{"FlatBuffers", "tcp", "\x7f\xf5\x00\x00", "\x7f\x10\x00\x00"},
		{"reserved serializer", "tcp", "\x7f\xff\x00\x00", "\x7f\x10\x00\x00"},
		{"serializer that is not offered", "unix", "\x7f\xf2\x00\x00", "\x7f\x10\x00\x00"},
		{"messages without room for a WELCOME", "tcp", "\x7f\x01\x00\x00", "\x7f\x20\x00\x00"},
		{"third octet", "tcp", "\x7f\xf1\x01\x00", "\x7f\x30\x00\x00"},
		{"fourth octet", "tcp", "\x7f\xf1\x00\x80", "\x7f\x30\x00\x00"},
		{"illegal serializer", "tcp", "\x7f\xf0\x00\x00", ""},
		{"another first octet", "unix", "\x7e\xf1\x00\x00", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			conn := connect(t, test.network)
			if _, err := io.WriteString(conn, test.hello); err != nil {
				t.Fatal(err)
			}
			reply := make([]byte, 4)
			n, err := io.ReadFull(conn, reply)
			if string(reply[:n]) != test.reply {
				t.Fatalf("the answer is %x, %v, want %x", reply[:n], err, test.reply)
			}
			if test.reply == "" || test.reply[1]&15 == 0 {
				if n, err := conn.Read(reply); err == nil {
					t.Errorf("%x after the answer", reply[:n])
				}
			}
		})
	}
}

// On one port: WebSocket, RawSocket and pages, by the first octet.
func TestUniversalTransport(t *testing.T) {
	p := shared.join(t, serializers[0], "realm1", "universal", plain)
	quiet(p)
	conn := connect(t, "tcp")
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err := io.ReadAll(response.Body); err != nil || string(body) != "\"a page\"\n" {
		t.Errorf("the page is %q, error %v", body, err)
	}
}

// Calls and events between sessions of RawSocket, WebSocket and its batched form.
func TestSessionsOfDifferentTransports(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, network := range []string{"tcp", "unix"} {
			if network == "unix" && s.name == "msgpack" {
				continue // not offered there
			}
			procedure, topic := uri("procedure"), uri("topic")
			ws := join(t, s)
			batched := batchedJoin(t, s)
			raw := rawJoin(t, s, network, 15)

			ws.subscribe(topic, dict{})
			batched.send(list{SUBSCRIBE, 1, dict{}, topic})
			batched.want(SUBSCRIBED, 1, id)
			raw.send(REGISTER, 1, dict{}, procedure)
			raw.want(REGISTERED, 1, id)

			request := ws.call(procedure, dict{}, list{"x"})
			raw.want(INVOCATION, 1, id, anything, list{"x"})
			raw.send(YIELD, 1, dict{}, list{strings.Repeat("y", 100_000)})
			ws.want(RESULT, request, dict{}, list{strings.Repeat("y", 100_000)})

			batched.send(list{CALL, 2, dict{}, procedure, list{1}}, list{CALL, 3, dict{}, procedure, list{2}})
			raw.want(INVOCATION, 2, id, anything, list{1})
			raw.want(INVOCATION, 3, id, anything, list{2})
			raw.send(YIELD, 2, dict{})
			raw.send(YIELD, 3, dict{})
			batched.want(RESULT, 2, anything)
			batched.want(RESULT, 3, anything)

			raw.send(SUBSCRIBE, 2, dict{}, topic)
			raw.want(SUBSCRIBED, 2, id)
			ws.publish(topic, dict{}, list{"news"})
			batched.want(EVENT, id, id, anything, list{"news"})
			raw.want(EVENT, id, id, anything, list{"news"})

			raw.send(GOODBYE, dict{}, "wamp.close.close_realm")
			raw.want(GOODBYE, anything, "wamp.close.goodbye_and_out")
			raw.wantClosed()
		}
	})
}

// "A Peer MUST reply to each PING by sending exactly one PONG immediately, and the
// PONG MUST echo back the payload of the PING exactly."
func TestRawSocketPing(t *testing.T) {
	p := rawDial(t, serializers[0], "tcp", 15)
	for _, payload := range []string{"", "before the session", strings.Repeat("x", 10_000)} {
		p.sendFrame(1, []byte(payload))
		if kind, data, err := p.frame(); kind != 2 || string(data) != payload || err != nil {
			t.Fatalf("PING of %d octets is answered by type %d with %.40q, error %v", len(payload), kind, data, err)
		}
	}
	p.sendFrame(2, []byte("nobody has asked"))
	p.send(HELLO, "realm1", plain)
	p.want(WELCOME, id, anything)
}

// "If a message received during a connection exceeds the limit requested, a Peer MUST
// fail the connection"; reserved bits and types have no meaning.
func TestRawSocketViolations(t *testing.T) {
	for _, head := range []string{
		"\x00\x20\x00\x00", // 2 MiB
		"\x08\x00\x00\x00", // 16 MiB
		"\x08\x00\x00\x01",
		"\x10\x00\x00\x00", "\x80\x00\x00\x00",
		"\x03\x00\x00\x00", "\x07\x00\x00\x00",
	} {
		t.Run(fmt.Sprintf("%x", head), func(t *testing.T) {
			t.Parallel()
			p := rawJoin(t, serializers[0], "tcp", 15)
			if _, err := io.WriteString(p.conn, head); err != nil {
				t.Fatal(err)
			}
			p.wantClosed()
		})
	}
}

// A message that is none is answered with ABORT (section "Protocol Errors").
func TestRawSocketMalformed(t *testing.T) {
	inEach(t, func(t *testing.T, s serializer) {
		for _, data := range [][]byte{{}, []byte("no"), {0xc1}, {0xff, 0xfe}, bytes.Repeat([]byte("["), 100)} {
			p := rawJoin(t, s, "tcp", 15)
			p.sendFrame(0, data)
			p.want(ABORT, anything, protocolViolation)
			p.wantClosed()
		}
	})
}

// "The length of the serialized messages in octets MUST NOT exceed the maximum
// requested by the Peer": who calls is told so, and who publishes does not notice.
func TestRawSocketReceiverWithShortMessages(t *testing.T) {
	const tooBig = "wamp.error.payload_size_exceeded"
	long, short := strings.Repeat("x", 3000), "x"
	inEach(t, func(t *testing.T, s serializer) {
		procedure, topic := uri("procedure"), uri("topic")
		small, other := rawJoin(t, s, "tcp", 1), join(t, s)

		t.Log("an invocation")
		small.send(REGISTER, 1, dict{}, procedure)
		small.want(REGISTERED, 1, id)
		request := other.call(procedure, dict{}, list{long})
		other.want(ERROR, CALL, request, dict{}, tooBig, explained)
		request = other.call(procedure, dict{}, list{short})
		small.want(INVOCATION, 1, id, anything, list{short})
		small.send(YIELD, 1, dict{})
		other.want(RESULT, request, dict{})

		t.Log("a result")
		reverse := uri("procedure")
		other.register(reverse, dict{})
		for i, answer := range []string{long, short} {
			small.send(CALL, 2+i, dict{}, reverse)
			invocation := other.want(INVOCATION, id, id, dict{})[1]
			other.send(YIELD, invocation, dict{}, list{answer})
			if answer == long {
				small.want(ERROR, CALL, 2+i, anything, tooBig, explained)
			} else {
				small.want(RESULT, 2+i, anything, list{answer})
			}
		}

		t.Log("an error")
		small.send(CALL, 4, dict{}, reverse)
		invocation := other.want(INVOCATION, id, id, dict{})[1]
		other.send(ERROR, INVOCATION, invocation, dict{}, "com.myapp.error", list{long})
		small.want(ERROR, CALL, 4, anything, tooBig, explained)

		t.Log("a progressive result")
		small.send(CALL, 5, dict{"receive_progress": true}, reverse)
		invocation = other.want(INVOCATION, id, id, anything)[1]
		other.send(YIELD, invocation, dict{"progress": true}, list{short})
		small.want(RESULT, 5, anything, list{short})
		other.send(YIELD, invocation, dict{"progress": true}, list{long})
		small.want(ERROR, CALL, 5, anything, tooBig, explained)
		other.want(INTERRUPT, invocation, anything)

		t.Log("an event")
		small.send(SUBSCRIBE, 6, dict{}, topic)
		small.want(SUBSCRIBED, 6, id)
		other.publish(topic, dict{}, list{long})
		other.publish(topic, dict{}, list{short})
		small.want(EVENT, id, id, anything, list{short})
	})
}

package conformance

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// tcp opens a connection to the node below WebSocket.
func (n *node) tcp(t *testing.T) net.Conn {
	t.Helper()
	at, err := url.Parse(n.urls["anonymous"])
	if err != nil {
		t.Fatal(err)
	}
	conn, err := net.Dial("tcp", at.Host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	return conn
}

// upgraded opens a WebSocket connection and returns it as it is on the wire.
func (n *node) upgraded(t *testing.T) (net.Conn, *bufio.Reader) {
	t.Helper()
	conn := n.tcp(t)
	fmt.Fprint(conn, "GET /anonymous HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: wamp.2.json\r\n\r\n")
	r := bufio.NewReader(conn)
	response, err := http.ReadResponse(r, nil)
	if err != nil || response.StatusCode != http.StatusSwitchingProtocols {
		t.Fatalf("handshake: %v %v", response, err)
	}
	return conn, r
}

// Frames that are none, and halves of frames, end their connection and harm nobody.
func TestBrokenFrames(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]string{
		"nothing":                   "",
		"half a head":               "\x81",
		"half a length":             "\x81\xfe\x10",
		"half a mask":               "\x81\x85\x01\x02",
		"half a payload":            "\x81\x85\x01\x02\x03\x04ab",
		"frame without mask":        "\x81\x02[]",
		"reserved opcode":           "\x83\x80\x01\x02\x03\x04",
		"reserved bits":             "\xf1\x80\x01\x02\x03\x04",
		"continuation of nothing":   "\x80\x80\x01\x02\x03\x04",
		"ping that is too long":     "\x89\xfe\x00\x7e\x01\x02\x03\x04" + strings.Repeat("x", 126),
		"ping in fragments":         "\x09\x80\x01\x02\x03\x04",
		"close of one byte":         "\x88\x81\x01\x02\x03\x04x",
		"length beyond all bounds":  "\x81\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x02\x03\x04",
		"length of a gigabyte":      "\x81\xff\x00\x00\x00\x00\x40\x00\x00\x00\x01\x02\x03\x04",
		"HTTP inside the WebSocket": "GET / HTTP/1.1\r\n\r\n",
		"noise":                     strings.Repeat("\xde\xad\xbe\xef\x00\x17", 500),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, r := shared.upgraded(t)
			if _, err := io.WriteString(conn, data); err != nil {
				t.Fatal(err)
			}
			if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadAll(r); err != nil && strings.Contains(err.Error(), "timeout") {
				t.Error("the connection is still open")
			}
		})
	}
	t.Cleanup(func() { shared.unharmed(t) })
}

// What is no HTTP, or none for a WebSocket, gets an answer of HTTP or none.
func TestBrokenHandshakes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ request, answer string }{
		"noise":         {"\x00\x01\x02\r\n\r\n", "HTTP/1.1 400"},
		"WAMP directly": {`[1,"realm1",{}]` + "\r\n\r\n", "HTTP/1.1 400"},
		"a page":        {"GET /anonymous HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 426"},
		"another path":  {"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404"},
		"POST":          {"POST /anonymous HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 4"},
		"large headers": {"GET /anonymous HTTP/1.1\r\nHost: x\r\nX: " + strings.Repeat("x", 64<<10) + "\r\n\r\n", "HTTP/1.1 431"},
		"no version": {
			"GET /anonymous HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: wamp.2.json\r\n" +
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", "HTTP/1.1 4",
		},
		"no key": {
			"GET /anonymous HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: wamp.2.json\r\n" +
				"Sec-WebSocket-Version: 13\r\n\r\n", "HTTP/1.1 4",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := shared.tcp(t)
			if _, err := io.WriteString(conn, test.request); err != nil {
				t.Fatal(err)
			}
			answer, err := bufio.NewReader(conn).ReadString('\n')
			if err != nil || !strings.HasPrefix(answer, test.answer) {
				t.Errorf("the answer is %q (%v), want %s", answer, err, test.answer)
			}
		})
	}
}

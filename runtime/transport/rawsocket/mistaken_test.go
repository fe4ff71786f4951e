package rawsocket

import (
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Who is reached and does not speak RawSocket is recognized by what it says.
func TestDialExplainsWhoAnswers(t *testing.T) {
	for answer, want := range map[string]string{
		"\x15\x03\x01\x00\x02\x02\x16": "there is TLS on this port: try rss://",
		"HTTP/1.1 400 Bad Request\r\n": "the port speaks HTTP: try ws:// or wss://",
		"":                             "is there TLS on this port? Then try rss://",
		"220 mail.example.com ESMTP":   "no RawSocket handshake",
	} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			conn, err := l.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			_, _ = io.ReadFull(conn, make([]byte, 4))
			_, _ = io.WriteString(conn, answer)
		}()
		_, err = Dial(t.Context(), "rs://"+l.Addr().String(), DialOptions{Formats: []wamp.Format{wamp.JSON}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("answer %q: error %v, want %q", answer, err, want)
		}
		if answer != "" && !errors.Is(err, ErrNoHandshake) {
			t.Errorf("answer %q: error %v is no ErrNoHandshake", answer, err)
		}
		<-done
		l.Close()
	}
}

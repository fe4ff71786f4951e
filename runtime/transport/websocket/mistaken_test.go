package websocket

import (
	"bufio"
	"net"
	"net/http"
	"strings"
	"testing"
)

// What other servers say or do to who does not speak TLS is explained, too.
func TestDialExplainsTLS(t *testing.T) {
	for name, test := range map[string]struct{ answer, want string }{
		"an alert":         {"\x15\x03\x01\x00\x02\x02\x16", "there is TLS on this port: try wss://"},
		"words of nginx":   {"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nThe plain HTTP request was sent to HTTPS port", "400 Bad Request: there is TLS on this port: try wss://"},
		"nothing":          {"", "is there TLS on this port? Then try wss://"},
		"another fault":    {"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\nno Origin", "400 Bad Request"},
		"another status":   {"HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\nHTTPS", "404 Not Found"},
		"another protocol": {"220 mail.example.com ESMTP\r\n", "malformed HTTP"},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			done := make(chan struct{})
			go func() {
				defer close(done)
				conn, err := l.Accept()
				if err != nil {
					return
				}
				defer conn.Close()
				_, _ = http.ReadRequest(bufio.NewReader(conn))
				_, _ = conn.Write([]byte(test.answer))
			}()
			_, err = Dial(t.Context(), "ws://"+l.Addr().String(), DialOptions{})
			if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "wss://") != strings.Contains(test.want, "wss://") {
				t.Errorf("error %v, want %q", err, test.want)
			}
			<-done
		})
	}
}

package websocket

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// handshake sends a request as a browser would and returns the response.
func handshake(t *testing.T, url string, headers ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequest(http.MethodGet, "http"+strings.TrimPrefix(url, "ws"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range append([]string{
		"Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
	}, headers...) {
		name, value, _ := strings.Cut(h, ": ")
		if value == "" {
			req.Header.Del(name)
		} else {
			req.Header.Set(name, value)
		}
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

func TestUpgradeAnswers(t *testing.T) {
	sameHost := Options{}
	for _, test := range []struct {
		name    string
		opts    Options
		headers []string
		status  int
		chosen  string
	}{
		{"the client's first", sameHost, []string{"Sec-WebSocket-Protocol: wamp.2.cbor, wamp.2.json"}, 101, "wamp.2.cbor"},
		{"the first that is offered", Options{Formats: []wamp.Format{wamp.JSON, wamp.MessagePack}},
			[]string{"Sec-WebSocket-Protocol: wamp.2.cbor, wamp.2.msgpack, wamp.2.json"}, 101, "wamp.2.msgpack"},
		{"others are passed over", sameHost, []string{"Sec-WebSocket-Protocol: chat, wamp.2.ubjson, wamp.2.json"}, 101, "wamp.2.json"},
		{"none in common", Options{Formats: []wamp.Format{wamp.JSON}}, []string{"Sec-WebSocket-Protocol: wamp.2.cbor"}, 400, ""},
		{"no subprotocol", sameHost, nil, 400, ""},
		{"no WebSocket", sameHost, []string{"Upgrade: ", "Connection: "}, 426, ""},
		{"unknown version", sameHost, []string{"Sec-WebSocket-Protocol: wamp.2.json", "Sec-WebSocket-Version: 8"}, 400, ""},
		{"no key", sameHost, []string{"Sec-WebSocket-Protocol: wamp.2.json", "Sec-WebSocket-Key: "}, 400, ""},
		{"foreign origin", sameHost, []string{"Sec-WebSocket-Protocol: wamp.2.json", "Origin: http://evil.example"}, 403, ""},
		{"foreign origin allowed", Options{CheckOrigin: func(r *http.Request) bool { return r.Header.Get("Origin") == "http://good.example" }},
			[]string{"Sec-WebSocket-Protocol: wamp.2.json", "Origin: http://good.example"}, 101, "wamp.2.json"},
		{"own origin refused", Options{CheckOrigin: func(*http.Request) bool { return false }},
			[]string{"Sec-WebSocket-Protocol: wamp.2.json"}, 403, ""},
		{"header of the response", Options{Header: http.Header{"Set-Cookie": {"a=b"}}}, []string{"Sec-WebSocket-Protocol: wamp.2.json"}, 101, "wamp.2.json"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newServer(t, test.opts, false)
			resp := handshake(t, s.url, test.headers...)
			if resp.StatusCode != test.status {
				body, _ := io.ReadAll(resp.Body)
				t.Errorf("status %d, want %d: %s", resp.StatusCode, test.status, body)
			}
			if got := resp.Header.Get("Sec-WebSocket-Protocol"); got != test.chosen {
				t.Errorf("subprotocol %q, want %q", got, test.chosen)
			}
			if got, want := resp.Header.Get("Set-Cookie"), test.opts.Header.Get("Set-Cookie"); got != want {
				t.Errorf("cookie %q, want %q", got, want)
			}
			if test.status != 101 {
				if err := <-s.fails; err == nil {
					t.Error("no error for the caller")
				}
				return
			}
			resp.Body.Close() // the client is gone: its server need not wait for it
			s.accept(t)
		})
	}
}

func TestUpgradeKeepsTheHeadersOfInterest(t *testing.T) {
	s := newServer(t, Options{}, false)
	header := http.Header{"Cookie": {"session=1"}, "User-Agent": {"test"}, "Accept-Language": {"en"}}
	client := s.dial(t, DialOptions{Header: header})
	srv := s.accept(t)
	want := http.Header{"Cookie": {"session=1"}, "User-Agent": {"test"}}
	if diff := cmp.Diff(want, srv.Info().Header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if srv.Info().Remote != client.Info().Local || srv.Info().Local != client.Info().Remote {
		t.Errorf("server has %+v, client %+v", srv.Info(), client.Info())
	}
}

func TestDialFails(t *testing.T) {
	notFound := newHTTP(t, func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) })
	onlyCBOR := newServer(t, Options{Formats: []wamp.Format{wamp.CBOR}}, false)
	for _, test := range []struct{ name, url, want string }{
		{"not found", notFound, "404 Not Found"},
		{"no subprotocol in common", onlyCBOR.url, "400 Bad Request"},
		{"no such scheme", "ftp://localhost", "malformed"},
		{"nobody listens", "ws://127.0.0.1:1", "refused"},
		{"no TLS", "wss" + strings.TrimPrefix(notFound, "ws"), "tls"},
	} {
		t.Run(test.name, func(t *testing.T) {
			conn, err := Dial(t.Context(), test.url, DialOptions{Formats: []wamp.Format{wamp.JSON}})
			if err == nil {
				conn.Close(transport.CloseNormal, "")
				t.Fatal("connected")
			}
			if !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), test.url) {
				t.Errorf("error %q, want the URL and %q", err, test.want)
			}
		})
	}
}

// A server that accepts and says nothing is left when the context ends.
func TestDialEndsWithItsContext(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		cancel()
		io.Copy(io.Discard, conn)
	}()
	if _, err := Dial(ctx, "ws://"+l.Addr().String(), DialOptions{}); err == nil {
		t.Error("connected")
	}
}

func TestDialUsesNoTimeAfterTheHandshake(t *testing.T) {
	s := newServer(t, Options{}, false)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	client, err := Dial(ctx, s.url, DialOptions{})
	cancel()
	if err != nil {
		t.Fatal(err)
	}
	s.ends = append(s.ends, client)
	srv := s.accept(t)
	send(t, srv, frame(t, srv.Format(), 1, 1))
	var buf transport.Buffer
	defer buf.Free()
	if err := client.Read(&buf); err != nil {
		t.Errorf("the connection ended with the context of Dial: %v", err)
	}
}

// A server that chooses what was not offered is left.
func TestDialChecksTheSubprotocol(t *testing.T) {
	url := newHTTP(t, func(w http.ResponseWriter, r *http.Request) {
		r.Header.Set("Sec-WebSocket-Protocol", "wamp.2.cbor")
		if conn, err := Upgrade(w, r, Options{}); err == nil {
			conn.Close(transport.CloseNormal, "")
		}
	})
	if _, err := Dial(t.Context(), url, DialOptions{Formats: []wamp.Format{wamp.JSON}}); !errors.Is(err, ErrSubprotocol) {
		t.Errorf("error %v, want ErrSubprotocol", err)
	}
}

package client_test

import (
	"context"
	"crypto/x509"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/client"
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// patience is how long a test waits for what has to come.
const patience = 20 * time.Second

// server is a router by hand on the other end of a WebSocket: the test's script
// says what it does with each connection.
type server struct {
	t           *testing.T
	url         string
	offers      chan string       // subprotocols of the clients
	certificate *x509.Certificate // nil without TLS
}

// serve runs script for each connection, which is closed when script returns.
func serve(t *testing.T, script func(*peer)) *server {
	return listen(t, script, (*httptest.Server).Start)
}

// serveTLS is serve over TLS.
func serveTLS(t *testing.T, script func(*peer)) *server {
	return listen(t, script, (*httptest.Server).StartTLS)
}

func listen(t *testing.T, script func(*peer), start func(*httptest.Server)) *server {
	s := &server{t: t, offers: make(chan string, 10)}
	upgrader := websocket.Upgrader{Subprotocols: []string{"wamp.2.json", "wamp.2.cbor", "wamp.2.msgpack"}}
	h := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.offers <- strings.Join(websocket.Subprotocols(r), " ")
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer ws.Close()
		format, _ := wamp.ParseFormat(strings.TrimPrefix(ws.Subprotocol(), "wamp.2."))
		script(&peer{t: t, ws: ws, format: format, decoder: codec.NewDecoder(format, codec.Limits{})})
	}))
	h.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes that are to fail
	start(h)
	t.Cleanup(h.Close)
	s.certificate = h.Certificate()
	s.url = "ws" + strings.TrimPrefix(h.URL, "http")
	return s
}

// join joins over JSON unless the options say otherwise, and leaves at the end of
// the test.
func (s *server) join(opts ...client.Option) (*runtime.Session, error) {
	s.t.Helper()
	opts = append([]client.Option{client.WithFormats(wamp.JSON)}, opts...)
	session, err := client.Join(s.t.Context(), s.url, "realm1", opts...)
	if err == nil {
		s.t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			_ = session.Leave(ctx, "") // most scripts do not answer it
			if err := session.Wait(ctx); err != nil {
				s.t.Error(err)
			}
		})
	}
	return session, err
}

// peer is the router's end of one connection.
type peer struct {
	t       *testing.T
	ws      *websocket.Conn
	format  wamp.Format
	decoder *codec.Decoder
}

// hear returns the next message, or nil when the connection ends. It is borrowed
// until the next one.
func (p *peer) hear() wamp.Message {
	_ = p.ws.SetReadDeadline(time.Now().Add(patience))
	_, data, err := p.ws.ReadMessage()
	if err != nil {
		return nil
	}
	m, err := p.decoder.Decode(data)
	if err != nil {
		p.t.Error(err)
		return nil
	}
	return m
}

func (p *peer) say(m wamp.Message) {
	data, err := codec.AppendMessage(nil, p.format, m)
	if err != nil {
		p.t.Error(err)
		return
	}
	kind := websocket.BinaryMessage
	if !p.format.Binary() {
		kind = websocket.TextMessage
	}
	p.write(kind, data)
}

// write writes a frame; the client may be gone.
func (p *peer) write(kind int, data []byte) { _ = p.ws.WriteMessage(kind, data) }

// welcome answers HELLO.
func (p *peer) welcome() {
	hello, ok := p.hear().(*wamp.Hello)
	if !ok || hello.Realm != "realm1" {
		p.t.Errorf("got %v, want HELLO for realm1", hello)
		return
	}
	p.say(&wamp.Welcome{Session: 7, Details: wamp.Dict{"roles": map[string]any{}}})
}

// rest reads until the client closes the connection, and answers GOODBYE.
func (p *peer) rest() {
	for m := p.hear(); m != nil; m = p.hear() {
		if m.Type() == wamp.TypeGoodbye {
			p.say(&wamp.Goodbye{Details: wamp.Dict{}, Reason: wamp.CloseGoodbyeAndOut})
		}
	}
}

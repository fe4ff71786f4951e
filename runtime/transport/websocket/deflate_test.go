package websocket

import (
	"bytes"
	"compress/flate"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The offers and answers follow from RFC 7692, section 7.1.
func TestOffers(t *testing.T) {
	for offer, want := range map[string]bool{
		"":                   false,
		"permessage-deflate": true,
		"Permessage-Deflate": true,
		"permessage-deflate; client_max_window_bits":                             true, // Chromium, Firefox
		"permessage-deflate; client_no_context_takeover; client_max_window_bits": true, // Autobahn
		"permessage-deflate;client_max_window_bits=8":                            true,
		`permessage-deflate; client_max_window_bits="15"`:                        true,
		"permessage-deflate; client_max_window_bits=08":                          false,
		"permessage-deflate; client_max_window_bits=16":                          false,
		"permessage-deflate; client_max_window_bits=":                            false,
		"permessage-deflate; client_max_window_bits; client_max_window_bits":     false,
		"permessage-deflate; server_no_context_takeover":                         true,
		"permessage-deflate; server_no_context_takeover=1":                       false,
		"permessage-deflate; server_max_window_bits=10":                          false,
		"permessage-deflate; server_max_window_bits=10, permessage-deflate":      true,
		"permessage-deflate; surprise":                                           false,
		"permessage-deflate;":                                                    false,
		"x-webkit-deflate-frame":                                                 false,
		"x-other; permessage-deflate":                                            false,
		"x-other, permessage-deflate":                                            true,
	} {
		for _, on := range []bool{true, false} {
			s := newServer(t, Options{Compression: on}, false)
			d := websocket.Dialer{Subprotocols: []string{"wamp.2.json"}}
			header := http.Header{}
			if offer != "" {
				header["sec-websocket-extensions"] = []string{offer} // by that name gorilla lets it pass
			}
			client, resp, err := d.Dial(s.url, header)
			if err != nil && resp == nil {
				t.Fatal(err)
			}
			s.accept(t)
			answer := ""
			if on && want {
				answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
			}
			if got := resp.Header.Get(extensions); got != answer {
				t.Errorf("offer %q, on %v: answer %q, want %q", offer, on, got, answer)
			}
			if client != nil {
				client.Close()
			}
		}
	}
}

// bigEvent is an event that is compressed.
func bigEvent(t *testing.T, format wamp.Format, publication wamp.ID) *transport.Frame {
	t.Helper()
	text := `["` + strings.Repeat("again and ", 400) + `"]`
	f, err := transport.NewFrame(format, &wamp.Event{Subscription: 1, Publication: publication, Payload: wamp.Payload{Format: wamp.JSON, Args: []byte(text)}})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Compressed and other messages keep their order and reach the peer whole, in batches and
// alone.
func TestCompressedEvents(t *testing.T) {
	for _, format := range allFormats {
		for _, batched := range []bool{false, true} {
			for _, secure := range []bool{false, true} {
				s := newServer(t, Options{Compression: true}, secure)
				client := s.dial(t, DialOptions{Formats: []wamp.Format{format}, Batched: batched, Compression: true})
				srv := s.accept(t)
				var want [][]byte
				plain := 0
				for i := range 40 {
					f := bigEvent(t, format, wamp.ID(i+1))
					if i%3 == 0 {
						f.Release()
						f = frame(t, format, wamp.ID(i+1), 100*i)
					}
					want = append(want, bytes.Clone(f.Payload()))
					plain += f.Size()
					srv.Append(f)
					f.Release()
				}
				if queued := srv.Queued(); queued > plain*2/3 {
					t.Errorf("%s, batched %v: %d bytes wait for messages of %d", format, batched, queued, plain)
				}
				flushed := make(chan error, 1)
				go func() { flushed <- srv.Flush() }()
				var buf transport.Buffer
				for i, message := range want {
					if err := client.Read(&buf); err != nil || !bytes.Equal(buf.Bytes(), message) {
						t.Fatalf("%s, batched %v: message %d arrived as %.60q: %v", format, batched, i, buf.Bytes(), err)
					}
				}
				buf.Free()
				if err := <-flushed; err != nil || srv.Queued() != 0 {
					t.Error(err, srv.Queued())
				}
			}
		}
	}
}

// Messages of clients are inflated, and others need not be compressed.
func TestCompressedMessagesOfClients(t *testing.T) {
	s := newServer(t, Options{Compression: true}, false)
	d := websocket.Dialer{Subprotocols: []string{"wamp.2.json"}, EnableCompression: true}
	client, _, err := d.Dial(s.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	srv := s.accept(t)
	var buf transport.Buffer
	defer buf.Free()
	for i := range 20 {
		want := strings.Repeat("grüße ", i*i*10)
		client.EnableWriteCompression(i%3 != 0)
		if err := client.WriteMessage(textMessage, []byte(want)); err != nil {
			t.Fatal(err)
		}
		if err := srv.Read(&buf); err != nil || string(buf.Bytes()) != want {
			t.Fatalf("message %d arrived as %.60q, error %v", i, buf.Bytes(), err)
		}
	}
}

// deflated is a message as a client compresses it.
func deflated(t *testing.T, message io.Reader) string {
	t.Helper()
	var out bytes.Buffer
	w, _ := flate.NewWriter(&out, flate.BestCompression)
	if _, err := io.Copy(w, message); err != nil {
		t.Fatal(err)
	}
	w.Flush()
	return strings.TrimSuffix(out.String(), "\x00\x00\xff\xff")
}

type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// 261 KB that inflate to 256 MiB end the connection before that.
func TestBombs(t *testing.T) {
	bomb := deflated(t, io.LimitReader(spaces{}, 256<<20))
	if len(bomb) > 300_000 {
		t.Fatalf("a bomb of %d bytes", len(bomb))
	}
	head := masked(fin|text|rsv1, bomb)
	for name, sent := range map[string]string{
		"whole":        head,
		"in fragments": masked(text|rsv1, bomb[:1000]) + masked(0, bomb[1000:50_000]) + masked(fin, bomb[50_000:]),
	} {
		t.Run(name, func(t *testing.T) {
			const size = 1 << 20
			s := newServer(t, Options{Compression: true, Limits: transport.Limits{MessageSize: size}}, false)
			client := s.dialCompressed(t)
			srv := s.accept(t)
			written := make(chan struct{})
			go func() { defer close(written); io.WriteString(client, sent) }()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			var buf transport.Buffer
			err := srv.Read(&buf)
			runtime.ReadMemStats(&after)
			var closed *transport.CloseError
			if !errors.As(err, &closed) || closed.Code != transport.CloseTooBig || buf.Len() != 0 {
				t.Errorf("%d bytes, error %v", buf.Len(), err)
			}
			if took := after.TotalAlloc - before.TotalAlloc; took > 16*size {
				t.Errorf("%d bytes were allocated for a message of at most %d", took, size)
			}
			if code := client.closeCode(); code != int(transport.CloseTooBig) {
				t.Errorf("close code %d", code)
			}
			client.Close()
			<-written
		})
	}
}

// Messages at the limit, after inflating and before it.
func TestLimitOfCompressedMessages(t *testing.T) {
	const size = 100_000
	empty := strings.Repeat("\x00\x00\x00\xff\xff", 100_000) // blocks with nothing, of half a megabyte
	for name, test := range map[string]struct {
		data string
		code transport.CloseCode
	}{
		"at the limit":       {deflated(t, io.LimitReader(spaces{}, size)), 0},
		"one byte above":     {deflated(t, io.LimitReader(spaces{}, size+1)), transport.CloseTooBig},
		"nothing, at length": {empty, transport.CloseTooBig},
		"no deflate":         {"\xff\xff\xff", transport.CloseInvalidPayload},
		"cut":                {deflated(t, strings.NewReader(strings.Repeat("abc", 100)))[:5], transport.CloseInvalidPayload},
		"no text":            {deflated(t, strings.NewReader("\xff")), transport.CloseInvalidPayload},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(t, Options{Compression: true, Limits: transport.Limits{MessageSize: size}}, false)
			client := s.dialCompressed(t)
			srv := s.accept(t)
			written := make(chan struct{})
			go func() { defer close(written); io.WriteString(client, masked(fin|text|rsv1, test.data)) }()
			var buf transport.Buffer
			defer buf.Free()
			err := srv.Read(&buf)
			var closed *transport.CloseError
			switch {
			case test.code == 0 && (err != nil || buf.Len() != size):
				t.Errorf("%d bytes, error %v", buf.Len(), err)
			case test.code != 0 && (!errors.As(err, &closed) || closed.Code != test.code):
				t.Errorf("error %v, want code %d", err, test.code)
			}
			client.Close()
			<-written
		})
	}
}

// A server may promise less than gorilla wants; then there is no compression.
func TestServersThatPromiseLess(t *testing.T) {
	upgraded := make(chan *websocket.Conn, 4)
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := http.Header{}
		if r.Header.Get(extensions) != "" {
			header["sec-websocket-extensions"] = []string{"permessage-deflate"}
		}
		u := websocket.Upgrader{Subprotocols: []string{"wamp.2.json"}}
		if ws, err := u.Upgrade(w, r, header); err == nil {
			upgraded <- ws
		}
	}))
	defer h.Close()
	c, err := Dial(context.Background(), "ws"+strings.TrimPrefix(h.URL, "http"), DialOptions{Compression: true})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second one is the connection
		(<-upgraded).Close()
	}
	c.Close(transport.CloseNormal, "")
}

// autobahnDeflates exchanges compressed messages, as a client that is not ours.
const autobahnDeflates = `
import asyncio, sys
from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol
from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateResponse, PerMessageDeflateResponseAccept

class Client(WebSocketClientProtocol):
    def onConnect(self, response):
        print(",".join(e.EXTENSION_NAME for e in response.extensions), flush=True)
    def onMessage(self, payload, isBinary):
        self.sendMessage(payload, isBinary) # compressed again
    def onClose(self, wasClean, code, reason):
        asyncio.get_running_loop().stop()

def accept(response):
    if isinstance(response, PerMessageDeflateResponse):
        return PerMessageDeflateResponseAccept(response)

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
factory = WebSocketClientFactory(sys.argv[1], protocols=["wamp.2.json"])
factory.protocol = Client
factory.setProtocolOptions(perMessageCompressionOffers=[PerMessageDeflateOffer()], perMessageCompressionAccept=accept)
host, port = sys.argv[1][len("ws://"):].split(":")
loop.run_until_complete(loop.create_connection(factory, host, int(port)))
loop.run_forever()
`

func TestCompressionWithAutobahn(t *testing.T) {
	const python = "/usr/bin/python3"
	if out, err := exec.Command(python, "-c", "import autobahn").CombinedOutput(); err != nil {
		t.Skipf("no autobahn: %s", out)
	}
	s := newServer(t, Options{Compression: true}, false)
	var out bytes.Buffer
	cmd := exec.Command(python, "-c", autobahnDeflates, s.url)
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	srv := s.accept(t)
	for i := range 5 {
		f := bigEvent(t, wamp.JSON, wamp.ID(i+1))
		if srv.Append(f) > f.Size()/2 {
			t.Error("the event is not compressed")
		}
		if err := srv.Flush(); err != nil {
			t.Fatal(err)
		}
		var buf transport.Buffer
		if err := srv.Read(&buf); err != nil || !bytes.Equal(buf.Bytes(), f.Payload()) {
			t.Fatalf("the event came back as %.60q, error %v", buf.Bytes(), err)
		}
		buf.Free()
		f.Release()
	}
	srv.Close(transport.CloseNormal, "")
	if err := cmd.Wait(); err != nil || out.String() != "permessage-deflate\n" {
		t.Errorf("%v\n%s", err, out.String())
	}
}

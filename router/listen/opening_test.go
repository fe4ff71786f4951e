package listen

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
)

// records is a log that can be read while it is written.
type records struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (r *records) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.Write(p)
}

func (r *records) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.b.String()
}

// Who takes a port for one with TLS, or for one without, is told so, by his own error where
// nothing else can be; and the router's log tells its operator.
func TestMistakenAboutTLS(t *testing.T) {
	const (
		plain  = `msg="TLS handshake on a port without TLS" remote=127.0.0.1:`
		secure = `msg="no TLS handshake on a port with TLS" remote=127.0.0.1:`
	)
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	raw := &RawSocket{Options: rawsocket.Options{HandshakeTimeout: time.Second}, Session: session.Config{Realms: nowhere{}}}
	_, certificates := certified(t)
	for name, test := range map[string]struct {
		services Services
		secure   bool
		scheme   string
		says     string // the error
		log      string
		speaks   string
	}{
		"wss, pages only":             {Services{HTTP: pages}, false, "wss", "there is no TLS on this port: try ws://", plain, ""},
		"wss, pages and RawSocket":    {Services{HTTP: pages, RawSocket: raw}, false, "wss", "there is no TLS on this port: try ws://", plain, ""},
		"wss, RawSocket only":         {Services{RawSocket: raw}, false, "wss", "Then try ws://", plain, ""},
		"rss, pages only":             {Services{HTTP: pages}, false, "rss", "there is no TLS on this port: try rs://", plain, ""},
		"rss, pages and RawSocket":    {Services{HTTP: pages, RawSocket: raw}, false, "rss", "there is no TLS on this port: try rs://", plain, ""},
		"rss, RawSocket only":         {Services{RawSocket: raw}, false, "rss", "Then try rs://", plain, ""},
		"ws, secure pages":            {Services{HTTP: pages}, true, "ws", "there is TLS on this port: try wss://", secure, "HTTP"},
		"ws, secure pages, RawSocket": {Services{HTTP: pages, RawSocket: raw}, true, "ws", "there is TLS on this port: try wss://", secure, "HTTP"},
		"ws, secure RawSocket":        {Services{RawSocket: raw}, true, "ws", "Then try wss://", secure, "HTTP"},
		"rs, secure pages":            {Services{HTTP: pages}, true, "rs", "Then try rss://", secure, "RawSocket"},
		"rs, secure pages, RawSocket": {Services{HTTP: pages, RawSocket: raw}, true, "rs", "Then try rss://", secure, "RawSocket"},
		"rs, secure RawSocket":        {Services{RawSocket: raw}, true, "rs", "Then try rss://", secure, "RawSocket"},
		"rs, pages":                   {Services{HTTP: pages}, false, "rs", "the port speaks HTTP: try ws:// or wss://", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var log records
			cfg := Config{Address: "127.0.0.1:0", Logger: slog.New(slog.NewTextHandler(&log, nil))}
			if test.secure {
				cfg.TLS = &tls.Config{Certificates: certificates}
			}
			l, err := Listen(cfg)
			if err != nil {
				t.Fatal(err)
			}
			l.Serve(test.services)
			_, err = dialURL(t.Context(), test.scheme+"://"+l.Addr().String())
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("error %v, want %q in it", err, test.says)
			}
			closeListener(t, l)
			want := 1
			if test.log == "" {
				want = 0
			}
			if diff := cmp.Diff(want, strings.Count(log.String(), "\n")); diff != "" || !strings.Contains(log.String(), test.log) || !strings.Contains(log.String(), test.speaks) {
				t.Errorf("log, want %q and %q:\n%s", test.log, test.speaks, &log)
			}
		})
	}
}

func dialURL(ctx context.Context, url string) (transport.Conn, error) {
	if strings.HasPrefix(url, "rs") {
		return rawsocket.Dial(ctx, url, rawsocket.DialOptions{})
	}
	return websocket.Dial(ctx, url, websocket.DialOptions{})
}

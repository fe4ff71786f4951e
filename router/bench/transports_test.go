//go:build unix

package bench

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// spoken is how the clients of a router reach it.
type spoken struct {
	name     string // in the table
	scheme   string // of its URL
	raw, tls bool
	batched  bool
}

// transports are the routers that are reached otherwise than by WebSocket, by their
// roles.
var transports = map[string]spoken{
	"rawsocket": {name: "RawSocket", scheme: "rs", raw: true},
	"batched":   {name: "WebSocket, batched", scheme: "ws", batched: true},
	"tls":       {name: "WebSocket, TLS", scheme: "wss", tls: true},
	"rawtls":    {name: "RawSocket, TLS", scheme: "rss", raw: true, tls: true},
}

// transportRoles are the columns of the table: the router's own first.
var transportRoles = []string{"router", "batched", "rawsocket", "tls", "rawtls"}

func schemeOf(role string) string {
	if s, ok := transports[role]; ok {
		return s.scheme
	}
	return "ws"
}

// serve accepts connections.
func (s spoken) serve(l net.Listener) {
	if s.tls {
		secured, err := newTLSListener(l)
		if err != nil {
			panic(err)
		}
		l = secured
	}
	if !s.raw {
		_ = http.Serve(l, routerHandler(session.Config{}))
		return
	}
	r, err := newRealm()
	if err != nil {
		panic(err)
	}
	cfg := session.Config{Realms: realms{r}}
	for {
		socket, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			conn, err := rawsocket.Accept(socket, rawsocket.Options{})
			if err != nil {
				return
			}
			go func() { _ = session.Serve(context.Background(), conn, cfg) }() // with a small stack
		}()
	}
}

// open connects to a server.
func (s *server) open(f wamp.Format) (transport.Conn, error) {
	formats := []wamp.Format{f}
	trusting := &tls.Config{InsecureSkipVerify: true}
	if strings.HasPrefix(s.url, "rs") {
		return rawsocket.Dial(context.Background(), s.url, rawsocket.DialOptions{Formats: formats, TLS: trusting})
	}
	url := s.url
	if !s.foreign {
		url = fmt.Sprintf("%s/%d", url, s.group.Load())
	}
	return websocket.Dial(context.Background(), url, websocket.DialOptions{Formats: formats, TLS: trusting, Batched: transports[s.name].batched})
}

// transports writes the table of the router by transport.
func (e effort) transports(t *testing.T, out *bytes.Buffer) {
	var servers []*server
	out.WriteString("\n| CPU of the router by transport, µs per operation | WebSocket |")
	for _, role := range transportRoles {
		servers = append(servers, startServer(t, role))
		if s, ok := transports[role]; ok {
			fmt.Fprintf(out, " %s |", s.name)
		}
	}
	out.WriteString("\n|---|" + strings.Repeat("---:|", len(servers)) + "\n")
	const parts = 3
	for _, w := range transportWorkloads() {
		f := w.measure(t, servers, parts*e.rounds-parts+1, max(8, w.operations/e.share/parts))
		fmt.Fprintf(out, "| %s |", w.name)
		for _, s := range servers {
			if f.cpu[s.name] < 0 || len(f.cpu) != len(servers) {
				t.Errorf("%s: measured %v", w.name, f.cpu)
			}
			fmt.Fprintf(out, " %s |", figure(f.cpu[s.name]))
		}
		out.WriteString("\n")
	}
	n := e.sessions[0]
	fmt.Fprintf(out, "| memory of an idle session, bytes, of %d |", n)
	for _, role := range transportRoles {
		fmt.Fprintf(out, " %s |", figure(startServer(t, role).idle(t, n).fresh))
	}
	out.WriteString("\n")
}

func transportWorkloads() []workload {
	return []workload{
		callWorkload(wamp.JSON, "", 16, 64, 8000, bar{}, bar{}),
		callWorkload(wamp.CBOR, "", 1<<10, 64, 8000, bar{}, bar{}),
		callWorkload(wamp.JSON, "", 64<<10, 64, 800, bar{}, bar{}),
		callWorkload(wamp.JSON, "", 16, 1, 4000, bar{}, bar{}),
		eventWorkload(100, 16, 2000, bar{}),
		eventWorkload(100, 1<<10, 1000, bar{}),
	}
}

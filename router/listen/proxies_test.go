package listen

import (
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wampgen/wampgen/router/proxy"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/transport/rawsocket"
)

// loopback is a listener's trust in the proxies of its tests.
func loopback(t *testing.T) proxy.Trust {
	t.Helper()
	trust, err := proxy.ParseTrust([]string{"127.0.0.1"})
	if err != nil {
		t.Fatal(err)
	}
	return trust
}

// serving serves on a listener with a configuration, and counts who is refused.
func serving(t *testing.T, cfg Config, services func(*Listener) Services) (*Listener, *tally.Door) {
	t.Helper()
	door := &tally.Door{}
	cfg.Address, cfg.Door = "127.0.0.1:0", door
	l, err := Listen(cfg)
	if err != nil {
		t.Fatal(err)
	}
	l.Serve(services(l))
	t.Cleanup(func() { closeListener(t, l) })
	return l, door
}

// refusals waits until connections were refused for as many reasons as wanted, and compares.
func refusals(t *testing.T, door *tally.Door, want map[tally.Refusal]uint64) {
	t.Helper()
	got := map[tally.Refusal]uint64{}
	for deadline := time.Now().Add(5 * time.Second); ; time.Sleep(time.Millisecond) {
		clear(got)
		for reason, n := range door.Refused() {
			if n > 0 {
				got[tally.Refusal(reason)] = n
			}
		}
		if diff := cmp.Diff(want, got); diff == "" {
			return
		} else if time.Now().After(deadline) {
			t.Fatalf("refused (-want +got):\n%s", diff)
		}
	}
}

// Requests that a proxy passes on are those of its clients: as many at a time as an address may have
// connections, however many connections the proxy keeps.
func TestLimitPerAddressBehindAProxy(t *testing.T) {
	arrived, answer := make(chan string), make(chan struct{})
	l, door := serving(t, Config{Limits: Limits{ConnectionsPerAddress: 2}, Proxies: Proxies{Trust: loopback(t)}}, func(*Listener) Services {
		return Services{HTTP: http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			arrived <- r.RemoteAddr
			<-answer
		})}
	})
	const one, other = "X-Forwarded-For: 203.0.113.5\r\n", "X-Forwarded-For: 203.0.113.6\r\n"
	statuses := make(chan string)
	begin := func(header string) {
		conn := dial(t, l)
		go func() {
			for range 2 { // on the same connection
				status, err := ask(conn, header)
				if err != nil {
					status = err.Error()
				}
				statuses <- status
			}
		}()
	}
	for range 2 {
		begin(one)
		if got := <-arrived; got != "203.0.113.5:0" {
			t.Errorf("the request is from %s", got)
		}
	}
	if status, err := ask(dial(t, l), one); err != nil || status != "503 Service Unavailable" {
		t.Errorf("a third request of one client: %q, %v", status, err)
	}
	begin(other)
	if got := <-arrived; got != "203.0.113.6:0" {
		t.Errorf("the request is from %s", got)
	}
	refusals(t, door, map[tally.Refusal]uint64{tally.ConnectionsPerAddress: 1})
	close(answer)
	go func() {
		for range 3 {
			<-arrived
		}
	}()
	for range 6 {
		if status := <-statuses; status != "200 OK" {
			t.Errorf("answer %q", status)
		}
	}
	if n := len(l.connections.perAddress); n != 0 {
		t.Errorf("%d networks are counted after all requests", n)
	}
}

// A session counts as its client's as long as it lasts.
func TestSessionsPerAddressBehindAProxy(t *testing.T) {
	l, _ := serving(t, Config{Limits: Limits{ConnectionsPerAddress: 1}, Proxies: Proxies{Trust: loopback(t)}}, func(l *Listener) Services {
		return Services{HTTP: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = io.WriteString(conn, "HTTP/1.1 101 Switching\r\n\r\n")
			l.Session(r, func(context.Context, func()) {
				_, _ = io.Copy(io.Discard, conn)
				_ = conn.Close()
			})
		})}
	})
	const header = "X-Forwarded-For: 203.0.113.5\r\n"
	first := dial(t, l)
	if status, err := ask(first, header); err != nil || status != "101 Switching" {
		t.Fatalf("%q, %v", status, err)
	}
	if status, _ := ask(dial(t, l), header); status != "503 Service Unavailable" {
		t.Errorf("a second session: %q", status)
	}
	_ = first.Close()
	for deadline := time.Now().Add(10 * time.Second); ; {
		if status, _ := ask(dial(t, l), header); status == "101 Switching" {
			break
		} else if time.Now().After(deadline) {
			t.Fatalf("after the first one: %q", status)
		}
	}
}

// A session without a connection of its own counts as its client's.
func TestDetachedBehindAProxy(t *testing.T) {
	l, door := serving(t, Config{Limits: Limits{ConnectionsPerAddress: 2}, Proxies: Proxies{Trust: loopback(t)}}, func(l *Listener) Services {
		return Services{HTTP: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !l.Detached(r, func() {}, func(ctx context.Context, _ func()) { <-ctx.Done() }) {
				w.WriteHeader(http.StatusTeapot)
			}
		})}
	})
	conn := dial(t, l)
	for i, want := range []string{"200 OK", "418 I'm a teapot"} { // the request counts, too
		if status, err := ask(conn, "X-Forwarded-For: 203.0.113.5\r\n"); err != nil || status != want {
			t.Errorf("session %d: %q, %v", i, status, err)
		}
	}
	if status, err := ask(conn, "X-Forwarded-For: 203.0.113.6\r\n"); err != nil || status != "200 OK" {
		t.Errorf("another client's: %q, %v", status, err)
	}
	refusals(t, door, map[tally.Refusal]uint64{tally.ConnectionsPerAddress: 1})
}

// What a proxy says of TLS counts, where it is believed.
func TestSecureBehindAProxy(t *testing.T) {
	handler := func(*Listener) Services {
		return Services{HTTP: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if proxy.Secure(r) {
				w.WriteHeader(http.StatusTeapot)
			}
		})}
	}
	trusted, _ := serving(t, Config{Proxies: Proxies{Trust: loopback(t)}}, handler)
	alone, _ := serving(t, Config{}, handler)
	_, certificates := certified(t)
	overTLS, _ := serving(t, Config{Proxies: Proxies{Trust: loopback(t)}, TLS: &tls.Config{Certificates: certificates}}, handler)
	for _, test := range []struct {
		l      *Listener
		header string
		want   bool
	}{
		{trusted, "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: https\r\n", true},
		{trusted, "X-Forwarded-Proto: https\r\n", true},
		{trusted, "X-Forwarded-For: 203.0.113.5\r\n", false},
		{alone, "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: https\r\n", false},
		{overTLS, "X-Forwarded-For: 203.0.113.5\r\nX-Forwarded-Proto: http\r\n", false},
		{overTLS, "X-Forwarded-For: 203.0.113.5\r\n", true},
		{overTLS, "", true},
	} {
		conn := dial(t, test.l)
		if test.l == overTLS {
			conn = tls.Client(conn, &tls.Config{InsecureSkipVerify: true})
		}
		status, err := ask(conn, test.header)
		if got := status == "418 I'm a teapot"; err != nil || got != test.want {
			t.Errorf("%q: secure %t, %v", test.header, got, err)
		}
	}
}

// Connections that come to nothing are counted by reason, and those of who only looks whether
// somebody listens are not.
func TestRefusalsAreCounted(t *testing.T) {
	type counts = map[tally.Refusal]uint64
	pages := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "hello") })
	raw := &RawSocket{Options: rawsocket.Options{HandshakeTimeout: 20 * time.Millisecond}, Session: session.Config{Realms: nowhere{}}}
	_, certificates := certified(t)
	secure := &tls.Config{Certificates: certificates}
	for name, test := range map[string]struct {
		services Services
		tls      *tls.Config
		protocol bool // PROXY
		sends    string
		leaves   bool
		want     counts
	}{
		"a page":                          {services: Services{HTTP: pages}, sends: "GET / HTTP/1.0\r\n\r\n", want: counts{}},
		"no page":                         {services: Services{HTTP: pages}, sends: "GET\r\n\r\n", want: counts{tally.Request: 1}},
		"a page that does not come":       {services: Services{HTTP: pages}, sends: "GET /", want: counts{tally.HeaderTimeout: 1}},
		"silence":                         {services: Services{HTTP: pages}, want: counts{tally.HeaderTimeout: 1}},
		"a look":                          {services: Services{HTTP: pages}, leaves: true, want: counts{}},
		"no TLS":                          {services: Services{HTTP: pages}, tls: secure, sends: "GET / HTTP/1.0\r\n\r\n", want: counts{tally.TLSHandshake: 1}},
		"silence, TLS":                    {services: Services{HTTP: pages}, tls: secure, want: counts{tally.HeaderTimeout: 1}},
		"a look, TLS":                     {services: Services{HTTP: pages}, tls: secure, leaves: true, want: counts{}},
		"universal, a look, TLS":          {services: Services{HTTP: pages, RawSocket: raw}, tls: secure, leaves: true, want: counts{}},
		"universal, no TLS":               {services: Services{HTTP: pages, RawSocket: raw}, tls: secure, sends: "GET / HTTP/1.0\r\n\r\n", want: counts{tally.TLSHandshake: 1}},
		"universal, silence, TLS":         {services: Services{HTTP: pages, RawSocket: raw}, tls: secure, want: counts{tally.HeaderTimeout: 1}},
		"universal, silence":              {services: Services{HTTP: pages, RawSocket: raw}, want: counts{tally.HeaderTimeout: 1}},
		"universal, a look":               {services: Services{HTTP: pages, RawSocket: raw}, leaves: true, want: counts{}},
		"RawSocket, another serializer":   {services: Services{RawSocket: raw}, sends: "\x7f\xf9\x00\x00", want: counts{tally.RawSocketHandshake: 1}},
		"RawSocket, something else":       {services: Services{RawSocket: raw}, sends: "GET / HTTP/1.0\r\n\r\n", want: counts{tally.RawSocketHandshake: 1}},
		"RawSocket, silence":              {services: Services{RawSocket: raw}, want: counts{tally.RawSocketHandshakeTimeout: 1}},
		"RawSocket, a look":               {services: Services{RawSocket: raw}, leaves: true, want: counts{}},
		"no header of a proxy":            {services: Services{HTTP: pages}, protocol: true, sends: "GET / HTTP/1.0\r\n\r\n", want: counts{tally.ProxyHeader: 1}},
		"a header that does not come":     {services: Services{HTTP: pages}, protocol: true, sends: "PROXY TCP4 192", want: counts{tally.HeaderTimeout: 1}},
		"a look of a proxy":               {services: Services{HTTP: pages}, protocol: true, leaves: true, want: counts{}},
		"a page by a proxy":               {services: Services{HTTP: pages}, protocol: true, sends: "PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\nGET / HTTP/1.0\r\n\r\n", want: counts{}},
		"no page by a proxy":              {services: Services{HTTP: pages}, protocol: true, sends: "PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\nGET\r\n\r\n", want: counts{tally.Request: 1}},
		"a page that a proxy cuts off":    {services: Services{HTTP: pages}, protocol: true, sends: "PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\nGET /", want: counts{tally.HeaderTimeout: 1}},
		"RawSocket, no header of a proxy": {services: Services{RawSocket: raw}, protocol: true, sends: "\x7f\xf1\x00\x00", want: counts{tally.ProxyHeader: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := Config{Limits: Limits{HeaderTimeout: 100 * time.Millisecond}, TLS: test.tls}
			if test.protocol {
				cfg.Proxies = Proxies{Trust: loopback(t), Protocol: true}
			}
			l, door := serving(t, cfg, func(*Listener) Services { return test.services })
			conn := dial(t, l)
			if _, err := io.WriteString(conn, test.sends); err != nil {
				t.Fatal(err)
			}
			if test.leaves {
				_ = conn.Close()
			} else {
				_, _ = io.Copy(io.Discard, conn) // to its end
			}
			closeListener(t, l) // nothing is counted later
			refusals(t, door, test.want)
		})
	}
}

// Balancers that name their clients in front of the connection have them limited one by one, and
// what they send instead is told of.
func TestLimitPerAddressByThePROXYProtocol(t *testing.T) {
	var log records
	cfg := Config{
		Limits:  Limits{ConnectionsPerAddress: 1},
		Proxies: Proxies{Trust: loopback(t), Protocol: true},
		Logger:  slog.New(slog.NewTextHandler(&log, nil)),
	}
	l, door := serving(t, cfg, func(*Listener) Services {
		return Services{RawSocket: &RawSocket{Session: session.Config{Realms: nowhere{}}}}
	})
	const one, other = "PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n", "PROXY TCP4 203.0.113.6 192.0.2.1 1 2\r\n"
	for _, test := range []struct{ header, want string }{
		{one, "\x7f\xd1\x00\x00"}, {other, "\x7f\xd1\x00\x00"}, {one, ""}, {"PROXY UNKNOWN\r\n", "\x7f\xd1\x00\x00"}, {"PROXY UNKNOWN\r\n", "\x7f\xd1\x00\x00"},
		{"PROXY TCP4 x\r\n........", ""},
	} {
		conn := dial(t, l)
		_, _ = io.WriteString(conn, test.header)
		if got := shake(conn); got != test.want {
			t.Errorf("%q is answered by %x", test.header, got)
		}
	}
	refusals(t, door, map[tally.Refusal]uint64{tally.ConnectionsPerAddress: 1, tally.ProxyHeader: 1})
	for _, want := range []string{
		`msg="connections refused" limit=connections_per_address last=203.0.113.5:1`,
		`msg="connection of a proxy refused" remote=127.0.0.1:`,
	} {
		if strings.Count(log.String(), want) != 1 {
			t.Errorf("no %q in the log:\n%s", want, &log)
		}
	}
}

//go:build unix

package bench

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/realm"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/websocket"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// server is a server in a process of its own.
type server struct {
	name    string
	url     string
	pid     int
	cpu     func(testing.TB) time.Duration // that the server has used, user and system
	foreign bool                           // started by somebody else: the path of its URL is its own
	group   atomic.Int64                   // of the clients that connected last
	in      *bufio.Writer
	out     *bufio.Reader
}

// roles are the names of the servers.
var roles = [...]string{"router", "relay", "limit"}

// startServers starts one server of each role.
func startServers(b testing.TB) []*server {
	b.Helper()
	var servers []*server
	for _, role := range roles {
		servers = append(servers, startServer(b, role))
	}
	return servers
}

// startServer starts a server of a role, over TLS if that ends in "-tls".
func startServer(b testing.TB, role string, environment ...string) *server {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), roleVariable+"="+role), environment...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		stdin.Close() // it ends with its input
		if err := cmd.Wait(); err != nil {
			b.Errorf("%s: %v", role, err)
		}
	})
	name, secure := strings.CutSuffix(role, overTLS)
	s := &server{name: name, pid: cmd.Process.Pid, in: bufio.NewWriter(stdin), out: bufio.NewReader(stdout)}
	s.cpu = func(b testing.TB) time.Duration { return time.Duration(s.ask(b, "cpu")) }
	s.url = schemeOf(role) + "://" + s.line(b)
	if secure {
		s.url = "wss" + strings.TrimPrefix(s.url, "ws")
	}
	return s
}

func (s *server) line(b testing.TB) string {
	b.Helper()
	line, err := s.out.ReadString('\n')
	if err != nil {
		b.Fatalf("%s: %v", s.name, err)
	}
	return strings.TrimSpace(line)
}

// memory returns the bytes that the server needs: live objects and stacks. What
// the kernel keeps for its sockets is not among them.
func (s *server) memory(b testing.TB) int64 {
	b.Helper()
	return s.ask(b, "memory")
}

// allocations returns how many objects the server has allocated so far.
func (s *server) allocations(b testing.TB) int64 {
	b.Helper()
	return s.ask(b, "allocations")
}

// goroutines returns how many goroutines the server has.
func (s *server) goroutines(b testing.TB) int64 {
	b.Helper()
	return s.ask(b, "goroutines")
}

// dropped returns the number of messages that the tight router has not delivered.
func (s *server) dropped(b testing.TB) int64 {
	b.Helper()
	return s.ask(b, "dropped")
}

// killed returns the number of sessions that the tight router has ended.
func (s *server) killed(b testing.TB) int64 {
	b.Helper()
	return s.ask(b, "killed")
}

func (s *server) ask(b testing.TB, what string) (answer int64) {
	b.Helper()
	fmt.Fprintln(s.in, what)
	s.in.Flush()
	if _, err := fmt.Sscan(s.line(b), &answer); err != nil {
		b.Fatal(err)
	}
	return answer
}

// serve is the main function of a server: it prints its address and, for each line
// of its input, the CPU time or the memory that it uses.
func serve(role string) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	role, secure := strings.CutSuffix(role, overTLS)
	if secure && err == nil {
		l, err = newTLSListener(l)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if path := os.Getenv(profileVariable); path != "" && role == "router" {
		f, err := os.Create(path)
		if err == nil {
			err = pprof.StartCPUProfile(f)
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer pprof.StopCPUProfile()
	}
	if prefix := os.Getenv(waitVariable); prefix != "" && role == "router" {
		runtime.SetBlockProfileRate(1000)
		runtime.SetMutexProfileFraction(10)
		defer func() {
			for _, name := range []string{"block", "mutex"} {
				var profile bytes.Buffer
				err := pprof.Lookup(name).WriteTo(&profile, 0)
				if err == nil {
					err = os.WriteFile(prefix+name, profile.Bytes(), 0o600)
				}
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
				}
			}
		}()
	}
	var seen accounts
	handlers := map[string]func() http.Handler{
		"router": func() http.Handler { return routerHandler(session.Config{}) },
		"tight": func() http.Handler {
			return routerHandler(session.Config{Observer: &seen, Limits: session.Limits{OutboxBytes: 1 << 20, OutboxStall: tightStall}})
		},
		"relay": relayHandler,
		"limit": limitHandler,
	}
	if other, ok := transports[role]; ok {
		go other.serve(l)
	} else {
		go func() { _ = http.Serve(l, handlers[role]()) }()
	}
	fmt.Println(l.Addr())
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		switch in.Text() {
		case "memory":
			fmt.Println(liveMemory())
			continue
		case "goroutines":
			fmt.Println(runtime.NumGoroutine())
			continue
		case "allocations":
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			fmt.Println(m.Mallocs)
			continue
		case "dropped":
			fmt.Println(seen.dropped.Load())
			continue
		case "killed":
			fmt.Println(seen.killed.Load())
			continue
		}
		var u syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(u.Utime.Nano() + u.Stime.Nano())
	}
	return 0
}

// liveMemory collects garbage, several times because pools keep what they have
// for two rounds and stacks shrink by half in each, and returns what is left.
func liveMemory() uint64 {
	for range 6 {
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc + m.StackInuse
}

// realms is a router's only realm.
type realms struct{ realm *realm.Realm }

func (r realms) Realm(name wamp.URI) (session.Realm, bool) { return r.realm, name == "realm1" }

func newRealm() (*realm.Realm, error) {
	policy, err := authz.NewPolicy(map[string][]authz.Rule{"anonymous": {{
		URI: "", Match: wamp.MatchPrefix,
		Allow: authz.Allow{Call: true, Register: true, Publish: true, Subscribe: true},
	}}})
	if err != nil {
		return nil, err
	}
	const unlimited = 1 << 20
	return realm.New(realm.Config{Name: "realm1", Policy: policy, Limits: realm.Limits{
		Subscriptions: unlimited, Registrations: unlimited,
	}})
}

// tightStall is how long a client of the tight router may take nothing.
const tightStall = 300 * time.Millisecond

// accounts is what a router has done against the will of its sessions.
type accounts struct{ dropped, killed atomic.Int64 }

func (*accounts) Opened(session.Peer, wamp.URI)                   {}
func (*accounts) Message(session.Peer, wamp.MessageType)          {}
func (a *accounts) Dropped(_ session.Peer, _ session.Drop, n int) { a.dropped.Add(int64(n)) }
func (a *accounts) Closed(_ session.Peer, _, by wamp.URI) {
	if by == wamp.CloseKilled {
		a.killed.Add(1)
	}
}

func routerHandler(cfg session.Config) http.Handler {
	r, err := newRealm()
	if err != nil {
		panic(err)
	}
	cfg.Realms = realms{r}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		conn, err := websocket.Upgrade(w, req, websocket.Options{Limits: transport.Limits{Stall: cfg.Limits.OutboxStall}})
		if err != nil {
			return
		}
		go func() { _ = session.Serve(context.Background(), conn, cfg) }()
	})
}

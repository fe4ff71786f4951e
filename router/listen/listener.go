package listen

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"

	"github.com/wampgen/wampgen/router/strangers"
	"github.com/wampgen/wampgen/router/tally"
)

// Config says where and within which limits to listen.
type Config struct {
	Network string // "tcp", "tcp4", "tcp6" or "unix"; "" is "tcp"
	Address string // host:port, or the path of a Unix socket
	Private bool   // only the user of this process can open the Unix socket
	Limits  Limits
	Proxies Proxies
	TLS     *tls.Config  // nil: plain
	Door    *tally.Door  // counts who is refused; nil: nobody does
	Logger  *slog.Logger // nil: nothing is logged
}

// Listener is a listening socket, its connections and their sessions.
type Listener struct {
	logger      *slog.Logger
	socket      net.Listener
	limits      Limits
	proxies     Proxies
	tls         *tls.Config
	door        *tally.Door
	connections *connections
	services    Services
	server      *http.Server // nil: no HTTP
	arrivals    *arrivals    // what the HTTP server accepts where each connection is looked at before
	refusals    chan struct{}
	mistaken    *strangers.Log // about TLS
	misled      *strangers.Log // by proxies
	reports     *reports

	ctx     context.Context // of the sessions
	cancel  context.CancelFunc
	serving sync.WaitGroup // the accept loop and handshakes

	mu      sync.Mutex     // guards closed, and running.Add against running.Wait
	closed  bool           // to everything
	refuses bool           // new requests, but not those of sessions
	running sync.WaitGroup // requests and sessions
}

// Listen opens the socket. Connections wait until Serve is called.
func Listen(cfg Config) (*Listener, error) {
	if cfg.Network == "" {
		cfg.Network = "tcp"
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	open := net.Listen
	if cfg.Network == "unix" {
		open = listenUnix
		if cfg.Private {
			open = listenPrivate
		}
	}
	socket, err := open(cfg.Network, cfg.Address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", cfg.Address, cause(err))
	}
	limits := cfg.Limits.orDefault()
	ctx, cancel := context.WithCancel(context.Background())
	return &Listener{
		logger:      cfg.Logger,
		socket:      socket,
		limits:      limits,
		tls:         cfg.TLS,
		proxies:     cfg.Proxies,
		door:        cfg.Door,
		connections: newConnections(limits, cfg.Door),
		arrivals:    newArrivals(socket.Addr()),
		refusals:    make(chan struct{}, refusedAtOnce),
		mistaken:    strangers.NewLog(cfg.Logger, "connections mistaken about TLS"),
		misled:      strangers.NewLog(cfg.Logger, "headers of proxies"),
		reports:     &reports{logger: cfg.Logger},
		ctx:         ctx,
		cancel:      cancel,
	}, nil
}

// cause drops the words of a net.OpError that repeat what was tried.
func cause(err error) error {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err
	}
	return err
}

// Addr returns the address that is listened on.
func (l *Listener) Addr() net.Addr { return l.socket.Addr() }

// Services are what is spoken on a socket: HTTP, RawSocket, or each with those who
// begin with it.
type Services struct {
	HTTP      http.Handler // nil: not spoken
	RawSocket *RawSocket   // nil: not spoken
	// Continues reports whether a request belongs to a session that goes on while new
	// requests are refused; nil: none does.
	Continues func(*http.Request) bool
}

// Serve speaks with those who connect, until Close. It does not wait and is called
// once.
func (l *Listener) Serve(services Services) {
	l.services = services
	accepted := &acceptor{
		Listener:    l.socket,
		connections: l.connections,
		network:     l.networkOf,
		logger:      l.logger,
		reports:     l.reports,
		closing:     l.ctx.Done(),
		watched:     func(conn net.Conn) net.Conn { return &opening{Conn: conn, listener: l} },
	}
	if services.HTTP != nil {
		l.server = l.httpServer(services.HTTP)
	}
	if services.RawSocket == nil && !l.proxies.Protocol {
		l.serving.Go(func() { l.serveHTTP(l.secured(accepted)) })
		return
	}
	if l.server != nil {
		l.serving.Go(func() { l.serveHTTP(l.arrivals) })
	}
	if services.HTTP == nil {
		accepted.refuse = l.refuse
	}
	l.serving.Go(func() { l.receive(accepted) })
}

// enter adds to what Close waits for; not once it does, and once new requests are
// refused only what continues a session.
func (l *Listener) enter(continues bool) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed || l.refuses && !continues {
		return false
	}
	l.running.Add(1)
	return true
}

// Session calls run in a goroutine of its own, for a session on the connection that
// r came by, so that the request's handler can return. The connection counts as
// one before login until run calls opened, and is counted out when run returns.
// The context ends when the listener closes, which waits for run. Session
// reports whether it started; not if the listener is closing.
func (l *Listener) Session(r *http.Request, run func(ctx context.Context, opened func())) bool {
	c := connectionOf(r)
	return c != nil && l.session(c, run)
}

// session is Session for a connection.
func (l *Listener) session(c *connection, run func(ctx context.Context, opened func())) bool {
	if !l.enter(false) {
		return false
	}
	l.connections.begin(c)
	go func() {
		defer l.running.Done()
		defer l.connections.remove(c.conn)
		run(l.ctx, func() { l.connections.loggedIn(c) })
	}()
	return true
}

// Refuse stops accepting connections and answers new requests with 503. Sessions
// and running requests go on.
func (l *Listener) Refuse() {
	l.mu.Lock()
	l.refuses = true
	l.mu.Unlock()
	_ = l.socket.Close() // whether it was open or not
	_ = l.arrivals.Close()
	l.connections.cut(true)
}

// Close stops accepting, ends the context of all sessions and waits for them and
// for running requests. When ctx ends first, the connections that are left are
// cut off, and the error says so. It returns when no goroutine is left.
func (l *Listener) Close(ctx context.Context) error {
	l.mu.Lock()
	l.closed = true
	l.mu.Unlock()
	l.cancel()
	l.Refuse()
	defer l.mistaken.Close()
	defer l.misled.Close()

	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if l.server != nil {
			_ = l.server.Shutdown(ctx) // ctx's error: what is left is cut off below
		}
		l.serving.Wait()
		l.running.Wait()
	}()
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
	}
	left := l.connections.cut(false)
	if l.server != nil {
		_ = l.server.Close()
	}
	<-ended
	if left == 0 {
		return nil
	}
	return fmt.Errorf("close listener on %s: %d connections cut off: %w", l.Addr(), left, ctx.Err())
}

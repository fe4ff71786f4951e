package web

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/wampgen/wampgen/router/proxy"
	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/longpoll"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// LongPoll is a WAMP-over-HTTP-long-poll service (section "HTTP Longpoll Transport").
type LongPoll struct {
	Formats []wamp.Format // nil: all
	Origins Origins       // pages that may use it from a browser
	Limits  transport.Limits
	Session session.Config
	Polls   *Polls // the connections; those that it has go on
	// Start runs a session without a connection of its own in a goroutine, unless
	// there are too many: listen.Listener.Detached. cut ends it.
	Start func(r *http.Request, cut func(), run func(ctx context.Context, opened func())) bool
	// Joined notes that a request is that of a client that has logged in:
	// listen.Listener.LoggedIn.
	Joined func(r *http.Request)
	Door   *tally.Door  // counts who is refused; nil: nobody does
	Logger *slog.Logger // nil: nothing is logged
}

// NewLongPoll returns the handler of the service.
func NewLongPoll(service LongPoll) http.Handler {
	if service.Logger == nil {
		service.Logger = slog.New(slog.DiscardHandler)
	}
	if service.Formats == nil {
		service.Formats = []wamp.Format{wamp.JSON, wamp.MessagePack, wamp.CBOR}
	}
	s := &longPoll{service, service.Origins.Check()}
	if s.allowed == nil {
		s.allowed = sameHost
	}
	return http.HandlerFunc(s.serve)
}

type longPoll struct {
	LongPoll
	allowed func(*http.Request) bool
}

// sameHost admits pages of the host that is asked, and clients that are no browser.
func sameHost(r *http.Request) bool {
	origin := strings.ToLower(r.Header.Get("Origin"))
	host := strings.ToLower(r.Host)
	return origin == "" || origin == "http://"+host || origin == "https://"+host
}

func (s *longPoll) serve(w http.ResponseWriter, r *http.Request) {
	if !s.allowed(r) {
		s.Door.Refuse(tally.Origin)
		page(w, r, http.StatusForbidden, "Pages of this origin may not use this address.")
		return
	}
	h := w.Header()
	secure(h)
	h.Set("Cache-Control", "no-store")
	if origin := r.Header.Get("Origin"); origin != "" {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Allow-Credentials", "true") // autobahn-js asks with cookies
		h.Add("Vary", "Origin")
	}
	switch r.Method {
	case http.MethodPost:
	case http.MethodOptions:
		h.Set("Access-Control-Allow-Methods", "POST")
		h.Set("Access-Control-Allow-Headers", "Content-Type")
		h.Set("Access-Control-Max-Age", "3600")
		w.WriteHeader(http.StatusNoContent)
		return
	default:
		h.Set("Allow", "POST, OPTIONS")
		page(w, r, http.StatusMethodNotAllowed, "This address is for WAMP clients that poll.")
		return
	}
	id, action, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if id == "open" && action == "" {
		s.open(w, r)
		return
	}
	conn := s.Polls.find(id)
	switch {
	case conn == nil && action == "close" && s.Polls.hasEnded(id):
		w.WriteHeader(http.StatusNoContent) // after GOODBYE, for example
	case conn == nil:
		http.Error(w, "no such transport", http.StatusNotFound)
	case action == "receive":
		s.receive(w, r, conn)
	case action == "send":
		s.send(w, r, conn)
	case action == "close":
		conn.Hangup()
		w.WriteHeader(http.StatusNoContent) // 202 in the text, which calls it "no content"; clients want 204
	default:
		NotFound(w, r)
	}
}

// openSize bounds the body of a request that opens a connection.
const openSize = 4 << 10

// open opens a connection and starts its session.
func (s *longPoll) open(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Protocols []string `json:"protocols"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, openSize))
	if err == nil {
		err = json.Unmarshal(body, &asked)
	}
	if err != nil || len(asked.Protocols) == 0 {
		http.Error(w, `want a JSON object with "protocols"`, http.StatusBadRequest)
		return
	}
	protocol, ok := s.choose(asked.Protocols)
	if !ok {
		http.Error(w, "no protocol in common", http.StatusBadRequest)
		return
	}
	info := transport.Info{Local: r.Host, Remote: r.RemoteAddr, Secure: r.TLS != nil, Header: r.Header.Clone()}
	proxy.Relay(r).Describe(&info)
	conn := &poll{Conn: longpoll.New(protocol, info, s.Limits)}
	id := s.Polls.add(conn)
	started := s.Start(r, conn.Cut, func(ctx context.Context, opened func()) {
		defer s.Polls.remove(id)
		cfg := s.Session
		cfg.Observer = session.OnOpened(cfg.Observer, func() {
			conn.joined.Store(true)
			opened()
		})
		_ = session.Serve(ctx, conn.Conn, cfg) // it logs why it has ended
	})
	if !started {
		s.Polls.remove(id)
		_ = conn.Close(transport.CloseGoingAway, "")
		http.Error(w, "too many connections", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"protocol": protocol.String(), "transport": id})
}

func (s *longPoll) choose(names []string) (transport.Protocol, bool) {
	for _, name := range names {
		if p, ok := transport.ParseProtocol(name); ok && slices.Contains(s.Formats, p.Format) {
			return p, true
		}
	}
	return transport.Protocol{}, false
}

// account has the connection that a request comes by count as one of who has logged in,
// once its session is open.
func (s *longPoll) account(r *http.Request, conn *poll) {
	if conn.joined.Load() {
		s.Joined(r)
	}
}

// receive waits for messages and answers with them, or with 204 if there are none for
// a while.
func (s *longPoll) receive(w http.ResponseWriter, r *http.Request, conn *poll) {
	s.account(r, conn)
	defer s.account(r, conn)
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Now().Add(conn.HoldFor() + pollWrite)) // else the server's holds
	_ = control.SetReadDeadline(time.Time{})
	answer := &pollAnswer{w: w, binary: conn.Format().Binary()}
	messages, err := conn.Collect(r.Context(), answer)
	switch {
	case messages > 0:
	case errors.Is(err, longpoll.ErrGone):
		http.Error(w, "the transport is closed", http.StatusNotFound)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

// pollWrite is how long a client may take to read an answer, or to send a message.
const pollWrite = 30 * time.Second

// pollAnswer writes the head of an answer that has messages.
type pollAnswer struct {
	w      http.ResponseWriter
	binary bool
}

// Write implements io.Writer. What it returns without error has left this process.
func (a *pollAnswer) Write(p []byte) (int, error) {
	kind := "application/json; charset=utf-8"
	if a.binary {
		kind = "application/octet-stream"
	}
	a.w.Header().Set("Content-Type", kind)
	n, err := a.w.Write(p)
	if err == nil {
		err = http.NewResponseController(a.w).Flush()
	}
	return n, err
}

// send hands what the client says to the session.
func (s *longPoll) send(w http.ResponseWriter, r *http.Request, conn *poll) {
	s.account(r, conn)
	defer s.account(r, conn)
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Now().Add(pollWrite)) // else the server's holds
	limit := conn.MessageSize()
	var buf transport.Buffer
	defer buf.Free()
	if err := buf.ReadAll(r.Body, max(0, int(r.ContentLength)), limit); err != nil {
		status := http.StatusBadRequest
		if errors.Is(err, transport.ErrTooBig) {
			status = http.StatusRequestEntityTooLarge
			w.Header().Set("Connection", "close")
		}
		http.Error(w, http.StatusText(status), status)
		return
	}
	_ = control.SetReadDeadline(time.Time{}) // it would end the context
	err := conn.Deliver(r.Context(), buf.Bytes())
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent) // 202 in the text, which calls it "no content"; clients want 204
	case errors.Is(err, longpoll.ErrGone):
		http.Error(w, "the transport is closed", http.StatusNotFound)
	default:
		http.Error(w, err.Error(), http.StatusBadRequest)
	}
}

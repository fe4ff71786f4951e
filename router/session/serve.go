package session

import (
	"context"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// server runs the session of one remote peer in one goroutine.
type server struct {
	cfg     Config
	conn    transport.Conn
	peer    *remote
	decoder *decoder // nil between bursts
	message transport.Buffer
	burst   Burst

	realm     Realm // set once the session has joined
	realmName wamp.URI
	left      bool
	requests  sequence
	taken     int            // bytes, since others were let in
	shutdown  sync.WaitGroup // of what the end of the context has begun
}

// Serve runs the whole life of a remote session on conn, in the calling
// goroutine, and closes conn. It returns when the session has ended and its
// writer with it. When ctx ends, so does the session, with GOODBYE
// wamp.close.system_shutdown. The error is nil if the session ended with GOODBYE.
func Serve(ctx context.Context, conn transport.Conn, cfg Config) error {
	s := newServer(conn, &cfg)
	stop := context.AfterFunc(ctx, s.shutDown)
	// Login needs a deep stack once; in a goroutine of its own it does not stay
	// with the session.
	login := make(chan *ending)
	go func() { login <- s.login(ctx) }()
	end := <-login
	if end == nil {
		end = s.loop()
	}
	if !stop() {
		s.shutdown.Wait()
	}
	return s.end(end)
}

// newServer returns the session before login. The configuration is copied here and
// not in Serve, on whose stack it would lie for all the session's life.
func newServer(conn transport.Conn, given *Config) *server {
	cfg := given.withDefaults()
	s := &server{
		cfg:      cfg,
		conn:     conn,
		peer:     newRemote(conn, &cfg),
		requests: sequence{loose: cfg.LooseIDs},
	}
	conn.OnIdle(s.idle)
	conn.SetMessageSize(cfg.Limits.MessageSizeBeforeLogin)
	conn.SetReadDeadline(time.Now().Add(cfg.Limits.LoginTimeout))

	s.shutdown.Add(1)
	return s
}

// shutDown is called when the context of Serve ends.
func (s *server) shutDown() {
	defer s.shutdown.Done()
	s.peer.Close(wamp.CloseSystemShutdown, "the router is shutting down")
}

// loop reads and routes the messages of an open session until it ends. It
// returns nil where remote.Close or remote.stop has said how.
func (s *server) loop() *ending {
	for {
		m, err := s.read()
		switch s.peer.state.Load() {
		case leaving:
			s.leave()
			if _, answered := m.(*wamp.Goodbye); answered || err != nil {
				return nil
			}
			continue // section "Sessions": everything else is ignored
		case ended:
			return nil
		}
		if err != nil {
			return s.unread(err)
		}
		s.cfg.Observer.Message(s.peer, m.Type())
		if end := s.handle(m); end != nil {
			return end
		}
		if s.burst.underPressure() {
			s.burst.Flush()
		}
	}
}

// handle deals with one message of an open session.
func (s *server) handle(m wamp.Message) *ending {
	switch m := m.(type) {
	case *wamp.Goodbye:
		return &ending{
			last:   goodbye(wamp.CloseGoodbyeAndOut, ""),
			reason: m.Reason,
		}
	case *wamp.Abort:
		return &ending{reason: m.Reason, err: abortedByPeer(m)}
	}
	if err := allowed(m); err != nil {
		return violation("%v", err)
	}
	continuation, err := s.requests.check(m)
	switch {
	case err != nil:
	case continuation:
		err = s.realm.Continue(s.peer, m.(*wamp.Call), &s.burst)
	default:
		err = s.realm.Route(s.peer, m, &s.burst)
	}
	if err != nil {
		return violation("%v", err)
	}
	return nil
}

func (s *server) read() (wamp.Message, error) {
	if err := s.conn.Read(&s.message); err != nil {
		return nil, err
	}
	s.letOthersIn(len(s.message.Bytes()))
	if s.decoder == nil {
		s.decoder = borrowDecoder(s.peer.format, s.cfg.Limits)
	}
	return s.decoder.Decode(s.message.Bytes())
}

// letOthersIn has the reader pause after each share of bytes, more of those it has waited for.
// The runtime looks for sessions that have something to read only when a processor is free, or
// after 10 ms: a few readers of large messages would keep all others waiting for so long.
func (s *server) letOthersIn(size int) {
	if s.conn.Waited() {
		size /= waitedShare
	}
	if s.taken += size; s.taken >= share {
		s.taken = 0
		time.Sleep(breath)
	}
}

// rest gives back what is needed only while there are messages; the last one is
// gone with it.
func (s *server) rest() {
	if s.decoder != nil {
		returnDecoder(s.peer.format, s.decoder)
		s.decoder = nil
	}
}

// idle is called by the connection when the reader may have to wait.
func (s *server) idle() {
	s.rest()
	if s.peer.state.Load() == leaving {
		s.leave()
	}
	s.burst.Flush()
	s.peer.flusher.Flush() // what reading has answered itself: pongs
	if s.peer.overflows(s.conn.Queued()) {
		s.peer.stop(tooSlow(limitOutboxBytes, "its outbox is full"))
	}
}

// leave detaches the session from its realm.
func (s *server) leave() {
	if s.realm == nil || s.left {
		return
	}
	s.left = true
	s.realm.Leave(s.peer, &s.burst)
	s.burst.write()
}

// end ends the session and its connection. What remote.Close or remote.stop has
// said is the cause of e, if there is both.
func (s *server) end(e *ending) error {
	if cause := s.peer.ending(); cause != nil {
		e = cause
	}
	s.limited(e)
	s.logEnded(e)
	s.rest()
	s.message.Free()
	s.leave()
	undelivered := s.peer.finish(e)
	code := e.code
	if code == 0 {
		code = transport.CloseNormal
	}
	if err := s.conn.Close(code, e.text); err != nil {
		s.cfg.Logger.Debug("session ended before everything was sent", "session", s.peer.id, "cause", err)
	}
	s.peer.flusher.Close()
	undelivered += s.peer.discard()
	s.cfg.Outboxes.forget(s.peer)
	if s.realm != nil {
		s.peer.dropped(e.drop(), undelivered)
		s.cfg.Observer.Closed(s.peer, s.realmName, e.reason)
	}
	return e.err
}

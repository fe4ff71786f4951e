package runtime

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Session is the client's side of one WAMP session over a Link, made by Join. All
// methods may be called from any goroutine.
type Session struct {
	connect  Connect // makes its links; set once, like anyOrder
	anyOrder bool    // they are AnyOrderLinks
	cfg      JoinConfig
	proofs   []proof  // of cfg.Credentials, for who joins
	offered  []string // methods, likewise
	logger   *slog.Logger
	chain    chain // of cfg.Interceptors
	stats    counters

	ctx    context.Context // of all handlers; ends with the session
	cancel context.CancelCauseFunc

	format    atomic.Uint32     // of the link
	cancels   atomic.Bool       // the dealer announced call_canceling
	handshake chan wamp.Message // CHALLENGE and WELCOME, for join
	broken    chan error        // buffered; why an attempt to join again has failed
	done      chan struct{}     // closed when the session is over
	unlinked  chan struct{}     // closed when the link is closed, too
	tasks     *goroutines
	backlog   backlog
	events    eventQueue

	// lastInvocation is the highest request id of an INVOCATION: what goes on with a
	// progressive one has no higher one. It belongs to who receives INVOCATIONs, one
	// after the other, and between two links to who joins again.
	lastInvocation wamp.ID

	requestPool sync.Pool // of *request
	publishPool sync.Pool // of *publication

	// requests is held from the choice of a request's id until it is sent, so that
	// ids leave in sequence (section "IDs"). Over an AnyOrderLink only SUBSCRIBE and
	// UNSUBSCRIBE take it. It is taken before mu.
	requests sync.Mutex

	mu            sync.Mutex
	link          Link // of the moment
	state         state
	id            wamp.ID
	welcome       wamp.Dict
	lastRequest   wamp.ID
	pending       wamp.IDTable[*request]
	interests     map[interestKey]*interest
	subscriptions map[wamp.ID][]*Subscription // slices are replaced, not changed
	registrations map[wamp.ID]*Registration
	invocations   wamp.IDTable[*invocation] // by the router's request id
	idle          []*worker                 // that wait for an invocation
	ending        ending
	since         time.Time     // the session is joined, or joined again
	lost          belongings    // what joining again has to restore
	rejoined      chan struct{} // closed when the session has joined again; see awaitJoined
	keeping       bool          // somebody sees to it
	attempt       int           // of joining again, the last one; of who does that
	nextLoss      *loss         // what has happened to the connection while somebody does
}

// state is a state of the session's life (section "Sessions").
type state uint8

const (
	joining state = iota
	established
	disconnected // the connection is lost; see Reconnect
	rejoining    // HELLO is under way once more
	restoring    // WELCOME has come; registrations and subscriptions are made again
	leaving      // GOODBYE is sent and not answered yet
	closed
)

// joined reports whether the router may send invocations and events.
func (s state) joined() bool { return s == established || s == restoring }

// ending says how a session ended.
type ending struct {
	err     error // nil: by Leave
	reason  wamp.URI
	message string
}

func newSession(cfg JoinConfig) *Session {
	s := &Session{
		cfg:           cfg,
		chain:         newChain(cfg.Interceptors),
		logger:        cfg.Logger,
		handshake:     make(chan wamp.Message, 1),
		broken:        make(chan error, 1),
		done:          make(chan struct{}),
		unlinked:      make(chan struct{}),
		tasks:         newGoroutines(),
		interests:     make(map[interestKey]*interest),
		subscriptions: make(map[wamp.ID][]*Subscription),
		registrations: make(map[wamp.ID]*Registration),
	}
	if s.logger == nil {
		s.logger = slog.New(slog.DiscardHandler)
	}
	s.ctx, s.cancel = context.WithCancelCause(context.Background())
	s.events.init()
	return s
}

// ID returns the session's ID: after it has joined again, the new one.
func (s *Session) ID() wamp.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.id
}

// Realm returns the realm that the session has joined: the router may have assigned
// another one than it was asked for.
func (s *Session) Realm() wamp.URI {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.realmLocked()
}

func (s *Session) realmLocked() wamp.URI {
	if assigned, _ := s.welcome["realm"].(string); assigned != "" {
		return wamp.URI(assigned)
	}
	return s.cfg.Realm
}

// Details returns the details of the last WELCOME. They must not be changed.
func (s *Session) Details() wamp.Dict {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.welcome
}

// Done is closed when the session is over.
func (s *Session) Done() <-chan struct{} { return s.done }

// Err returns nil while the session lives and after Leave, and otherwise why it
// ended: with a *wamp.Error in it if the router said GOODBYE or ABORT.
func (s *Session) Err() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ending.err
}

// Leave ends the session: requests that wait fail with ErrSessionClosed, the
// contexts of running handlers end, GOODBYE is sent and answered, the link is
// closed. The empty reason is wamp.close.normal. The context bounds the wait for
// the answer; without one the link is closed all the same. To leave a session
// that is over is no error. Leave does not wait for handlers, so that a handler
// may call it; Wait does. A session that is not connected is over at once.
func (s *Session) Leave(ctx context.Context, reason wamp.URI) error {
	if s == nil {
		return fmt.Errorf("leave: %w", ErrNotJoined)
	}
	if reason == "" {
		reason = wamp.CloseNormal
	}
	switch link, was := s.beginLeaving(reason); was {
	case established:
		s.endHandlers(ErrSessionClosed)
		if err := link.Send(&wamp.Goodbye{Details: wamp.Dict{}, Reason: reason}); err != nil {
			s.close(ending{reason: reason}, nil)
		}
	case disconnected, rejoining, restoring:
		s.close(ending{reason: reason}, nil)
	}
	var unanswered error
	select {
	case <-s.done:
	case <-ctx.Done():
		if s.close(ending{reason: reason}, nil) {
			unanswered = fmt.Errorf("leave realm %q: %w", s.cfg.Realm, ctx.Err())
		}
	}
	select {
	case <-s.unlinked:
	case <-ctx.Done():
	}
	return unanswered
}

// beginLeaving returns the state that the session has been in. If it was established,
// the caller is the one to say GOODBYE, over the link.
func (s *Session) beginLeaving(reason wamp.URI) (Link, state) {
	s.mu.Lock()
	defer s.mu.Unlock()
	was := s.state
	if was == established {
		s.state = leaving
		s.ending.reason = reason
		s.failPendingLocked(ErrSessionClosed)
	}
	return s.link, was
}

// Wait waits until the session is over, its handlers have returned and its
// goroutines ended. A handler must not call it.
func (s *Session) Wait(ctx context.Context) error {
	select {
	case <-s.tasks.ended:
		return nil
	default: // also where the context has ended
	}
	select {
	case <-s.tasks.ended:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("wait for %s of session %d: %w", s.runningTasks(), s.id, ctx.Err())
	}
}

// runningTasks says what goroutines there are.
func (s *Session) runningTasks() string {
	text := fmt.Sprintf("%d goroutines", s.tasks.count())
	s.mu.Lock()
	defer s.mu.Unlock()
	running := make(map[wamp.URI]bool)
	for _, i := range s.invocations.All() {
		running[i.ctx.procedure()] = true
	}
	if len(running) > 0 {
		text += fmt.Sprintf(" (handlers of %q)", slices.Sorted(maps.Keys(running)))
	}
	return text
}

// end is called when the connection is lost, or the router or this side ends the
// session: that is its end, unless it joins again. It neither blocks nor sends, so
// that Receive may call it.
func (s *Session) end(e ending, farewell wamp.Message) {
	if s.cfg.Reconnect == nil || !s.disconnect(e, farewell) {
		s.close(e, farewell)
	}
}

// close ends the session once: it sends farewell, if there is one, closes the link
// and lets go of everything that waits. It neither blocks nor sends, and reports
// whether it was the one.
func (s *Session) close(e ending, farewell wamp.Message) bool {
	s.mu.Lock()
	if s.state == closed {
		s.mu.Unlock()
		return false
	}
	if s.state == leaving {
		e, farewell = s.ending, nil
	}
	s.state, s.ending = closed, e
	over := s.overLocked()
	s.failPendingLocked(over)
	for _, r := range s.registrations {
		r.waiting = nil
	}
	idle := s.idle
	s.idle = nil
	s.lost = belongings{}
	link := s.link
	s.mu.Unlock()
	for _, w := range idle {
		w.next <- nil
	}

	s.endHandlers(over)
	s.backlog.close()
	s.tasks.start(func() {
		defer close(s.unlinked)
		if link == nil {
			return // join has not got it yet, and closes it
		}
		if farewell != nil {
			_ = link.Send(farewell) // the session is over either way
		}
		if err := link.Close(e.reason); err != nil {
			s.logger.Debug("close link", "error", err)
		}
	})
	close(s.done)
	s.tasks.close()
	return true
}

// endHandlers ends the contexts of handlers, none of which gets another event.
func (s *Session) endHandlers(cause error) {
	s.events.close()
	s.cancel(cause)
}

// overLocked returns the error of requests to a session that is leaving or over, or
// errRejoining.
func (s *Session) overLocked() error {
	switch s.state {
	case disconnected, rejoining, restoring:
		return errRejoining
	}
	if s.ending.err == nil {
		return ErrSessionClosed
	}
	return fmt.Errorf("%w: %w", ErrSessionClosed, s.ending.err)
}

func (s *Session) failPendingLocked(err error) {
	pending := s.pending
	s.pending = wamp.IDTable[*request]{}
	for _, r := range pending.All() {
		r.err = err
		r.replied <- struct{}{}
	}
}

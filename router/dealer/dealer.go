package dealer

import (
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Config is what a dealer is made of.
type Config struct {
	Directory               Directory
	Remote                  Remote // nil: no other node
	RegistrationsPerSession int
	PendingCallsPerSession  int
	PendingCallsPerCallee   int

	// CheckResult refuses a result whose payload is not one of the procedure. Nil:
	// results are not checked.
	CheckResult func(procedure wamp.URI, p wamp.Payload) error
}

// Dealer serves the sessions of one realm.
type Dealer struct {
	cfg       Config
	elsewhere elsewhere
	messages  pools
	timers    sync.WaitGroup // running timeouts
}

// pools are the messages that Send borrows.
type pools struct{ results, errors sync.Pool }

// New returns a dealer without sessions.
func New(cfg Config) *Dealer {
	d := &Dealer{cfg: cfg}
	d.elsewhere.remote = cfg.Remote
	d.messages.results.New = func() any { return new(wamp.Result) }
	d.messages.errors.New = func() any { return new(wamp.ErrorMessage) }
	return d
}

// Close waits for timeouts that are being handled. The sessions have left before.
func (d *Dealer) Close() { d.timers.Wait() }

// Session is what a dealer knows of one session: caller and callee. The messages
// of one session may come from several goroutines.
type Session struct {
	dealer *Dealer
	caller caller
	callee callee
}

// Attach returns the dealer's side of a session that joins. HELLO.Details say
// which features the session has as a callee.
func (d *Dealer) Attach(p session.Peer, hello wamp.Dict) *Session {
	s := &Session{dealer: d}
	principal := p.Principal()
	s.caller.dealer, s.caller.peer = d, p
	s.caller.identity = Identity{Session: p.ID(), AuthID: principal.AuthID, AuthRole: principal.AuthRole}
	announced := announcedBy(hello, "caller")
	s.caller.passthru = announced("payload_passthru_mode")
	s.caller.streams = announced("progressive_call_invocations")
	s.callee.dealer, s.callee.peer = d, p
	s.callee.features = featuresOf(hello)
	return s
}

// Pending returns how many of the session's calls have no answer.
func (s *Session) Pending() int { return s.caller.pending() }

// Leave ends all the session's registrations, answers the calls it has not
// answered as a callee, and gives up those it waits for as a caller. It may be
// called more than once.
func (s *Session) Leave(burst *session.Burst) {
	s.callee.leave(burst)
	s.caller.leave(burst)
}

package dealer

import (
	"sync"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Config is what a dealer is made of.
type Config struct {
	Directory               Directory
	Remote                  Remote // nil: no other node
	RegistrationsPerSession int
	PendingCallsPerSession  int
	PendingCallsPerCallee   int
	QueuedCalls             int         // calls that wait for callees, all together
	QueuedCallsPerSession   int         // of them those of one caller
	CallQueues              []CallQueue // those that wait for procedures with a limit of their own
	KeptBytes               int         // of the payloads of calls that wait, or may be rerouted
	KeptBytesPerSession     int         // of them those of one caller

	Tally *tally.Tally // of the realm; nil: none

	// CheckResult refuses a result whose payload is not one of the procedure. Nil:
	// results are not checked.
	CheckResult func(procedure wamp.URI, progress bool, p wamp.Payload) error
	// CheckInput refuses what a caller adds to a call, with the error that ends the call;
	// progress says that more follows. Nil: input is not checked.
	CheckInput func(procedure wamp.URI, progress bool, p wamp.Payload) *wamp.Error
}

// Dealer serves the sessions of one realm.
type Dealer struct {
	cfg        Config
	elsewhere  elsewhere
	watcher    Watcher // nil: none
	messages   pools
	timers     sync.WaitGroup // running timeouts
	allowances *allowances
	room       room
}

// pools are the messages that Send borrows.
type pools struct{ results, errors sync.Pool }

// New returns a dealer without sessions.
func New(cfg Config) *Dealer {
	d := &Dealer{cfg: cfg, allowances: newAllowances(cfg.CallQueues, cfg.QueuedCalls, cfg.QueuedCallsPerSession)}
	d.room.give(cfg.KeptBytes)
	d.elsewhere.remote = cfg.Remote
	d.messages.results.New = func() any { return new(wamp.Result) }
	d.messages.errors.New = func() any { return new(wamp.ErrorMessage) }
	return d
}

// Watch makes w the watcher of all registrations. It is called before the first
// session attaches.
func (d *Dealer) Watch(w Watcher) {
	d.watcher = w
	d.cfg.Directory.Watch(w)
}

// notify lets the watcher tell what it was told.
func (d *Dealer) notify(burst *session.Burst) {
	if d.watcher != nil {
		d.watcher.Flush(burst)
	}
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
	s.caller.passthru = hello.Announces("caller", "payload_passthru_mode")
	s.caller.streams = hello.Announces("caller", "progressive_call_invocations")
	s.callee.dealer, s.callee.peer = d, p
	s.callee.features = featuresOf(hello)
	return s
}

// Pending returns how many of the session's calls have no answer.
func (s *Session) Pending() int { return s.caller.pending() }

// Abandon ends all calls that the session waits for with the error, and returns how
// many that were. Their callees are interrupted.
func (s *Session) Abandon(reason wamp.URI, burst *session.Burst) int {
	return s.caller.abandon(reason, burst)
}

// Leave ends all the session's registrations, answers the calls it has not
// answered as a callee, and gives up those it waits for as a caller. It may be
// called more than once.
func (s *Session) Leave(burst *session.Burst) {
	s.callee.leave(burst)
	s.caller.leave(burst)
}

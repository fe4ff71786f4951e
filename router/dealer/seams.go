package dealer

import (
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Identity is who calls, as far as callees may be told.
type Identity struct {
	Session  wamp.ID
	AuthID   string
	AuthRole string
}

// Caller gets the answers of calls. Pending calls hold it, so that it may be a
// session of this node or of another one. The payloads are borrowed.
type Caller interface {
	Identity() Identity
	// Result answers a call; with progress, more answers follow. It reports false if
	// the caller takes no message of that size: it gets an error then.
	Result(request wamp.ID, progress bool, p wamp.Payload, burst *session.Burst) (fits bool)
	// Error answers a call.
	Error(request wamp.ID, uri wamp.URI, p wamp.Payload, burst *session.Burst)
}

// Directory knows the registrations of the realm: which callees answer which
// procedures.
type Directory interface {
	// Watch makes w the watcher from now on. It is called before all else.
	Watch(w Watcher)
	// Claim asks for calls of the claim's pattern and answers by calling done, once,
	// before Claim returns or later from any goroutine. A *wamp.Error says why they are
	// not to be had. done accepts the grant, unless it is not wanted any more; it does
	// not block, and comes back into the directory only to look something up.
	Claim(c *Claim, done func(Grant, error))
	// Release gives up a granted claim, if it has not been displaced: from then on
	// Lookup does not return it. It does not block.
	Release(c *Claim)
	// Lookup returns the registration that the calls of the procedure go to. It does
	// not block.
	Lookup(procedure wamp.URI) (*Entry, bool)
	// Get returns the registration of the pattern itself.
	Get(p urimatch.Pattern) (*Entry, bool)
	// Entry returns the registration with the ID.
	Entry(registration wamp.ID) (*Entry, bool)
	// Entries returns all registrations, in no order.
	Entries() []*Entry
}

// Watcher is told who becomes a callee, and who is one no longer, in the order in
// which that happens to each registration (section "Registration Meta API"). Its
// methods must not block and not come back into the dealer, but for Flush.
type Watcher interface {
	// Registered says that the session is added to a registration, which its first
	// one creates.
	Registered(session wamp.ID, r Registration, created bool)
	// Unregistered says that the session is removed from a registration, which is
	// deleted with its last one.
	Unregistered(session wamp.ID, r Registration, deleted bool)
	// Flush is called after changes, without locks.
	Flush(burst *session.Burst)
}

// Claim is a callee's wish to answer calls of a pattern.
type Claim struct {
	Pattern urimatch.Pattern
	Invoke  wamp.InvokePolicy
	Callee  Identity
	Hosted  bool // the callee is a component of this process
	// Force displaces the callees there are, where they are of the same principal or
	// DisplaceAny is set.
	Force, DisplaceAny bool

	registration *registration
}

// Grant is the answer to a claim.
type Grant struct {
	Entry     *Entry
	Displaced []*Claim // the callees there were until now
	Accept    func()   // has Lookup find the callee; called within done or never
}

// Route says who answers a call.
type Route struct {
	Claim *Claim // of a callee of this node; nil: it is on another
	Node  string // the other node
}

// Remote is the way to the dealers of the same realm on other nodes.
type Remote interface {
	// Invoke hands a call to the node, with the time left for it (0: no limit). It
	// does not block; c is its own. The answers come back with the token through
	// Dealer.Result and Dealer.Error. Each further part of a call with Progress comes
	// by Invoke with its token again.
	Invoke(node string, token wamp.ID, c *Call, caller Identity, left time.Duration) error
	// Cancel gives up a call. After any mode but kill no answer is wanted.
	Cancel(node string, token wamp.ID, mode wamp.CancelMode)
}

// Call is what a caller asks for, whoever it is.
type Call struct {
	Procedure       wamp.URI
	Disclosed       bool // the callee is told the caller
	ReceiveProgress bool
	Progress        bool          // further parts follow
	Timeout         time.Duration // 0: none
	Passthru        bool          // the caller reads payloads in passthru mode
	Trust           *int64        // the call's trust level; nil: none
	Custom          *wamp.Custom  // for INVOCATION.Details; nil: none
	Payload         wamp.Payload
}

// Clone returns a call that borrows nothing.
func (c *Call) Clone() *Call {
	clone := *c
	clone.Payload = c.Payload.Clone()
	clone.Custom = c.Custom.Clone()
	return &clone
}

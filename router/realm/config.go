package realm

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/wampgen/wampgen/router/authz"
	"github.com/wampgen/wampgen/router/broker"
	"github.com/wampgen/wampgen/router/dealer"
	"github.com/wampgen/wampgen/router/history"
	"github.com/wampgen/wampgen/router/tally"
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Config is what a realm is made of.
type Config struct {
	Name     wamp.URI
	Policy   *authz.Policy // nil: nobody but the role authz.Trusted may do anything
	URICheck URICheck
	MetaAPI  bool // offer the wamp.* meta procedures and topics
	Limits   Limits
	IDs      IDs // nil: RandomIDs with a key of the realm's own
	// CallQueues are procedures whose calls have a queue of their own, in place of
	// Limits.QueuedCalls.
	CallQueues []CallQueue
	Validator  Validator    // asked where a permission says validate; nil: nothing is validated
	Store      broker.Store // nil: retained events and histories are kept in memory, up to StoreBytes each
	StoreBytes int          // default 64 MiB
	Histories  []History    // patterns whose events are recorded
	Tally      *tally.Tally // what counts; nil: one of the realm's own
	Logger     *slog.Logger // nil: nothing is logged
}

// CallQueue bounds how many calls of the procedures of a pattern may wait at once.
type CallQueue = dealer.CallQueue

// URICheck says which URIs the realm takes from its sessions.
type URICheck uint8

// The rules for URIs (section "URIs"). The zero URICheck is loose.
const (
	Loose  URICheck = iota
	Strict          // lower case letters, digits and underscores
)

// History is a pattern whose events are recorded, and how many of them.
type History = broker.History

// Limits bound what one session may cost the realm. A field that is zero has its
// default.
type Limits struct {
	Subscriptions          int // of one session; default 1,000
	Registrations          int // of one session; default 1,000
	PendingCallsPerSession int // calls that a session waits for; default 1,000
	PendingCallsPerCallee  int // invocations that a session has not answered; default 4,096
	QueuedCalls            int // calls that wait until a callee's concurrency admits them; default 1,000
	QueuedCallsPerSession  int // of those the calls of one session; default a quarter of QueuedCalls, at least one
	KeptBytes              int // payloads of those, and of calls that may be rerouted; default 64 MiB
	KeptBytesPerSession    int // of those the calls of one session; default a quarter of KeptBytes
	URIComponents          int // default 32
	Testaments             int // of one session; default 100
	TestamentBytes         int // of all testaments of one session; default 65,536
}

// Validator checks payloads against what is known of their URIs. The payloads are
// borrowed. What it says in an error is sent to the peer.
type Validator interface {
	Check(kind Kind, uri wamp.URI, p wamp.Payload) error
}

// Kind is what a payload belongs to.
type Kind uint8

// The kinds of payloads.
const (
	KindCall     Kind = iota // the arguments of a call; the URI is the procedure
	KindResult               // a result; the URI is the procedure
	KindEvent                // an event; the URI is the topic
	KindProgress             // a progressive result; the URI is the procedure
	KindInput                // what a CALL adds to one; the URI is the procedure
)

// IDs makes the IDs that a realm hands out (section "IDs").
type IDs interface {
	// Session and Publication return a random ID.
	Session() wamp.ID
	Publication() wamp.ID
	// Subscription and Registration return the same ID for the same pattern.
	Subscription(urimatch.Pattern) wamp.ID
	Registration(urimatch.Pattern) wamp.ID
}

// storeBytes is how much the retained events of a realm, and its histories, may take in
// memory.
const storeBytes = 64 << 20

// withDefaults returns the complete configuration.
func (c Config) withDefaults() (Config, error) {
	if c.Name == "" {
		return c, errors.New("make realm: no name")
	}
	limits := &c.Limits
	for _, limit := range []struct {
		name    string
		value   *int
		initial int
	}{
		{"subscriptions", &limits.Subscriptions, 1000},
		{"registrations", &limits.Registrations, 1000},
		{"pending calls per session", &limits.PendingCallsPerSession, 1000},
		{"pending calls per callee", &limits.PendingCallsPerCallee, 4096},
		{"queued calls", &limits.QueuedCalls, 1000},
		{"kept bytes", &limits.KeptBytes, 64 << 20},
		{"URI components", &limits.URIComponents, 32},
		{"testaments", &limits.Testaments, 100},
		{"testament bytes", &limits.TestamentBytes, 64 << 10},
	} {
		if *limit.value < 0 {
			return c, fmt.Errorf("make realm %q: limit of %s is %d", c.Name, limit.name, *limit.value)
		}
		if *limit.value == 0 {
			*limit.value = limit.initial
		}
	}
	switch {
	case limits.QueuedCallsPerSession < 0:
		return c, fmt.Errorf("make realm %q: limit of queued calls per session is %d", c.Name, limits.QueuedCallsPerSession)
	case limits.QueuedCallsPerSession == 0:
		limits.QueuedCallsPerSession = max(limits.QueuedCalls/4, 1)
	}
	switch {
	case limits.KeptBytesPerSession < 0:
		return c, fmt.Errorf("make realm %q: limit of kept bytes per session is %d", c.Name, limits.KeptBytesPerSession)
	case limits.KeptBytesPerSession == 0:
		limits.KeptBytesPerSession = limits.KeptBytes / 4
	}
	for _, q := range c.CallQueues {
		if !q.Pattern.Valid() || q.Limit < 0 {
			return c, fmt.Errorf("make realm %q: call queue of %q can not hold %d", c.Name, q.Pattern.URI, q.Limit)
		}
	}
	for _, h := range c.Histories {
		if !h.Pattern.Valid() || h.Pattern.URI.Reserved() || h.Limit <= 0 {
			return c, fmt.Errorf("make realm %q: no history of %d events of the %s %q", c.Name, h.Limit, h.Pattern.Match, h.Pattern.URI)
		}
	}
	if c.IDs == nil {
		c.IDs = NewRandomIDs()
	}
	if c.Tally == nil {
		c.Tally = new(tally.Tally)
	}
	switch {
	case c.StoreBytes < 0:
		return c, fmt.Errorf("make realm %q: limit of bytes in store is %d", c.Name, c.StoreBytes)
	case c.StoreBytes == 0:
		c.StoreBytes = storeBytes
	}
	if c.Store == nil {
		c.Store = history.NewMemory(c.StoreBytes, c.Tally)
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c, nil
}

package wamp

import "time"

// Match says how the URI of a subscription or registration selects topics or
// procedures (section "Pattern-based Subscriptions").
type Match uint8

// The matching policies. The zero Match is exact.
const (
	MatchExact Match = iota
	MatchPrefix
	MatchWildcard
)

// String returns the policy's name on the wire.
func (m Match) String() string { return name(m, "exact", "prefix", "wildcard") }

// ParseMatch returns the policy of a name on the wire; "" is exact.
func ParseMatch(name string) (Match, bool) {
	switch name {
	case "", "exact":
		return MatchExact, true
	case "prefix":
		return MatchPrefix, true
	case "wildcard":
		return MatchWildcard, true
	}
	return 0, false
}

// name returns the name with the number, or "unknown".
func name[T ~uint8](number T, names ...string) string {
	if int(number) < len(names) {
		return names[number]
	}
	return "unknown"
}

// PublishOptions are the options of PUBLISH. The zero value asks for nothing.
type PublishOptions struct {
	Acknowledge bool
	IncludeMe   bool // exclude_me: false; the publisher gets its own event
	DiscloseMe  bool
	Retain      bool
	Filter      *Filter // nil: every subscriber
	Custom      *Custom // nil: none
}

// Filter chooses the receivers of an event by value (section "Subscriber
// Black- and Whitelisting"). A nil list is not given; an empty Eligible list
// admits nobody.
type Filter struct {
	Exclude          []ID
	ExcludeAuthID    []string
	ExcludeAuthRole  []string
	Eligible         []ID
	EligibleAuthID   []string
	EligibleAuthRole []string
}

// Size returns about how many bytes the filter takes; nil takes none.
func (f *Filter) Size() (n int) {
	if f == nil {
		return 0
	}
	n = 8 * (len(f.Exclude) + len(f.Eligible))
	for _, names := range [][]string{f.ExcludeAuthID, f.ExcludeAuthRole, f.EligibleAuthID, f.EligibleAuthRole} {
		for _, name := range names {
			n += 16 + len(name)
		}
	}
	return n
}

// SubscribeOptions are the options of SUBSCRIBE.
type SubscribeOptions struct {
	Match       Match
	GetRetained bool
}

// UnsubscribedDetails are the details of UNSUBSCRIBED, which it has where it
// answers no request but revokes a subscription (section "Subscription Revocation").
type UnsubscribedDetails struct {
	Subscription ID
	Reason       string // for people; "": not given
}

// EventDetails are the details of EVENT.
type EventDetails struct {
	Topic             URI // set for pattern-based subscriptions
	Publisher         ID  // these three: set when disclosed
	PublisherAuthID   string
	PublisherAuthRole string
	Retained          bool
	TrustLevel        *int64  // nil: none; never changes
	Custom            *Custom // of the PUBLISH; nil: none
}

// CallOptions are the options of CALL.
type CallOptions struct {
	Timeout         time.Duration // milliseconds on the wire; 0: none
	ReceiveProgress bool
	Progress        bool // more CALLs with the same request follow
	DiscloseMe      bool
	Custom          *Custom // nil: none
}

// CancelMode says what happens to the callee of a canceled call.
type CancelMode uint8

// The modes of CANCEL (section "Call Canceling"). The zero mode is not given.
const (
	CancelUnset CancelMode = iota
	CancelSkip
	CancelKill
	CancelKillNoWait
)

// String returns the mode's name on the wire.
func (m CancelMode) String() string { return name(m, "", "skip", "kill", "killnowait") }

// ParseCancelMode returns the mode of a name on the wire.
func ParseCancelMode(name string) (CancelMode, bool) {
	for m := CancelUnset; m <= CancelKillNoWait; m++ {
		if m.String() == name {
			return m, true
		}
	}
	return 0, false
}

// CancelOptions are the options of CANCEL.
type CancelOptions struct{ Mode CancelMode }

// ResultDetails are the details of RESULT.
type ResultDetails struct{ Progress bool }

// InvokePolicy says which callee of a shared registration is called.
type InvokePolicy uint8

// The policies of section "Shared Registration". The zero policy is single.
const (
	InvokeSingle InvokePolicy = iota
	InvokeFirst
	InvokeLast
	InvokeRoundRobin
	InvokeRandom
)

// String returns the policy's name on the wire.
func (p InvokePolicy) String() string {
	return name(p, "single", "first", "last", "roundrobin", "random")
}

// ParseInvokePolicy returns the policy of a name on the wire; "" is single.
func ParseInvokePolicy(name string) (InvokePolicy, bool) {
	if name == "" {
		return InvokeSingle, true
	}
	for p := InvokeSingle; p <= InvokeRandom; p++ {
		if p.String() == name {
			return p, true
		}
	}
	return 0, false
}

// RegisterOptions are the options of REGISTER.
type RegisterOptions struct {
	Match           Match
	Invoke          InvokePolicy
	Concurrency     int // invocations at once; 0: unbounded
	ForceReregister bool
	DiscloseCaller  bool
	ForwardTimeout  bool // the callee minds the timeout of calls itself
}

// UnregisteredDetails are the details of UNREGISTERED, which it has where it answers no
// request but revokes a registration (section "Registration Revocation").
type UnregisteredDetails struct {
	Registration ID
	Reason       string // for people; "": not given
}

// InvocationDetails are the details of INVOCATION.
type InvocationDetails struct {
	Procedure       URI // set for pattern-based registrations
	Caller          ID  // these three: set when disclosed
	CallerAuthID    string
	CallerAuthRole  string
	ReceiveProgress bool
	Progress        bool
	Timeout         time.Duration // milliseconds on the wire
	TrustLevel      *int64        // nil: none; never changes
	Custom          *Custom       // of the CALL; nil: none
}

// InterruptOptions are the options of INTERRUPT.
type InterruptOptions struct {
	Mode   CancelMode
	Reason URI
}

// YieldOptions are the options of YIELD.
type YieldOptions struct{ Progress bool }

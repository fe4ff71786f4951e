package authz

import (
	"github.com/wampgen/wampgen/router/urimatch"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Action is what a session wants to do with a URI.
type Action uint8

// The actions of a permission.
const (
	Call Action = iota
	Register
	Publish
	Subscribe
)

// String returns the action's name in the node file.
func (a Action) String() string {
	return [...]string{"call", "register", "publish", "subscribe"}[a]
}

// Allow lists the actions that a rule permits.
type Allow struct{ Call, Register, Publish, Subscribe bool }

func (a Allow) or(b Allow) Allow {
	return Allow{a.Call || b.Call, a.Register || b.Register, a.Publish || b.Publish, a.Subscribe || b.Subscribe}
}

// Disclose says whose identity a rule reveals to the other side without being
// asked: the caller's to callees, the publisher's to subscribers.
type Disclose struct{ Caller, Publisher bool }

// Rule is one permission of a role. What it does not allow it denies.
type Rule struct {
	URI      wamp.URI // an empty prefix matches every URI
	Match    wamp.Match
	Allow    Allow
	Disclose Disclose
	Displace bool // with Allow.Register: to displace callees of other principals
	Validate bool // payloads of calls, results and events have to be those of the schema, if there is one
	// TrustLevel is that of calls and publications, told to callees and subscribers
	// (sections "Call Trust Levels" and "Publication Trust Levels"); nil: there is none.
	TrustLevel *int64
}

// Pattern returns the URIs that the rule is about.
func (r Rule) Pattern() urimatch.Pattern { return urimatch.Pattern{URI: r.URI, Match: r.Match} }

// Decision is the answer to one question.
type Decision struct {
	Allowed    bool
	Disclose   bool     // the caller or publisher is disclosed
	Displace   bool     // callees of other principals may be displaced (force_reregister)
	Authorizer wamp.URI // who has to be asked; "": this is the answer
	Validate   bool     // the payload is validated
	TrustLevel *int64   // nil: none
}

// decide returns what the rule says about an action on a URI that it matches.
func (r *Rule) decide(action Action) Decision {
	switch action {
	case Call:
		return Decision{Allowed: r.Allow.Call, Disclose: r.Disclose.Caller, Validate: r.Validate, TrustLevel: r.TrustLevel}
	case Register:
		return Decision{Allowed: r.Allow.Register, Displace: r.Displace}
	case Publish:
		return Decision{Allowed: r.Allow.Publish, Disclose: r.Disclose.Publisher, Validate: r.Validate, TrustLevel: r.TrustLevel}
	default:
		return Decision{Allowed: r.Allow.Subscribe}
	}
}

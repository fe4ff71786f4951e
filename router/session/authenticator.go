package session

import (
	"context"
	"crypto/rand"
	"slices"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Authenticator decides who a peer is.
type Authenticator interface {
	// Authenticate returns the principal of the attempt, or a *wamp.Error that
	// becomes the ABORT. Any other error, and a panic, refuses the peer with
	// wamp.error.authentication_failed and is logged. It runs in the session's own
	// goroutine and returns when ctx ends, which is at the login timeout.
	Authenticate(ctx context.Context, a *Attempt) (*Principal, error)
}

// Attempt is one peer's attempt to open a session.
type Attempt struct {
	Session wamp.ID   // the session's, if it will be
	Realm   wamp.URI  // of HELLO; "": the peer leaves it to the router
	Details wamp.Dict // of HELLO
	Info    transport.Info
	Method  string // that the Authenticator has chosen, which sets it; "": none

	// Challenge sends a CHALLENGE and returns the peer's AUTHENTICATE, which is
	// borrowed until the next one.
	Challenge func(*wamp.Challenge) (*wamp.Authenticate, error)
}

// AuthMethods returns the methods that the peer offers, nil if it says nothing.
func (a *Attempt) AuthMethods() []string {
	list, _ := a.Details["authmethods"].([]any)
	var methods []string
	for _, v := range list {
		if method, ok := v.(string); ok {
			methods = append(methods, method)
		}
	}
	return methods
}

const anonymous = "anonymous"

// Anonymous is the Authenticator that admits everybody who does not insist on
// another method, with an authid of its own and one role.
type Anonymous struct {
	Role string // "" is "anonymous"
}

// Authenticate admits the peer.
func (a Anonymous) Authenticate(_ context.Context, attempt *Attempt) (*Principal, error) {
	if methods := attempt.AuthMethods(); len(methods) > 0 && !slices.Contains(methods, anonymous) {
		return nil, &wamp.Error{URI: wamp.ErrNoAuthMethod, Message: "the only authentication method here is anonymous"}
	}
	role := a.Role
	if role == "" {
		role = anonymous
	}
	return &Principal{
		AuthID:       rand.Text(),
		AuthRole:     role,
		AuthMethod:   anonymous,
		AuthProvider: "static",
	}, nil
}

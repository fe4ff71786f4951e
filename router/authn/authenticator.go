package authn

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Method is one authentication method.
type Method interface {
	// Names returns what HELLO.Details.authmethods calls the method.
	Names() []string
	// Authenticate finds out who the peer is. name is the one of Names that the peer
	// has offered. errPass says that the peer brings nothing that the method could
	// look at. All else is as of session.Authenticator.
	Authenticate(ctx context.Context, a *session.Attempt, name string) (*session.Principal, error)
}

// errPass lets the next method try.
var errPass = errors.New("nothing to authenticate by")

// Authenticator is the methods of a transport.
type Authenticator struct {
	methods map[string]Method
	cookies *Cookies // nil: none
	brake   *Brake   // nil: none
}

var _ session.Authenticator = (*Authenticator)(nil)

// New returns the authenticator of the methods. Principals that have authenticated by a
// method with a secret are noted under the cookies of their connections, if there are
// cookies; nil: there are none. The brake minds logins that fail; nil: nobody does.
func New(cookies *Cookies, brake *Brake, methods ...Method) *Authenticator {
	a := &Authenticator{methods: map[string]Method{}, cookies: cookies, brake: brake}
	for _, m := range methods {
		for _, name := range m.Names() {
			a.methods[name] = m
		}
	}
	return a
}

// Authenticate implements session.Authenticator.
func (au *Authenticator) Authenticate(ctx context.Context, a *session.Attempt) (*session.Principal, error) {
	offered := a.AuthMethods()
	if len(offered) == 0 {
		offered = []string{auth.MethodAnonymous}
	}
	for _, name := range offered {
		m, known := au.methods[name]
		if !known {
			continue
		}
		a.Method = name
		p, err := au.try(ctx, m, a, name)
		if errors.Is(err, errPass) {
			a.Method = ""
			continue
		}
		if err == nil && name != auth.MethodAnonymous && name != auth.MethodCookie {
			au.cookies.note(a, p)
		}
		return p, err
	}
	if slices.Equal(offered, []string{auth.MethodAnonymous}) {
		return nil, &wamp.Error{URI: wamp.ErrAuthenticationRequired, Message: "this is not for anonymous clients"}
	}
	return nil, &wamp.Error{URI: wamp.ErrNoAuthMethod, Message: "no authentication method that was offered is known here"}
}

// try lets a method find out who the peer is, minded by the brake if its secrets can be
// guessed.
func (au *Authenticator) try(ctx context.Context, m Method, a *session.Attempt, name string) (*session.Principal, error) {
	switch name {
	case auth.MethodTicket, auth.MethodWAMPCRA, auth.MethodSCRAM, auth.MethodSCRAMDraft:
	default:
		return m.Authenticate(ctx, a, name)
	}
	t, err := au.brake.begin(a)
	if err != nil {
		return nil, err
	}
	failed := false
	defer func() { t.settle(failed) }()
	minded := *a
	minded.Challenge = func(c *wamp.Challenge) (*wamp.Authenticate, error) {
		answer, err := a.Challenge(c)
		if err == nil {
			err = t.answered(ctx)
		}
		return answer, err
	}
	p, err := m.Authenticate(ctx, &minded, name)
	var w *wamp.Error
	failed = errors.As(err, &w) && w.URI == wamp.ErrAuthenticationDenied
	return p, err
}

// denied refuses a peer that has not proved who it is. There is one text for all
// reasons.
func denied() error {
	return &wamp.Error{URI: wamp.ErrAuthenticationDenied, Message: "authentication denied"}
}

// incomplete refuses a peer whose HELLO lacks what the method needs.
func incomplete(method, what string) error {
	return &wamp.Error{URI: wamp.ErrAuthenticationDenied, Message: fmt.Sprintf("%s: HELLO has no %s", method, what)}
}

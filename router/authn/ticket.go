package authn

import (
	"context"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Ticket is the method ticket (section "Ticket-based Authentication"). A Directory
// whose records have no secret has compared the ticket itself.
type Ticket struct {
	Directory Directory
	// Given says that the Directory compares tickets.
	Given bool
}

// Names implements Method.
func (Ticket) Names() []string { return []string{auth.MethodTicket} }

// Authenticate implements Method.
func (m Ticket) Authenticate(ctx context.Context, a *session.Attempt, name string) (*session.Principal, error) {
	q := query(a, name)
	if q.AuthID == "" {
		return nil, incomplete(name, "authid")
	}
	answer, err := a.Challenge(&wamp.Challenge{AuthMethod: name, Extra: wamp.Dict{}})
	if err != nil {
		return nil, err
	}
	q.Ticket = answer.Signature
	r, err := lookUp(ctx, m.Directory, q)
	if err != nil {
		return nil, err
	}
	same := m.Given || auth.SameSecret(q.Ticket, r.Secret)
	if !same || r.decoy {
		return nil, denied()
	}
	return r.principal(name, q.AuthID), nil
}

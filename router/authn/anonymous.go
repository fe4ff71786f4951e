package authn

import (
	"context"
	"crypto/rand"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
)

// Anonymous admits everybody, under the role of the record. The authid of who
// has none by the record is random.
type Anonymous struct{ Directory Directory }

// Names implements Method.
func (Anonymous) Names() []string { return []string{auth.MethodAnonymous} }

// Authenticate implements Method.
func (m Anonymous) Authenticate(ctx context.Context, a *session.Attempt, name string) (*session.Principal, error) {
	q := query(a, name)
	q.AuthID = "" // whatever a peer without a proof says
	r, err := lookUp(ctx, m.Directory, q)
	switch {
	case err != nil:
		return nil, err
	case r.decoy:
		return nil, denied()
	}
	return r.principal(name, rand.Text()), nil
}

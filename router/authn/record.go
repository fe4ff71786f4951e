package authn

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"errors"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Record is what is known of a principal: who it is, and by what it proves that. A
// method looks at its own part.
type Record struct {
	Realm    wamp.URI // "": the one of HELLO
	AuthID   string   // "": the one of HELLO
	Role     string
	Extra    wamp.Dict // for WELCOME.Details.authextra
	Provider string    // of WELCOME.Details.authprovider

	Secret       string              // of ticket and wampcra; salted where Salting says how
	Salting      *auth.Salting       // of wampcra; nil: the secret is as it is
	Verifier     auth.Verifier       // of scram
	Keys         []ed25519.PublicKey // of cryptosign
	Certificates []string            // of tls: fingerprints AB:CD:... by SHA-256 or SHA-1

	decoy bool // nobody is the principal
}

// principal is the record as the session's.
func (r *Record) principal(method, authid string) *session.Principal {
	return &session.Principal{
		Realm:        r.Realm,
		AuthID:       cmp.Or(r.AuthID, authid),
		AuthRole:     r.Role,
		AuthMethod:   method,
		AuthProvider: r.Provider,
		AuthExtra:    r.Extra,
	}
}

// Query is the question for a principal: what a peer has said of itself, unproved.
type Query struct {
	Session     wamp.ID
	Realm       wamp.URI
	AuthID      string
	Method      string
	Extra       wamp.Dict      // HELLO.Details.authextra
	Info        transport.Info // of the connection
	Ticket      string         // of the method ticket
	Key         ed25519.PublicKey
	Certificate *Certificate // of the method tls
}

// Directory knows principals.
type Directory interface {
	// Find returns who the peer says it is, or ErrUnknown. Another error says why it
	// could not be found out. It returns when ctx ends.
	Find(ctx context.Context, q *Query) (*Record, error)
	// Decoy returns a record for somebody who is not known, the same each time, that
	// looks like the others.
	Decoy(q *Query) *Record
}

// ErrUnknown says that there is no such principal.
var ErrUnknown = errors.New("no such principal")

// lookUp returns the record of a principal, or its decoy, which is made in both cases:
// they take the same time.
func lookUp(ctx context.Context, d Directory, q *Query) (*Record, error) {
	decoy := d.Decoy(q)
	decoy.decoy = true
	r, err := d.Find(ctx, q)
	if errors.Is(err, ErrUnknown) {
		return decoy, nil
	}
	return r, err
}

// query is the question that an attempt asks.
func query(a *session.Attempt, method string) *Query {
	authid, _ := a.Details["authid"].(string)
	extra, _ := a.Details["authextra"].(map[string]any)
	return &Query{Session: a.Session, Realm: a.Realm, AuthID: authid, Method: method, Extra: extra, Info: a.Info}
}

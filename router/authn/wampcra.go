package authn

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"time"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// WAMPCRA is the method wampcra (section "Challenge Response Authentication").
type WAMPCRA struct{ Directory Directory }

// Names implements Method.
func (WAMPCRA) Names() []string { return []string{auth.MethodWAMPCRA} }

// Authenticate implements Method.
func (m WAMPCRA) Authenticate(ctx context.Context, a *session.Attempt, name string) (*session.Principal, error) {
	q := query(a, name)
	if q.AuthID == "" {
		return nil, incomplete(name, "authid")
	}
	r, err := lookUp(ctx, m.Directory, q)
	if err != nil {
		return nil, err
	}
	challenge, err := craChallenge(a.Session, q, r)
	if err != nil {
		return nil, err
	}
	extra := wamp.Dict{"challenge": challenge}
	if s := r.Salting; s != nil {
		extra["salt"], extra["iterations"], extra["keylen"] = s.Salt, int64(s.Iterations), int64(s.KeyLength)
	}
	answer, err := a.Challenge(&wamp.Challenge{AuthMethod: name, Extra: extra})
	if err != nil {
		return nil, err
	}
	if !auth.VerifyCRA(r.Secret, challenge, answer.Signature) || r.decoy {
		return nil, denied()
	}
	return r.principal(name, q.AuthID), nil
}

// craChallenge is the text to sign. Its nonce is new each time, so that no signature
// serves twice.
func craChallenge(id wamp.ID, q *Query, r *Record) (string, error) {
	text, err := json.Marshal(struct {
		AuthID       string  `json:"authid"`
		AuthRole     string  `json:"authrole"`
		AuthMethod   string  `json:"authmethod"`
		AuthProvider string  `json:"authprovider"`
		Nonce        string  `json:"nonce"`
		Timestamp    string  `json:"timestamp"`
		Session      wamp.ID `json:"session"`
	}{cmp.Or(r.AuthID, q.AuthID), r.Role, q.Method, r.Provider, rand.Text(), time.Now().UTC().Format("2006-01-02T15:04:05.000Z"), id})
	if err != nil {
		return "", fmt.Errorf("make challenge: %w", err)
	}
	return string(text), nil
}

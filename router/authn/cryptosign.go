package authn

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"slices"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Cryptosign is the method cryptosign (section "Cryptosign-based Authentication")
// without trustroots and certificates.
type Cryptosign struct{ Directory Directory }

// Names implements Method.
func (Cryptosign) Names() []string { return []string{auth.MethodCryptosign} }

// Authenticate implements Method.
func (m Cryptosign) Authenticate(ctx context.Context, a *session.Attempt, name string) (*session.Principal, error) {
	q := query(a, name)
	encoded, _ := q.Extra["pubkey"].(string)
	key, err := auth.ParsePublicKey(encoded)
	if err != nil {
		return nil, incomplete(name, "authextra.pubkey of 32 bytes in hex")
	}
	q.Key = key
	r, err := lookUp(ctx, m.Directory, q)
	if err != nil {
		return nil, err
	}
	challenge := make([]byte, 32)
	_, _ = rand.Read(challenge) // never fails
	extra := wamp.Dict{"challenge": hex.EncodeToString(challenge)}
	channel, bound := channelID(a.Info, q.Extra["channel_binding"])
	if bound { // else it goes on without, as section "TLS Channel Binding" allows
		extra["channel_binding"] = q.Extra["channel_binding"]
	}
	answer, err := a.Challenge(&wamp.Challenge{AuthMethod: name, Extra: extra})
	if err != nil {
		return nil, err
	}
	known := slices.ContainsFunc(r.Keys, func(k ed25519.PublicKey) bool { return k.Equal(key) })
	if !auth.VerifyCryptosign(key, challenge, channel, answer.Signature) || !known || r.decoy {
		return nil, denied()
	}
	if q.AuthID == "" {
		q.AuthID = hex.EncodeToString(key)
	}
	return r.principal(name, q.AuthID), nil
}

package authn

import (
	"context"
	"encoding/base64"
	"maps"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// SCRAM is the method wamp-scram (section "Salted Challenge Response Authentication"),
// and scram, the draft of it that Autobahn and Crossbar.io speak.
type SCRAM struct{ Directory Directory }

// Names implements Method.
func (SCRAM) Names() []string { return []string{auth.MethodSCRAM, auth.MethodSCRAMDraft} }

// longestNonce bounds what a client contributes to the nonce, in bytes.
const longestNonce = 256

// Authenticate implements Method.
func (m SCRAM) Authenticate(ctx context.Context, a *session.Attempt, name string) (*session.Principal, error) {
	q := query(a, name)
	nonce, _ := q.Extra["nonce"].(string)
	if q.AuthID == "" {
		return nil, incomplete(name, "authid")
	}
	if _, err := base64.StdEncoding.DecodeString(nonce); err != nil || nonce == "" || len(nonce) > longestNonce {
		return nil, incomplete(name, "authextra.nonce in base64")
	}
	e := auth.Exchange{Draft: name == auth.MethodSCRAMDraft, AuthID: q.AuthID, ClientNonce: nonce, Nonce: nonce + auth.NewNonce()}
	if kind := q.Extra["channel_binding"]; kind != nil {
		data, ok := channelBinding(a.Info, kind)
		if !ok {
			return nil, &wamp.Error{URI: wamp.ErrFeatureNotSupported, Message: "this channel binding is not supported here"}
		}
		e.Binding, e.BindingData = kind.(string), data
	}
	r, err := lookUp(ctx, m.Directory, q)
	if err != nil {
		return nil, err
	}
	e.Salt, e.Iterations = base64.StdEncoding.EncodeToString(r.Verifier.Salt), r.Verifier.KDF.Iterations
	answer, err := a.Challenge(&wamp.Challenge{AuthMethod: name, Extra: scramChallenge(&e, r.Verifier.KDF)})
	if err != nil {
		return nil, err
	}
	signature, ok := e.Verify(r.Verifier, answer.Signature)
	ok = repeats(&e, answer.Extra) && ok
	if !ok || r.decoy {
		return nil, denied()
	}
	p := r.principal(name, q.AuthID)
	p.AuthExtra = maps.Clone(p.AuthExtra)
	if p.AuthExtra == nil {
		p.AuthExtra = wamp.Dict{}
	}
	p.AuthExtra[verifierKey(&e)] = signature
	return p, nil
}

func scramChallenge(e *auth.Exchange, kdf auth.KDF) wamp.Dict {
	extra := wamp.Dict{"nonce": e.Nonce, "salt": e.Salt, "kdf": kdf.Name, "iterations": int64(e.Iterations)}
	switch {
	case kdf.Name != auth.KDFPBKDF2:
		extra["memory"] = int64(kdf.Memory)
	case !e.Draft: // whose clients do not take null for a number
		extra["memory"] = nil
	}
	return extra
}

// repeats reports whether AUTHENTICATE repeats what the exchange is about.
func repeats(e *auth.Exchange, extra wamp.Dict) bool {
	if e.Draft {
		return true // it says nothing
	}
	nonce, _ := extra["nonce"].(string)
	kind, _ := extra["channel_binding"].(string)
	encoded, _ := extra["cbind_data"].(string)
	return auth.SameSecret(nonce, e.Nonce) && kind == e.Binding &&
		auth.SameSecret(encoded, base64.StdEncoding.EncodeToString(e.BindingData))
}

// verifierKey is where WELCOME.Details.authextra has the router's own proof.
func verifierKey(e *auth.Exchange) string {
	if e.Draft {
		return "scram_server_signature"
	}
	return "verifier"
}

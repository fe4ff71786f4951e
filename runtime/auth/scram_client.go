package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// SCRAM returns credentials for the method wamp-scram (section "Salted Challenge Response
// Authentication"), and for its draft, which Autobahn and Crossbar.io call scram. The
// router proves in return that it knows the password. Over TLS the proof of
// wamp-scram is not bound to the channel: routers can not say whether they could.
func SCRAM(authid, password string) runtime.Credentials {
	return credentials(func(binding) (runtime.Proof, error) {
		p := &scramProof{offer: offered(authid, MethodSCRAM, MethodSCRAMDraft), password: password, nonce: NewNonce()}
		p.Extra = wamp.Dict{"nonce": p.nonce, "channel_binding": nil}
		return p, nil
	})
}

// NewNonce returns the random part of one side (section "Nonces").
func NewNonce() string {
	nonce := make([]byte, 18) // no padding in base64: what follows it can be told apart
	_, _ = rand.Read(nonce)   // never fails
	return base64.StdEncoding.EncodeToString(nonce)
}

type scramProof struct {
	offer
	password, nonce string
	signature       string // of the router; "": no challenge has come
}

func (p *scramProof) Answer(_ context.Context, c runtime.Challenge) (runtime.Authentication, error) {
	if p.signature != "" {
		return runtime.Authentication{}, errors.New("a second challenge for the same nonce")
	}
	e := Exchange{Draft: c.Method == MethodSCRAMDraft, AuthID: p.AuthID, ClientNonce: p.nonce}
	kdf, err := e.read(c.Extra)
	if err != nil {
		return runtime.Authentication{}, fmt.Errorf("read challenge: %w", err)
	}
	proof, signature, err := e.Prove(p.password, kdf)
	if err != nil {
		return runtime.Authentication{}, err
	}
	p.signature = signature
	answer := runtime.Authentication{Signature: proof}
	if !e.Draft {
		answer.Extra = wamp.Dict{"nonce": e.Nonce, "channel_binding": nil, "cbind_data": nil}
	}
	return answer, nil
}

// read takes what CHALLENGE says.
func (e *Exchange) read(extra wamp.Dict) (kdf KDF, err error) {
	e.Nonce, _ = text(extra, "nonce")
	if rest, ok := strings.CutPrefix(e.Nonce, e.ClientNonce); !ok || rest == "" {
		return kdf, errors.New("its nonce does not go on from that of HELLO")
	}
	var ok bool
	if e.Salt, ok = text(extra, "salt"); !ok {
		return kdf, errors.New("it has no salt")
	}
	kdf.Name, _ = text(extra, "kdf")
	iterations, err := number(extra, "iterations", 1, mostPBKDF2)
	if err != nil {
		return kdf, err
	}
	kdf.Iterations = int(iterations)
	e.Iterations = kdf.Iterations
	if kdf.Name != KDFPBKDF2 {
		memory, err := number(extra, "memory", 1, mostMemory)
		if err != nil {
			return kdf, err
		}
		kdf.Memory = int(memory)
	}
	return kdf, kdf.Check()
}

// Welcome checks that the router knows the password too.
func (p *scramProof) Welcome(details wamp.Dict) error {
	extra, _ := details["authextra"].(map[string]any)
	for _, key := range []string{"verifier", "scram_server_signature"} {
		signature, _ := extra[key].(string)
		signature = strings.TrimPrefix(signature, "v=") // as the example of the specification has it
		if p.signature != "" && SameSecret(signature, p.signature) {
			return nil
		}
	}
	return errors.New("the router has not proved that it knows the password")
}

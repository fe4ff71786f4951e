package auth

import (
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// WAMPCRA returns credentials for the method wampcra (section "Challenge Response
// Authentication"). Where the router salts its secrets, secret is the password.
func WAMPCRA(authid, secret string) runtime.Credentials {
	return credentials(func(binding) (runtime.Proof, error) {
		return craProof{offered(authid, MethodWAMPCRA), secret}, nil
	})
}

type craProof struct {
	offer
	secret string
}

func (p craProof) Answer(_ context.Context, c runtime.Challenge) (runtime.Authentication, error) {
	challenge, ok := text(c.Extra, "challenge")
	if !ok {
		return runtime.Authentication{}, errors.New("the challenge holds no text to sign")
	}
	key := p.secret
	if salt, ok := text(c.Extra, "salt"); ok {
		salting, err := saltingOf(salt, c.Extra)
		if err != nil {
			return runtime.Authentication{}, fmt.Errorf("read parameters of the salted secret: %w", err)
		}
		if key, err = salting.Key(p.secret); err != nil {
			return runtime.Authentication{}, err
		}
	}
	return runtime.Authentication{Signature: SignCRA(key, challenge)}, nil
}

func (p craProof) Welcome(wamp.Dict) error { return nil }

// Salting is how a password becomes the secret of wampcra (section "Password Salting").
type Salting struct {
	Salt       string // as it is, not encoded
	Iterations int    // of PBKDF2 with SHA-256
	KeyLength  int    // bytes
}

// The parameters of Salting that are accepted, and those of who does not say.
const (
	MaxCRAIterations     = 10_000_000
	MaxCRAKeyLength      = 512
	DefaultCRAIterations = 1000
	DefaultCRAKeyLength  = 32
)

func saltingOf(salt string, extra wamp.Dict) (Salting, error) {
	s := Salting{salt, DefaultCRAIterations, DefaultCRAKeyLength}
	for _, field := range []struct {
		name    string
		highest int64
		into    *int
	}{{"iterations", MaxCRAIterations, &s.Iterations}, {"keylen", MaxCRAKeyLength, &s.KeyLength}} {
		if extra[field.name] == nil {
			continue
		}
		n, err := number(extra, field.name, 1, field.highest)
		if err != nil {
			return s, err
		}
		*field.into = int(n)
	}
	return s, nil
}

// Key returns the secret, as a router keeps it: the derived key in base64.
func (s Salting) Key(password string) (string, error) {
	key, err := pbkdf2.Key(sha256.New, password, []byte(s.Salt), s.Iterations, s.KeyLength)
	if err != nil {
		return "", fmt.Errorf("derive secret: %w", err)
	}
	return base64.StdEncoding.EncodeToString(key), nil
}

// SignCRA returns the signature of a challenge: HMAC-SHA256 in base64.
func SignCRA(secret, challenge string) string {
	return base64.StdEncoding.EncodeToString(hmac256([]byte(secret), []byte(challenge)))
}

// VerifyCRA reports whether a signature is that of the challenge by the secret.
func VerifyCRA(secret, challenge, signature string) bool {
	return SameSecret(signature, SignCRA(secret, challenge))
}

func hmac256(key, message []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(message)
	return mac.Sum(nil)
}

package auth

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Ticket returns credentials for the method ticket (section "Ticket-based
// Authentication"). The ticket travels as it is: only over TLS does it stay a secret.
func Ticket(authid, ticket string) runtime.Credentials {
	return credentials(func(binding) (runtime.Proof, error) {
		return ticketProof{offered(authid, MethodTicket), ticket}, nil
	})
}

type ticketProof struct {
	offer
	ticket string
}

func (p ticketProof) Answer(context.Context, runtime.Challenge) (runtime.Authentication, error) {
	return runtime.Authentication{Signature: p.ticket}, nil
}

func (p ticketProof) Welcome(wamp.Dict) error { return nil }

// SameSecret compares two secrets in a time that depends on the length of the first only.
func SameSecret(given, want string) bool {
	a, b := sha256.Sum256([]byte(given)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

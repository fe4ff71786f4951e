package node

import (
	"crypto/ed25519"
	"encoding/hex"

	"github.com/wampgen/wampgen/router/config"
	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/auth"
)

// Credentials are how a container's component proves who it is, the strongest first. They
// are secrets.
type Credentials []Credential

// Credential is the means of one authentication method.
type Credential struct {
	Method string // of package auth
	AuthID string
	Secret string // of cryptosign the private key in hex
}

func credentials(c *config.Credentials) Credentials {
	var plan Credentials
	for _, m := range []struct {
		name  string
		given config.Credential
	}{
		{auth.MethodCryptosign, c.Cryptosign},
		{auth.MethodSCRAM, c.SCRAM},
		{auth.MethodWAMPCRA, c.WAMPCRA},
		{auth.MethodTicket, c.Ticket},
	} {
		if m.given.AuthID != "" {
			plan = append(plan, Credential{m.name, m.given.AuthID, m.given.Secret})
		}
	}
	return plan
}

// String shows none of the secrets.
func (c Credential) String() string { return c.Method + " of " + c.AuthID }

// GoString shows none of the secrets.
func (c Credential) GoString() string { return c.String() }

// runtime is the credentials as a session presents them.
func (c Credentials) runtime() []runtime.Credentials {
	var list []runtime.Credentials
	for _, one := range c {
		list = append(list, one.runtime())
	}
	return list
}

func (c Credential) runtime() runtime.Credentials {
	switch c.Method {
	case auth.MethodCryptosign:
		seed, _ := hex.DecodeString(c.Secret) // its form is checked
		return auth.Cryptosign(c.AuthID, ed25519.NewKeyFromSeed(seed))
	case auth.MethodSCRAM:
		return auth.SCRAM(c.AuthID, c.Secret)
	case auth.MethodWAMPCRA:
		return auth.WAMPCRA(c.AuthID, c.Secret)
	default:
		return auth.Ticket(c.AuthID, c.Secret)
	}
}

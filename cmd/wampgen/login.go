package main

import (
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/wampgen/wampgen/runtime/auth"
	"github.com/wampgen/wampgen/runtime/client"
)

// secretVariable holds what the command proves itself with: arguments are seen by every
// user of a machine.
const secretVariable = "WAMPGEN_SECRET"

// login is what the flags of call, publish and subscribe say about who joins.
type login struct {
	authid string
	method string
}

func (l *login) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&l.authid, "authid", "", "who to join as; anonymous without it")
	cmd.Flags().StringVar(&l.method, "auth", auth.MethodTicket,
		"`method` of the login: ticket, wampcra, scram, or cryptosign with a private key of 32 bytes in hex; "+
			"the secret is in the environment variable "+secretVariable)
	completeFlag(cmd, "auth", words(auth.MethodTicket, auth.MethodWAMPCRA, "scram", auth.MethodCryptosign))
	completeFlag(cmd, "authid", nothing())
}

// credentials returns how the session proves who it is. The secret is not shown.
func (l *login) credentials() ([]client.Option, error) {
	if l.authid == "" {
		return nil, nil
	}
	secret := os.Getenv(secretVariable)
	if secret == "" {
		return nil, fmt.Errorf("log in as %q: the environment variable %s is not set", l.authid, secretVariable)
	}
	switch l.method {
	case auth.MethodTicket:
		return []client.Option{client.WithTicket(l.authid, secret)}, nil
	case auth.MethodWAMPCRA:
		return []client.Option{client.WithWAMPCRA(l.authid, secret)}, nil
	case "scram", auth.MethodSCRAM:
		return []client.Option{client.WithSCRAM(l.authid, secret)}, nil
	case auth.MethodCryptosign:
		seed, err := hex.DecodeString(secret)
		if err != nil || len(seed) != ed25519.SeedSize {
			return nil, fmt.Errorf("log in as %q: %s holds no private key of %d bytes in hex", l.authid, secretVariable, ed25519.SeedSize)
		}
		return []client.Option{client.WithCryptosign(l.authid, ed25519.NewKeyFromSeed(seed))}, nil
	default:
		return nil, fmt.Errorf("no method of login %q: want ticket, wampcra, scram or cryptosign", l.method)
	}
}

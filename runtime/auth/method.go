package auth

import (
	"context"
	"fmt"

	"github.com/wampgen/wampgen/runtime"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// The names of the methods in HELLO.Details.authmethods.
const (
	MethodAnonymous  = "anonymous"
	MethodTicket     = "ticket"
	MethodWAMPCRA    = "wampcra"
	MethodSCRAM      = "wamp-scram" // section "authmethod Type String"
	MethodSCRAMDraft = "scram"      // as Autobahn and Crossbar.io speak it
	MethodCryptosign = "cryptosign"
	MethodCookie     = "cookie"
	MethodTLS        = "tls"
)

type binding = func(kind string) ([]byte, bool)

// credentials makes the beginning of a proof runtime.Credentials.
type credentials func(binding) (runtime.Proof, error)

// Begin implements runtime.Credentials.
func (c credentials) Begin(b func(kind string) ([]byte, bool)) (runtime.Proof, error) { return c(b) }

// offer is the part of a proof that says HELLO.
type offer runtime.Offer

// Offer implements runtime.Proof.
func (o offer) Offer() runtime.Offer { return runtime.Offer(o) }

func offered(authid string, methods ...string) offer { return offer{AuthID: authid, Methods: methods} }

// Anonymous returns credentials of who has none; they are useful beside others.
func Anonymous() runtime.Credentials { return byConnection("", MethodAnonymous) }

// Cookie returns credentials that rely on the cookie which the connection was opened
// with.
func Cookie() runtime.Credentials { return byConnection("", MethodCookie) }

// TLS returns credentials that rely on the certificate which the connection was opened
// with. The authid may be empty: the router knows it by the certificate.
func TLS(authid string) runtime.Credentials { return byConnection(authid, MethodTLS) }

func byConnection(authid, method string) runtime.Credentials {
	return credentials(func(binding) (runtime.Proof, error) {
		return connectionProof{offered(authid, method)}, nil
	})
}

// connectionProof is for methods without a challenge.
type connectionProof struct{ offer }

func (p connectionProof) Answer(_ context.Context, c runtime.Challenge) (runtime.Authentication, error) {
	return runtime.Authentication{}, fmt.Errorf("the method %q has no challenge", c.Method)
}

func (p connectionProof) Welcome(wamp.Dict) error { return nil }

// The kinds of channel binding.
const (
	BindingUnique   = "tls-unique"   // RFC 5929; TLS 1.2 only
	BindingExporter = "tls-exporter" // RFC 9266
)

// text returns a string of a dict, and whether there is one.
func text(d wamp.Dict, key string) (string, bool) {
	s, ok := d[key].(string)
	return s, ok
}

// number returns a whole number of a dict, from low to high.
func number(d wamp.Dict, key string, low, high int64) (int64, error) {
	var n int64
	switch v := d[key].(type) {
	case int64:
		n = v
	case float64: // some peers have no other numbers
		n = int64(v)
		if float64(n) != v {
			return 0, fmt.Errorf("%s is %v: want a whole number", key, v)
		}
	default:
		return 0, fmt.Errorf("%s is no number", key)
	}
	if n < low || n > high {
		return 0, fmt.Errorf("%s is %d: want %d to %d", key, n, low, high)
	}
	return n, nil
}

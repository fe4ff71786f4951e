// Package auth is the authentication methods of WAMP (section "Authentication
// Methods"): what a client needs to prove who it is, and what a router needs to
// check that.
//
// For clients each method has a constructor of runtime.Credentials:
//
//	session, err := client.Join(ctx, url, "realm1", client.WithCredentials(auth.SCRAM("joe", password)))
//
// They go into runtime.JoinConfig.Credentials, so that they serve components too.
// Several may be given: the router chooses one that it knows.
//
//	Ticket      a secret that travels: use it over TLS only
//	WAMPCRA     HMAC-SHA256 of a challenge with a shared secret, which may be salted
//	SCRAM       a password that neither travels nor is known to the router
//	Cryptosign  an Ed25519 key, which can be bound to the TLS channel
//	Cookie, TLS, Anonymous  what the connection itself says, or nothing
//
// What a router tells a client to compute is bounded: parameters that would give a
// password away, or keep the client busy for minutes, are refused.
//
// The package knows no sockets. Secrets are compared in constant time.
package auth

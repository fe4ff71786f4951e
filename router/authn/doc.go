// Package authn is how a router finds out who a peer is (section "Authentication
// Methods"): one method a file, over the cryptography of runtime/auth.
//
// An Authenticator has the methods of one transport. Of those that a peer offers, in
// its order, the first one that is known here decides; cookie and tls are passed over
// where the connection brings no cookie or certificate.
//
// A method asks a Directory what is known of the principal: a static one is made from
// the node file, a dynamic one calls a procedure of the application. Who is not known
// there gets the same challenges as everybody, made for a record that no answer fits
// (decoy), and is refused in the end for the same reason: who tries can not find out
// which principals exist, neither by the answers nor by their time.
//
// Whatever goes wrong denies. The reasons that peers get:
//
//	wamp.error.authentication_required   it offers nothing, and anonymous is not known here
//	wamp.error.no_matching_auth_method   nothing that it offers is known here
//	wamp.error.authentication_denied     it has not proved who it says it is
//	wamp.error.authentication_failed     whether it has could not be found out
//	wamp.error.unavailable               too many have failed that the Brake counts with it
package authn

// Package session is the router's side of one attached peer.
//
// Serve runs the session of a remote peer on its connection: login, the loop
// that reads and routes, the end. Hosted makes the link of a component in this
// process. Both show the realm the same Peer and send it the same messages; what
// a message of an open session means is the realm's business (interface Realm).
//
// # States
//
// A session is opening (HELLO, CHALLENGE, AUTHENTICATE), open (from WELCOME on),
// leaving (this side has said GOODBYE and waits, bounded, for the answer; other
// messages are ignored) and ended. A message that its state forbids, a message
// that is none and a request whose id is out of sequence end it with ABORT
// wamp.error.protocol_violation (section "Protocol Errors"). The connection ends
// with its session.
//
// # Outboxes
//
// Send never blocks: it encodes the message at once and leaves it with the
// connection. A reader collects in its Burst whom it has sent something, and
// flushes them when it has nothing more to read: with one attempt each that does
// not block. Only what a socket does not take then is left to that session's
// writer, a goroutine that ends when the outbox is empty.
//
// From an eighth of its limit on an outbox is under High pressure: whoever adds
// to it pauses a little after each burst, the longer the fuller it is, so that
// a reader that is merely slow loses nothing. Nobody waits for a peer that has
// taken nothing for a second. An outbox above its limit, or whose peer takes
// nothing at all, ends its session; what was not delivered is counted.
//
// # Locks
//
// A remote peer's mutex guards the change of its state. No lock of this package
// is held while the realm, an authenticator or an observer runs, and none but
// the connection's own over input or output.
package session

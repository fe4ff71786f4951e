// Package dealer is the WAMP role of the dealer (sections "Remote Procedure
// Calls", "Progressive Call Results", "Call Canceling", "Call Timeouts", "Caller
// Identification" and "Pattern-based Registration").
//
// A Dealer serves the sessions of one realm. Whether a session may do what it asks
// for, and whether its URIs are URIs, is known before the dealer is asked. Which
// callee answers which URI is the Directory's knowledge; who gets an answer is
// behind the interface Caller. Both may be of another node (Remote).
//
// A call is one pending object from CALL to its answer. It ends exactly once, by
// the first of: the callee's YIELD or ERROR, the callee's leaving, the caller's
// CANCEL or leaving, its timeout. Whoever ends it answers the caller; what comes
// later for it is discarded.
//
// A callee's lock is held while an INVOCATION gets its ID and is put into the
// callee's outbox, which never blocks: IDs go out in sequence, REGISTERED before
// the first INVOCATION of a registration and UNREGISTERED after the last. A
// pending call's lock is held over a progressive RESULT, so that none follows the
// answer.
//
// Lock order: callee.mu or elsewhere's, pending.mu, caller.mu; below those what a
// peer's outbox locks. No lock is held over a call of the Directory or of Remote.
package dealer

// Package dealer is the WAMP role of the dealer (sections "Remote Procedure
// Calls", "Progressive Call Results", "Progressive Call Invocations", "Call Canceling",
// "Call Timeouts", "Call Re-Routing", "Call Trust Levels", "Caller Identification",
// "Pattern-based Registration", "Shared Registration" and "Registration Revocation").
//
// A Dealer serves the sessions of one realm. Whether a session may do what it asks
// for, and whether its URIs are URIs, is known before the dealer is asked. Which
// callees answer which URI is the Directory's knowledge; who gets an answer is
// behind the interface Caller. Both may be of another node (Remote).
//
// A call is one pending object from CALL to its answer. It ends exactly once, by
// the first of: the callee's YIELD or ERROR, the callee's leaving, the caller's
// CANCEL or leaving, its timeout. Whoever ends it answers the caller; what comes
// later for it is discarded. On its way it may wait in the queue of its registration,
// and go from a callee that gives it back to the next: as long as that can happen the
// dealer keeps a copy of it, and of the input that its caller adds. The copies are
// bounded in bytes, the queues in calls, of which one caller may have a share. A call
// that waits goes on when its registration has a place again, or a callee that owes too
// many answers owes fewer.
//
// A callee's lock is held while an INVOCATION gets its ID and is put into the
// callee's outbox, which never blocks: IDs go out in sequence, REGISTERED before
// the first INVOCATION of a registration and UNREGISTERED after the last. A
// pending call's lock is held over a progressive RESULT, so that none follows the
// answer. A queue's lock is held while its calls are handed over, so that they keep
// their order.
//
// Lock order: LocalDirectory.mu, queue.mu, callee.mu or elsewhere's, pending.mu,
// caller.mu; below those what a peer's outbox locks. Below queue.mu is allowance.mu, too. No lock is held over a call that
// changes the Directory, none but a queue's over Remote.
package dealer

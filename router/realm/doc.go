// Package realm is one realm of a router: the sessions that have joined it, and
// the switch from their messages to broker, dealer and the protocol's own
// procedures (package meta). Before a message goes there its URIs are checked
// (section "URIs"), then the permissions of the session's role (package authz),
// then, where the realm has a Validator, its payload.
//
// What a session knows of a realm is the interface session.Realm; what a realm
// knows of a session is session.Peer. Peer.Send, SendShared and Close never block
// and never call back into the realm.
//
// # Locks
//
// No lock is held over I/O, user code, the Validator, a store or an authorizer.
// Messages find their session, its permissions, subscriptions and procedures
// without a lock. Locks are taken in this order, from the outside in; those on one
// line are never held together:
//
//	broker.Session.mu         a change of one session's subscriptions
//	broker.Broker.mu          which subscriptions there are
//	broker.subscription.mu    for reading while an event goes to outboxes
//	dealer.LocalDirectory.mu  a change of the registrations
//	dealer.queue.mu           while calls that have waited are handed over
//	dealer.callee.mu          while an INVOCATION goes to an outbox
//	meta.feed.mu              the events about subscriptions and registrations
//	dealer.elsewhere.mu       the calls that other nodes answer
//	dealer.pending.mu         one call; while a progressive RESULT goes to an outbox
//	dealer.caller.mu, dealer.allowance.mu, urimatch.Index.mu
//	whatever Peer.Send locks
//
// Realm.mu guards the table of sessions and is held with none of these.
package realm

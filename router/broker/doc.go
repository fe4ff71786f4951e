// Package broker is the WAMP role of the broker (sections "Publish and Subscribe",
// "Pattern-based Subscription", "Subscriber Black- and Whitelisting", "Publisher
// Exclusion", "Publisher Identification" and "Event Retention").
//
// A Broker serves the sessions of one realm. Whether a session may do what it asks
// for, and whether its URIs are URIs, is known before the broker is asked.
//
// All subscribers of one pattern share a subscription and its ID, so an event is
// one message for all of them and is encoded once for each serialization. A
// publication chooses its receivers by value (IDs, authids, authroles), never by
// reference: what the broker makes of a PUBLISH can travel to other nodes
// (Remote) and come from them (Deliver).
//
// Publishers look subscriptions up without a lock and hold a subscription's lock
// for reading while they put the event into outboxes, which never blocks. That
// keeps SUBSCRIBED before the first EVENT of a subscription and UNSUBSCRIBED after
// the last, which clients rely on.
//
// Lock order: Session.mu, Broker.mu; Session.mu, subscription.mu, and below those
// what a peer's outbox locks. No lock is held over the Store; Remote.Interest, which
// does not block, is called under Broker.mu, and what the Watcher is told under
// subscription.mu.
package broker

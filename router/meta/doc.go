// Package meta is what a router says about itself in WAMP: the procedures and
// topics of sections "Session Meta API", "Subscriptions Meta API" and "Registration
// Meta API". The procedures are answered here, without a session; who may call them and
// subscribe to the topics is the realm's matter, like all permissions.
package meta

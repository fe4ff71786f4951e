// Package meta is what a router says about itself in WAMP: the procedures and
// topics of sections "Session Meta API", "Subscriptions Meta API" and "Registration
// Meta API". The procedures are answered here, without a session; who may call them and
// subscribe to the topics is the realm's matter, like all permissions.
//
// What it says is of the types that are generated from schemas/metaapi: URIs, events,
// results and errors. Arguments are read here: a router takes null for what is left
// out, and refuses what is no URI by another error than what is no string, which the
// schema, being also that of callers, does not. Testaments and the events of a history
// are passed on undecoded.
package meta

// Package conformance tests the router from outside, against the text of the WAMP
// specification. It has no code but tests.
//
// An application runs in this process from a node file, as its binary would; the
// clients are WebSocket connections that send and receive exact messages, encoded
// by libraries that the router does not use. The tests know nothing of the router
// but its address. They are named after the sections of the specification that
// they check: the whole basic profile, and of the advanced profile what the router
// announces in WELCOME. Nearly all run in each serialization.
//
// # Where the specification leaves a choice
//
// Prefixes are prefixes of characters, not of components. Section "Pattern-based
// Registrations" lists com.myapp.myobject1-mysubobject1 as a match of the prefix
// com.myapp.myobject1, and "Pattern-based Subscription" has topic.emergency-low in
// the same way. Only a remark in the example of "Calls matching multiple
// registrations" disagrees (the call of a1.b2.c33.d4.e5 beside the prefix
// a1.b2.c3): here that call goes to the prefix. Who wants whole components ends the
// prefix with a dot. The longest prefix wins; of two prefixes of a URI the longer
// one never has fewer components, so this is also the order "more URI components
// matched" that the section asks for.
//
// Wildcard patterns are compared at the first component where one is fixed and the
// other is not: the fixed one wins. This is "the longest portion of URI components
// matched before each wildcard", wildcard by wildcard.
//
// The empty prefix is a pattern, as the expression for URIs with empty components
// allows: it covers every URI. A prefix has no empty component but its last. The
// empty URI is no wildcard pattern.
//
// URIs under "wamp" are the router's: who registers or publishes one gets
// wamp.error.invalid_uri, whatever its permissions, since such a URI is incorrect
// for an application (sections "Reserved URIs" and "Incorrect URIs"). Calls of them
// are answered by the router or with wamp.error.no_such_procedure and never reach
// a callee, also not one whose pattern covers them. Subscribing to them is allowed
// to whom the permissions allow it.
//
// White space in URIs is that of Unicode, for URIs are Unicode strings.
//
// The error of a call that is canceled, or whose callee leaves, is
// wamp.error.canceled, the spelling of section "Basic Profile URIs".
//
// "YIELD message with invalid INVOCATION.Request" (section "Protocol Errors") is one
// for a request that the router never made. An answer to an invocation that is over
// is discarded, for it may have crossed a cancellation or a timeout (section "Call
// Canceling").
//
// The answer to /send and /close of long-poll is the status 204: the text has the number
// 202 and the words "no content", and clients that exist take nothing but 204 for it. A
// request to /receive for which there is no message in time is answered in the same way.
//
// A PUBLISH that fails is answered only if the publisher asked for an
// acknowledgement (section "Publish ERROR").
//
// An option that the router knows has to be of its type, and one that has names
// for values one of them; else the message is malformed and answered with ABORT.
// Options that it does not know are ignored.
//
// A CALL that would continue one that has ended is discarded, however long ago that
// was: no table of ended calls is needed (section "Progressive Call Invocations",
// "Verification of CALL Request IDs", where dealers may do so). The timeout of a call
// counts from its first CALL, whatever parts follow, to its first result.
//
// A REGISTER whose invocation policy is not that of the registration there is gets
// wamp.error.procedure_already_exists, the only error of section "Register ERROR", and
// so does a session that is a callee of the registration already. Section "Shared
// Registration" only asks that it fails.
//
// A call whose callee answers wamp.error.unavailable goes to another only if that
// callee has announced call_reroute; else that is the call's error. A call that has had
// a progressive result is not begun anew by another: it ends with
// wamp.error.no_available_callee (section "Call Re-Routing").
//
// The options concurrency and force_reregister of REGISTER are Crossbar.io's. Calls
// above a registration's concurrency wait. Callees are displaced by sessions of the
// same authid and role, or with a permission for that, else the answer is
// wamp.error.not_authorized; those displaced are told as section "Registration
// Revocation" says.
//
// Of the authentication methods that a client offers, in its order, the first one that
// the service has decides; cookie and tls are passed over where the connection brings
// nothing. A HELLO whose realm is null leaves it to the router; without one by
// authentication the answer is wamp.error.no_such_realm. Who is not known gets the
// challenges that everybody gets, and is refused with wamp.error.authentication_denied as for a
// wrong answer, not with wamp.error.no_such_principal (section "Initial Client
// Authentication Message"). A channel binding that the connection does not have is
// refused for wamp-scram, as its section says, and left out for cryptosign, as that one
// allows; the channel id of tls-unique is the SHA-256 of its data, for the section wants 32
// bytes and TLS has 12.
// The router announces no role callee for its procedures, as section "Event History"
// has it: clients know but broker and dealer as roles of WELCOME. A publication that
// is not in a history (any more) has no place in it: nothing is before or after it.
// An answer holds at most 1,000 events, or 1 MiB of them; then its keyword result
// more is true. Publisher exclusion does not matter in the past.
//
// Section "Interface Reflection" names procedures and topics but not their arguments:
// list returns URIs, describe(uri) a dict or null, define(uri, dict) sets what is said
// of a URI and define(uri, null) takes it back, on_define has the URI, the dict and
// whether it is new, on_undefine the URI.
//
// forward_timeout is the callee's choice: without it, or without the feature
// call_timeout, the dealer minds the timeout and does not forward it (section "Call
// Timeouts").
package conformance

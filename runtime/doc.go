// Package runtime is what generated code is made of: sessions, typed calls and
// events, errors that travel, and component classes with their life.
//
// A Session is one WAMP session over a Link, made by Join. Links are made by a
// Connect: that of a router in the same process, or of package client for one
// elsewhere; this package knows neither. Procedure and Topic describe what
// travels; Call, Register, Publish and Subscribe are their four operations, and a
// Session has the same without a schema.
//
// A Class is how components come to be: Start constructs one, joins, and registers
// and subscribes what the class has bound. Types become components by embedding an
// ApplicationSession, which generated stubs do.
//
// # Connections that break
//
// A session whose link is lost is over, unless JoinConfig.Reconnect has it join again:
// then it is the same Session over one link after the other, with its registrations and
// subscriptions, and what generated code holds of it stays valid. A component's host
// may as well start the component anew.
//
// # Interceptors
//
// An Interceptor stands around what a session calls and publishes, and around its
// handlers: logging, metrics, tracing and authorization are some ten lines each, see
// the examples. A session has its own by JoinConfig, a component those of its class, and
// Classes.With gives them to a whole application.
//
// # Progressive calls
//
// Progressive describes a procedure with progressive results, progressive inputs, or
// both. Its handler sends results with a Progress and takes inputs from an Input; a
// caller ranges over Results, which make the call and end it, and passes inputs as an
// iterator. What waits to be taken is bounded (ErrTooSlow), and slows down who sends it.
//
// # Handlers
//
// Invocations are handled concurrently, each in a worker goroutine of its session,
// never in the one that reads or calls. Events of a session are handled one at a
// time, in order, in a goroutine of their own. A handler's context ends with the
// session, and with INTERRUPT; InvocationFrom and EventFrom tell what it belongs
// to. What a handler gets is its own memory, except where it is said to be
// borrowed. A panic is an error of that invocation or event, logged with its
// stack, and nothing else happens.
//
// # What this package is not
//
// It has no sockets, no router and no reflection.
package runtime

// Package router is the picture of the router process; its rooms are the
// packages below. It knows nothing of the generator but gen/diag and gen/syntax,
// by which it reads node files.
//
//	app      the command line of an application: start, check, classes
//	config   the node file as data, with a place for every value
//	node     node file + classes -> plan -> running workers, and back
//	host     a hosted component, or the program of a guest: start, watch, restart, stop
//	listen   sockets: limits before login, HTTP and RawSocket, the goroutines of sessions
//	web      the paths of a web transport: WebSocket, long-poll, pages, metrics
//	session  the router's side of one attached peer: handshake, reader, outbox
//	realm    the sessions of a realm; the switch from message to broker or dealer
//	broker   publish & subscribe
//	dealer   routed calls
//	meta     the procedures and topics of the protocol itself
//	authn    who a peer is, one method a file
//	authz    what a role may do
//	history  events that are kept, in memory; history/disk in a file
//	tally    counts of a realm: events sent, requests refused, limits that act; connections refused
//	typecheck payloads, by the contracts of classes
//	urimatch exact, prefix and wildcard patterns
//	strangers peers who are nobody yet: their networks, and what the log tells of them
//	proxy    what proxies say of the clients they connect for
//	watch    changes of files
//
// Beside them stands routertest: a router in the process of a user's tests.
//
// # Imports
//
// They run from the top of this list to its bottom, never back (a test of the module
// keeps them):
//
//	app -> node -> config, history/disk, host, listen, web, realm, authn, typecheck     host, app -> watch
//	realm -> broker, dealer, meta, authz, history, session
//	authn, host, listen, web -> session        broker, dealer -> urimatch, session, tally
//	authn, listen, node, session -> strangers        authn, listen, node, web -> proxy
//
// Session declares the interface Realm that it needs, so that it does not
// import the realm; host gets its link to a realm as a runtime.Connect and
// imports none of this. Broker and dealer do not know each other.
//
// # Messages
//
//	socket -> listen (limits, first octet) -> web (path, upgrade) or RawSocket
//	       -> transport.Conn (whole messages)
//	       -> codec (heads only) -> session -> realm -> authz -> broker | dealer | meta
//	       -> Peer.Send (never blocks, bounded in bytes) -> one write per burst
//
// A hosted component is a session like any other, without the socket: runtime.Start
// joins it over session.Hosted, from where its messages take the same way.
//
// # Life
//
// node.Start opens the realms of all workers, then starts the components one after
// the other, each when the one before it is ready, then listens, and then starts the components
// of containers, which may join what listens, and guests. Node.Stop goes
// the other way round: sockets, components in reverse, realms. What does not end
// within the stop timeout is left behind and named.
//
// Every goroutine has one owner that waits for it:
//
//	listen.Listener      its accept loop, handshakes, the HTTP connections, one goroutine for each remote session
//	session (remote)     its login, and its writer, which exists while there is something to write
//	session (hosted)     the ends that it can not wait for itself
//	host.Component       its watcher, from the start to the stop; a program has one more, and one for
//	                     its files
//	node.Node            what operators have begun by the management; it publishes what changes
//	runtime.Instance     what a component runs: handlers, events, the end of its session
//	broker.Broker        SUBSCRIBEs that wait for other nodes
//	disk.Store           its writer
//	strangers.Log        the timer by which it tells what was left out
//	realm.Realm          what its sessions leave behind when they are closed
//
// # Locks
//
// No lock is held over I/O, user code, a store or an authorizer. Three groups never
// meet, so that an order is needed only inside each:
//
//   - management: node.Node.operation, then host.Component.operation, which are held while things
//     start and stop; below them host.Component.mu, for the status, which is held while those who
//     watch are told of it; below it node.Node.watching and mu
//   - sockets: listen.Listener.mu and the listener's count of connections, one at a time
//   - messages: the locks of realm, broker, dealer and of the peers' outboxes; package realm has
//     their order
//
// A message that has to wait for an authorizer, and a login for an authenticator, wait in
// the reader of their own session: it holds no lock, has flushed its burst, and waits
// for a bounded time.
//
// A session's reader holds nothing when it enters the realm, and Peer.Send, SendShared
// and Close never come back into it.
package router

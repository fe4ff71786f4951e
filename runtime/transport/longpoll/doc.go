// Package longpoll is the server's side of WAMP over HTTP long-poll (section "HTTP
// Longpoll Transport"): a connection that has no socket. Requests bring messages to it
// and wait for messages of it; what they look like is the matter of package web.
//
// Messages wait until a request asks for them: in a batched protocol it gets all of
// them, else one. A client that does not ask although messages wait is stalled; one
// that is not heard of at all is given up, too, so that nothing is left of clients
// that vanish. A message that was given to a request whose client has gone is lost,
// and so is the connection.
package longpoll

// Package transport carries whole WAMP messages between peers: the Conn that
// every kind of connection implements, the pooled Buffer that messages are read
// into, and the reference-counted Frame that they are written from.
//
// A Conn knows nothing of sessions: who may say what, how much may wait for a
// peer and when a peer is given up is decided above it. Connections live in the
// packages below, one for each transport.
package transport

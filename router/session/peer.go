package session

import (
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Peer is the other side of a session, as the realm sees it. No method blocks
// or calls the realm back.
type Peer interface {
	// ID returns the session's ID.
	ID() wamp.ID

	// Principal returns who the peer is. It does not change and must not be changed.
	Principal() *Principal

	// Seat returns the place for what the realm knows of the peer.
	Seat() *Seat

	// Send puts a message into the peer's outbox. The message and its payload are
	// borrowed. What is sent within a burst is written when the burst is flushed;
	// without one (nil) the peer's writer does it.
	Send(m wamp.Message, b *Burst) Pressure

	// SendShared is Send for one message to many peers. The caller keeps s.
	SendShared(s *Shared, b *Burst) Pressure

	// Close ends the session: GOODBYE with the reason, a bounded time for the
	// peer's answer, then the end of its connection. message is for people.
	Close(reason wamp.URI, message string)
}

// Pressure tells the sender of a message how much waits for its receiver.
type Pressure uint8

// The pressures.
const (
	Ok     Pressure = iota
	High            // the sender should pause; the burst's Flush does it
	Closed          // the message was not sent, and is counted as dropped
	TooBig          // the same, because the peer takes no message of that size; smaller ones may follow
)

// Principal is who a peer is.
type Principal struct {
	Realm        wamp.URI // that the session is to join; "": the one of HELLO
	AuthID       string
	AuthRole     string
	AuthMethod   string
	AuthProvider string
	AuthExtra    wamp.Dict           // for the peer, in WELCOME; may be nil
	Transport    Transport           // zero for hosted sessions
	Hosted       bool                // a component of this process
	Contract     *contract.Component // of such a component's class; nil: not known
}

// Transport is what the meta API tells of a session's connection.
type Transport struct {
	Type     string // "websocket"
	Protocol string // "wamp.2.json"
	Peer     string // address: "127.0.0.1:43210"
}

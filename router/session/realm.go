package session

import (
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Realm is where sessions join and their messages are routed. Its methods are
// called without any lock of this package.
type Realm interface {
	// NewSessionID returns a random ID that no session of the realm has.
	NewSessionID() wamp.ID

	// Join attaches p, with HELLO.Details, and returns WELCOME.Details, to which
	// the session adds who the peer is. What p is sent before Join returns is
	// written after WELCOME. A *wamp.Error refuses the peer with its URI in an
	// ABORT; p has not joined then.
	Join(p Peer, hello wamp.Dict, b *Burst) (welcome wamp.Dict, err error)

	// Route handles a message of p that the session's state allows. The message is
	// borrowed. It is called from one goroutine for remote peers, from many for
	// hosted ones. An error is a violation of the protocol and ends the session
	// with ABORT; its text is the message.
	Route(p Peer, m wamp.Message, b *Burst) error

	// Continue handles a CALL of p whose request id is no new one, where both sides
	// have announced progressive call invocations: it continues a call, or is
	// discarded. All else is as with Route, to which the CALLs of peers go whose ids
	// come in any order.
	Continue(p Peer, m *wamp.Call, b *Burst) error

	// Leave detaches p and releases all it had. It may be called more than once,
	// for a peer that has not joined, and during Route for hosted ones.
	Leave(p Peer, b *Burst)
}

// Realms finds realms by name.
type Realms interface {
	Realm(name wamp.URI) (Realm, bool)
}

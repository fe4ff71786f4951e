package session

import (
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Observer is told what happens to sessions: metrics, tracing, accounting. Its
// methods are called from many goroutines and must not block.
type Observer interface {
	// Opened is called after a session has joined.
	Opened(p Peer, realm wamp.URI)
	// Closed is called after a session that was opened has left. The reason is
	// that of its GOODBYE or ABORT, wamp.error.network_failure if its connection
	// was lost.
	Closed(p Peer, realm wamp.URI, reason wamp.URI)
	// Message is called for each message that arrives from a peer in an open session.
	Message(p Peer, t wamp.MessageType)
	// Dropped is called with the number of messages to p that it does not get, and why.
	Dropped(p Peer, reason Drop, messages int)
}

// nobody observes.
type nobody struct{}

func (nobody) Opened(Peer, wamp.URI)           {}
func (nobody) Closed(Peer, wamp.URI, wamp.URI) {}
func (nobody) Message(Peer, wamp.MessageType)  {}
func (nobody) Dropped(Peer, Drop, int)         {}

// OnOpened returns an observer that calls opened when a session joins, and then tells
// next, if that is not nil, as of everything else.
func OnOpened(next Observer, opened func()) Observer {
	if next == nil {
		next = nobody{}
	}
	return onOpened{next, opened}
}

type onOpened struct {
	Observer
	opened func()
}

// Opened implements Observer.
func (o onOpened) Opened(p Peer, realm wamp.URI) {
	o.opened()
	o.Observer.Opened(p, realm)
}

// Limited implements LimitObserver, if the next one does.
func (o onOpened) Limited(limit string) {
	if next, ok := o.Observer.(LimitObserver); ok {
		next.Limited(limit)
	}
}

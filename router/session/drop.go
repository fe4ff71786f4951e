package session

import "github.com/wampgen/wampgen/runtime/wamp"

// Drop is why messages do not reach their peer.
type Drop uint8

// The reasons.
const (
	DropEnded     Drop = iota // its session had ended, or ended before they were sent
	DropLost                  // its connection was lost
	DropTooSlow               // a limit has ended the session of a peer that reads too slowly
	DropTooLarge              // the peer takes no message of that size
	DropUnencoded             // they have no form in the serialization of the peer
	Drops                     // how many reasons there are
)

var dropNames = [Drops]string{"ended", "lost", "too_slow", "too_large", "unencoded"}

// String returns the reason as metrics name it.
func (d Drop) String() string { return dropNames[d] }

// drop is why messages are dropped that wait when the session ends. No ending is that of
// a session that has left in good order.
func (e *ending) drop() Drop {
	switch {
	case e == nil:
		return DropEnded
	case e.limit == limitOutboxBytes, e.limit == limitOutboxStall, e.limit == limitOutboxesBytes:
		return DropTooSlow
	case e.reason == wamp.ErrNetworkFailure, e.limit == limitPingsMissed:
		return DropLost
	}
	return DropEnded
}

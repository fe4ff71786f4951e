package session

import (
	"time"

	"github.com/wampgen/wampgen/runtime/codec"
)

// Limits bound what one session may cost. A zero field has its default.
type Limits struct {
	// MessageSizeBeforeLogin and MessageSize are the largest message accepted
	// until and after WELCOME, in bytes, inflated; raw, with framing and control
	// frames, it may have an eighth and 16 KiB more.
	MessageSizeBeforeLogin int
	MessageSize            int
	// LoginTimeout is the time from the start of the session to WELCOME.
	LoginTimeout time.Duration
	// OutboxBytes is what may wait for the peer. From an eighth of it on senders
	// pause. Above it the session ends, but for a peer that reads only when eight times
	// as much waits. A message that is larger is not sent to the peer.
	OutboxBytes int
	// OutboxesBytes is what may wait for all sessions of a router worker; 0: 1 GiB or
	// half of GOMEMLIMIT. An Outboxes acts on it.
	OutboxesBytes int64
	// OutboxStall is how long the peer may take no byte of what waits. The
	// transport acts on it.
	OutboxStall time.Duration
	// PingInterval is the time between pings, PingsMissed how many of them in a
	// row may go unanswered. The transport acts on both.
	PingInterval time.Duration
	PingsMissed  int
	// URILength is the longest URI, in bytes, Depth the deepest nesting of a value.
	URILength int
	Depth     int
}

// Default returns the limits of a router whose configuration says nothing.
func Default() Limits {
	return Limits{
		MessageSizeBeforeLogin: 16 << 10,
		MessageSize:            4 << 20,
		LoginTimeout:           10 * time.Second,
		OutboxBytes:            8 << 20,
		OutboxStall:            10 * time.Second,
		PingInterval:           30 * time.Second,
		PingsMissed:            2,
		URILength:              codec.DefaultURILength,
		Depth:                  codec.DefaultDepth,
	}
}

// What is not settable.
const (
	// After each share of bytes that a session sends it lets others in, for breath.
	share  = 512 << 10
	breath = 20 * time.Microsecond
	// A message that the session has waited for counts as this part of its bytes.
	waitedShare = 8

	// goodbyeWait is how long a peer may take to answer GOODBYE.
	goodbyeWait = 3 * time.Second

	// pressure begins at this part of OutboxBytes.
	pressureShare = 8
	// What may wait for a peer that reads, in outboxes.
	surplus = 8
	// A sender pauses between shortestPause and longestPause after a burst, in
	// proportion to how full the outbox is.
	shortestPause = 20 * time.Millisecond
	longestPause  = 2 * time.Second
	// A peer that has taken nothing for so long is not waited for.
	stuckAfter = time.Second
	// relief is how often a pause looks whether it may end.
	relief = time.Millisecond
)

func (l Limits) withDefaults() Limits {
	d := Default()
	orDefault(&l.MessageSizeBeforeLogin, d.MessageSizeBeforeLogin)
	orDefault(&l.MessageSize, d.MessageSize)
	orDefault(&l.LoginTimeout, d.LoginTimeout)
	orDefault(&l.OutboxBytes, d.OutboxBytes)
	orDefault(&l.OutboxStall, d.OutboxStall)
	orDefault(&l.PingInterval, d.PingInterval)
	orDefault(&l.PingsMissed, d.PingsMissed)
	orDefault(&l.URILength, d.URILength)
	orDefault(&l.Depth, d.Depth)
	return l
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

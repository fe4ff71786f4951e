package transport

import "time"

// Limits bound what a connection may cost. A zero field has its default.
type Limits struct {
	// MessageSize is the largest message accepted, in bytes, until
	// SetMessageSize says otherwise; default 4 MiB. A peer may send an eighth and
	// 16 KiB more than that, for framing and control frames.
	MessageSize int
	// Stall is how long the peer may take no byte of what waits; default 10 s.
	Stall time.Duration
	// PingInterval is the time between pings, or between the probes of TCP's keep-alive
	// where a transport has no pings; default 30 s, negative: none.
	PingInterval time.Duration
	// PingsMissed is how many pings in a row a silent peer may leave unanswered;
	// default 2.
	PingsMissed int
}

// WithDefaults returns the limits with the defaults of those that are zero.
func (l Limits) WithDefaults() Limits {
	orDefault(&l.MessageSize, 4<<20)
	orDefault(&l.Stall, 10*time.Second)
	orDefault(&l.PingInterval, 30*time.Second)
	orDefault(&l.PingsMissed, 2)
	return l
}

func orDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

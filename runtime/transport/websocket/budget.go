package websocket

import (
	"errors"
	"time"
)

// errBudget is returned by Read when the peer sends more than a message needs.
var errBudget = errors.New("too many bytes for one message")

// controlWindow is the time for which a budget between two messages holds:
// control frames are legal without end, but not in any number.
const controlWindow = time.Minute

// budget bounds the raw bytes of one message: fragments without content,
// control frames and framing count, too.
type budget struct {
	limit, left int
	inMessage   bool
	start       int64 // monotonic
}

// begin starts the budget of a message of at most size bytes, and of the wait for it.
func (b *budget) begin(size int) {
	b.limit = size + size/8 + 16<<10
	b.left, b.inMessage, b.start = b.limit, false, 0
}

func (b *budget) spend(n int) error {
	if b.left -= n; b.left > b.limit/2 {
		return nil
	}
	if now := monotonic(); !b.inMessage {
		if b.start == 0 {
			b.start = now
		} else if now-b.start > int64(controlWindow) {
			b.left, b.start = b.limit, now
		}
	}
	if b.left < 0 {
		return errBudget
	}
	return nil
}

package stream

import (
	"errors"
	"time"
)

// ErrBudget is returned by Budget.Spend when the peer sends more than a message
// needs.
var ErrBudget = errors.New("too many bytes for one message")

// controlWindow is the time for which a budget between two messages holds:
// control frames are legal without end, but not in any number.
const controlWindow = time.Minute

// Budget bounds the raw bytes of one message: fragments without content,
// control frames and framing count, too.
type Budget struct {
	limit, left int
	inMessage   bool
	start       int64 // monotonic
}

// Begin starts the budget of a message of at most size bytes, and of the wait for it:
// an eighth and 16 KiB more.
func (b *Budget) Begin(size int) {
	b.limit = size + size/8 + 16<<10
	b.left, b.inMessage, b.start = b.limit, false, 0
}

// InMessage notes that the message has begun.
func (b *Budget) InMessage() { b.inMessage = true }

// Spend counts n bytes.
func (b *Budget) Spend(n int) error {
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
		return ErrBudget
	}
	return nil
}

package dealer

import (
	"fmt"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// timeout bounds the time between the answers of a call (section "Call Timeouts").
// The zero timeout is none.
type timeout struct {
	after time.Duration
	timer *time.Timer // counted in Dealer.timers until it is stopped or has run
}

// stop reports whether the timer ran, and does not any more.
func (t *timeout) stop() bool { return t.timer != nil && t.timer.Stop() }

// restart lets the time begin again, unless it is over.
func (t *timeout) restart() {
	if t.stop() {
		t.timer.Reset(t.after)
	}
}

// arm starts the timeout, unless it runs already.
func (p *pending) arm(after time.Duration) {
	if after <= 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.done && p.extras().timeout.timer == nil {
		p.dealer.timers.Add(1)
		p.extras().timeout = timeout{after: after, timer: time.AfterFunc(after, p.expire)}
	}
}

// expire ends the call when its time is over.
func (p *pending) expire() {
	defer p.dealer.timers.Done()
	p.giveUp(wamp.ErrTimeout, fmt.Sprintf("no answer within %s", p.timeLimit()), nil)
}

// timeLimit returns how long the call may be without an answer.
func (p *pending) timeLimit() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.extras().timeout.after
}

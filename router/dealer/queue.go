package dealer

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/router/session"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// queue is the calls that wait for a callee of one registration.
type queue struct {
	length atomic.Int32

	mu    sync.Mutex // held while they are handed over, so that they keep their order
	calls []*waiting
}

// waiting is a call in a queue, as the answerer of its pending call.
type waiting struct {
	queue *queue
	call  *pending
	from  *allowance
}

// remove takes a call out of the queue, if it is there. q.mu is held.
func (q *queue) remove(w *waiting) {
	if i := slices.Index(q.calls, w); i >= 0 {
		q.calls = slices.Delete(q.calls, i, i+1)
		q.length.Store(int32(len(q.calls)))
		w.from.give(w.call.caller.Identity().Session)
	}
}

// interruptible reports false: there is nobody to interrupt.
func (w *waiting) interruptible() bool { return false }

// cancel takes the call out of the queue.
func (w *waiting) cancel(*pending, wamp.ID, wamp.CancelMode, wamp.URI, *session.Burst) {
	w.queue.mu.Lock()
	defer w.queue.mu.Unlock()
	w.queue.remove(w)
}

// more has nothing to do: the part is kept with the call.
func (w *waiting) more(*pending, wamp.ID, part, *session.Burst) {}

// wait puts the call into the registration's queue. It borrows c.
func (d *Dealer) wait(e *Entry, p *pending, c *Call, burst *session.Burst) {
	session := p.caller.Identity().Session
	from, limit := d.allowances.take(c.Procedure, session)
	if from == nil {
		d.cfg.Tally.Limited(limit)
		p.refuse(wamp.ErrUnavailable, fmt.Sprintf("too many calls wait for a callee of %q", c.Procedure), burst)
		return
	}
	w, timeout := &waiting{&e.queue, p, from}, c.Timeout
	e.queue.mu.Lock()
	wanted, kept := p.suspend(w, c)
	if !wanted || !kept {
		e.queue.mu.Unlock()
		from.give(session)
		if wanted {
			p.refuse(wamp.ErrUnavailable, noRoom, burst)
		}
		return
	}
	e.queue.calls = append(e.queue.calls, w)
	e.queue.length.Store(int32(len(e.queue.calls)))
	e.queue.mu.Unlock()
	p.arm(timeout)
	d.drain(e, burst) // a callee may have become free meanwhile
}

// suspend says that the call waits. It reports whether an answer is still wanted, and
// whether there was room to keep the call.
func (p *pending) suspend(w *waiting, c *Call) (wanted, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done {
		return false, false
	}
	k := p.keep(c)
	if k == nil {
		return true, false
	}
	k.call.Timeout = 0 // the dealer minds it
	p.at, p.id = w, 0
	return true, true
}

// drain hands the calls of a queue over, the longest waiting first, as far as callees
// take them. If the registration has none any more, its calls are routed anew.
func (d *Dealer) drain(e *Entry, burst *session.Burst) {
	if e.queue.length.Load() == 0 {
		return
	}
	for _, w := range d.handOver(e, burst) {
		if k := w.call.leftOver(); k != nil {
			d.dispatch(w.call, k.call, k.tried, burst)
		}
	}
}

// handOver returns the calls that nobody of the registration may take. A callee that has
// too many invocations for the first one notes that it waits.
func (d *Dealer) handOver(e *Entry, burst *session.Burst) (left []*waiting) {
	e.queue.mu.Lock()
	defer e.queue.mu.Unlock()
	for len(e.queue.calls) > 0 {
		w := e.queue.calls[0]
		k := w.call.leftOver()
		if k == nil {
			e.queue.remove(w) // it has ended
			continue
		}
		switch outcome := d.try(e, w.call, k.call, k.tried, burst); outcome {
		case full, busy:
			return left
		case invoked:
		case ended, nobody:
			left = append(left, w)
		case lost:
			w.call.refuse(wamp.ErrCanceled, calleeLeft, burst)
		default:
			w.call.hindered(outcome, k.call, k.tried, burst)
		}
		e.queue.remove(w)
	}
	return left
}

// waits reports whether the call is in a queue.
func (p *pending) waits() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	_, waits := p.at.(*waiting)
	return waits
}

// leftOver returns the copy of a call that waits, or nil if it has ended.
func (p *pending) leftOver() *kept {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.done || p.extra == nil {
		return nil
	}
	return p.extra.kept
}

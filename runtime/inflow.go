package runtime

import (
	"errors"
	"sync"
	"time"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// What may wait of progressive calls. Whoever sends pauses long before (see Sink):
// these are for the reader that does not read at all.
const (
	// mostInflow is how many bytes of one call may wait.
	mostInflow = 4 << 20
	// mostInflows is how many bytes of all calls of a session may wait.
	mostInflows = 6 << 20
	// stalledInflow is how many bytes of one call may wait while nothing is taken
	// for inflowStall.
	stalledInflow = 1 << 20
	inflowStall   = 10 * time.Second
)

// ErrTooSlow ends a progressive call of which too much waits because nobody takes
// it: progressive results at the caller, inputs at the callee.
var ErrTooSlow = errors.New("too much of the call waits to be read")

// inflow holds what has come of one call, in order, and waits to be taken:
// progressive results at the caller, inputs at the callee.
type inflow struct {
	backlog *backlog
	ready   chan struct{} // buffered; signaled when there is something to see

	mu      sync.Mutex
	waiting []arrived
	bytes   int       // of waiting
	taken   time.Time // when the last was taken, or the first that waits came
	spare   []byte    // memory for the next
	ended   bool      // nothing comes any more
	err     error     // why, if that is a fault
}

// arrived is a payload with its memory.
type arrived struct {
	payload wamp.Payload
	buf     []byte
}

func (a arrived) size() int { return messageOverhead + a.payload.Size() }

func newInflow(b *backlog) *inflow {
	return &inflow{backlog: b, ready: make(chan struct{}, 1)}
}

// put copies what has come, unless that would be too much: then all is dropped and
// the inflow has failed. It reports whether it has failed just now.
func (f *inflow) put(p wamp.Payload) (failed bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return false
	}
	size := messageOverhead + p.Size()
	if f.tooMuch(size) {
		f.dropLocked()
		f.endLocked(ErrTooSlow)
		return true
	}
	if len(f.waiting) == 0 {
		f.taken = time.Now()
	}
	var a arrived
	a.buf = copyPayload(&a.payload, f.spare, &p)
	f.spare = nil
	f.waiting = append(f.waiting, a)
	f.bytes += size
	f.backlog.addInflow(size)
	f.signal()
	return false
}

func (f *inflow) tooMuch(size int) bool {
	switch {
	case len(f.waiting) == 0:
		return false // one is always taken, however large
	case f.bytes+size > mostInflow || f.backlog.inflows()+size > mostInflows:
		return true
	default:
		return f.bytes > stalledInflow && time.Since(f.taken) > inflowStall
	}
}

// take passes the next that waits to read, which borrows it. It reports false if
// nothing waits; then over says whether nothing will, and err why, if that is a fault.
func (f *inflow) take(read func(wamp.Payload) error) (taken, over bool, err error) {
	f.mu.Lock()
	if len(f.waiting) == 0 {
		defer f.mu.Unlock()
		return false, f.ended, f.err
	}
	a := f.waiting[0]
	f.waiting[0] = arrived{}
	f.waiting = f.waiting[1:]
	f.taken = time.Now()
	f.bytes -= a.size()
	f.mu.Unlock()
	f.backlog.removeInflow(a.size())
	err = read(a.payload)
	if cap(a.buf) <= reusedBuffer {
		f.mu.Lock()
		f.spare = a.buf
		f.mu.Unlock()
	}
	return true, false, err
}

// end says that nothing comes any more, because of err if that is not nil.
func (f *inflow) end(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.endLocked(err)
}

func (f *inflow) endLocked(err error) {
	if !f.ended {
		f.ended, f.err = true, err
		f.signal()
	}
}

// drop ends the inflow with all that waits.
func (f *inflow) drop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.dropLocked()
	f.endLocked(nil)
}

func (f *inflow) dropLocked() {
	f.backlog.removeInflow(f.bytes)
	f.waiting, f.bytes, f.spare = nil, 0, nil
}

func (f *inflow) signal() {
	select {
	case f.ready <- struct{}{}:
	default:
	}
}

package websocket

import (
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wampgen/wampgen/runtime/transport"
)

// flusher moves the queue to the socket. Who holds the lock writes; everybody
// else leaves the work to it, for it looks at the queue again after it has let go.
type flusher struct {
	lock    sync.Mutex
	current segment // being written
	written int     // bytes of it

	stall atomic.Int64 // how long the peer may take nothing, in ns
	since atomic.Int64 // monotonic: when the peer last took something although more waits; 0: it takes all
}

// poll is how often a blocked flush looks at the socket again: the system
// reports it writable only when much of its buffer is free, and a slow reader
// must not be taken for one that has stopped.
const poll = 50 * time.Millisecond

// piece is the most that is written at once where the socket can not be
// observed: the stall limit holds for each.
const piece = 64 << 10

// tryFlush writes as much as the socket takes now.
func (w *wire) tryFlush() (done bool, err error) {
	if w.socket == nil {
		return w.queue.size.Load() == 0, w.queue.failure()
	}
	for w.queue.size.Load() > 0 {
		if !w.flusher.lock.TryLock() {
			return true, nil
		}
		done, err = w.drain((*wire).tryWrite)
		w.flusher.lock.Unlock()
		if !done || err != nil {
			return false, err
		}
	}
	return true, nil
}

// flush writes everything and waits as long as the peer takes some of it
// within the stall limit.
func (w *wire) flush() error {
	for {
		if err := w.flushLocked(); err != nil || w.queue.size.Load() == 0 {
			return err
		}
	}
}

func (w *wire) flushLocked() error {
	w.flusher.lock.Lock()
	defer w.flusher.lock.Unlock()
	for {
		done, err := w.drain((*wire).writeBlocking)
		if done || err != nil {
			return err
		}
		if w.stalled() >= time.Duration(w.flusher.stall.Load()) {
			return w.queue.fail(transport.ErrStalled)
		}
	}
}

// stalled returns how long the peer has taken nothing of what waits.
func (w *wire) stalled() time.Duration {
	if since := w.flusher.since.Load(); since != 0 {
		return time.Duration(monotonic() - since)
	}
	return 0
}

// drain writes segments until the queue is empty (done) or write has left
// something. The caller holds the flush lock.
func (w *wire) drain(write func(*wire, []byte) (int, error)) (done bool, err error) {
	f := &w.flusher
	for {
		if err := w.queue.failure(); err != nil {
			return false, err
		}
		data := f.current.bytes()
		if len(data) == 0 {
			if !w.queue.take(&f.current) {
				f.since.Store(0)
				return true, nil
			}
			continue
		}
		n, err := write(w, data[f.written:])
		f.written += n
		w.queue.size.Add(-int64(n))
		if err != nil {
			return false, w.queue.fail(err)
		}
		whole := f.written == len(data)
		if whole {
			f.current.free()
			f.written = 0
		}
		if blocked := f.since.Load() != 0; blocked && n > 0 || !blocked && !whole {
			f.since.Store(monotonic())
		}
		if !whole {
			return false, nil
		}
	}
}

func (w *wire) tryWrite(data []byte) (int, error) { return w.socket.tryWrite(data) }

// writeBlocking writes some of data. It may wait, but looks at what it has
// achieved from time to time.
func (w *wire) writeBlocking(data []byte) (int, error) {
	if w.socket == nil {
		w.Conn.SetWriteDeadline(time.Now().Add(time.Duration(w.flusher.stall.Load())))
		n, err := w.Conn.Write(data[:min(len(data), piece)])
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = transport.ErrStalled
		}
		return n, err
	}
	w.Conn.SetWriteDeadline(time.Now().Add(poll))
	n, err := w.socket.write(data)
	w.Conn.SetWriteDeadline(time.Time{}) // an expired one would fail the next attempt
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return n, err
}

// discardCurrent drops what a flush that has failed was writing and returns the
// number of messages that were not written to their end.
func (w *wire) discardCurrent() (messages int) {
	f := &w.flusher
	f.lock.Lock()
	defer f.lock.Unlock()
	data := f.current.bytes()
	w.queue.size.Add(-int64(len(data) - f.written))
	messages = countMessages(data, f.written)
	f.current.free()
	f.written = 0
	return messages
}

// epoch is the origin of monotonic.
var epoch = time.Now()

// monotonic is a clock that fits an atomic integer, in nanoseconds; never 0.
func monotonic() int64 { return int64(time.Since(epoch)) + 1 }

package stream

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
	sealed  int     // bytes behind them that TLS has sealed and the socket has not taken whole

	stall atomic.Int64 // how long the peer may take nothing, in ns
	since atomic.Int64 // monotonic: when the peer last took something although more waits; 0: it takes all
}

// poll is how often a blocked flush looks at the socket again: the system
// reports it writable only when much of its buffer is free, and a slow reader
// must not be taken for one that has stopped.
const poll = 50 * time.Millisecond

// piece is the most that is written at once where the socket can not be
// observed: the stall limit holds for each. With the records of TLS around it, it
// fits memory of one size class.
const piece = 60 << 10

// TryFlush writes as much as the socket takes now. It is done if nothing is left
// for the caller to care for.
func (s *Stream) TryFlush() (done bool, err error) {
	if s.base.socket == nil {
		return !s.queue.waits.Load(), s.queue.failure()
	}
	for s.queue.waits.Load() {
		if !s.flusher.lock.TryLock() {
			return true, nil
		}
		done, err = s.drain(false)
		s.flusher.lock.Unlock()
		if !done || err != nil {
			return false, err
		}
	}
	return true, nil
}

// Flush writes everything and waits as long as the peer takes some of it
// within the stall limit. It fails with transport.ErrStalled.
func (s *Stream) Flush() error {
	for {
		if err := s.flushLocked(); err != nil || !s.queue.waits.Load() {
			return err
		}
	}
}

func (s *Stream) flushLocked() error {
	s.flusher.lock.Lock()
	defer s.flusher.lock.Unlock()
	for {
		done, err := s.drain(true)
		if done || err != nil {
			return err
		}
		if s.Stalled() >= time.Duration(s.flusher.stall.Load()) {
			return s.queue.fail(transport.ErrStalled)
		}
	}
}

// Stalled returns how long the peer has taken nothing of what waits.
func (s *Stream) Stalled() time.Duration {
	if since := s.flusher.since.Load(); since != 0 {
		return time.Duration(monotonic() - since)
	}
	return 0
}

// drain writes segments until the queue is empty (done) or something is left of one;
// wait says that it may wait for the peer a little. The caller holds the flush lock.
func (s *Stream) drain(wait bool) (done bool, err error) {
	f := &s.flusher
	for left := 1; left > 0; {
		data, err := s.unwritten()
		if err != nil {
			return false, err
		}
		if len(data) == 0 {
			break
		}
		n, moved, failure := s.write(data[f.written:], wait)
		f.written += n
		left, err = s.queue.wrote(n)
		switch {
		case failure != nil:
			return false, s.queue.fail(failure)
		case err != nil:
			return false, err
		}
		whole := f.written == len(data)
		if whole {
			f.current.free()
			f.written = 0
		}
		if blocked := f.since.Load() != 0; blocked && moved > 0 || !blocked && !whole {
			f.since.Store(monotonic())
		}
		if !whole && (n == 0 || s.tls == nil) {
			return false, nil
		}
	}
	if f.since.Load() != 0 {
		f.since.Store(0)
	}
	return true, nil
}

// unwritten returns the segment of which something is left to write, or else the next one.
func (s *Stream) unwritten() ([]byte, error) {
	f := &s.flusher
	if data := f.current.bytes(s.queue.framing); len(data) > 0 {
		return data, s.queue.failure()
	}
	for {
		taken, err := s.queue.take(&f.current)
		if !taken {
			return nil, err
		}
		if data := f.current.bytes(s.queue.framing); len(data) > 0 {
			return data, nil
		}
	}
}

// write writes some of data and returns how much of it the socket has, and how many
// bytes moved for that.
func (s *Stream) write(data []byte, wait bool) (n, moved int, err error) {
	if s.tls == nil {
		n, err = s.base.write(data, wait, s.stallLimit())
		return n, n, err
	}
	if s.flusher.sealed == 0 {
		part := data[:min(len(data), piece)]
		if _, err := s.tls.Write(part); err != nil {
			return 0, 0, err
		}
		s.flusher.sealed = len(part)
	}
	moved, rest, err := s.base.writeSealed(wait, s.stallLimit())
	if err != nil || rest {
		return 0, moved, err
	}
	n, s.flusher.sealed = s.flusher.sealed, 0
	return n, moved, nil
}

func (s *Stream) stallLimit() time.Duration { return time.Duration(s.flusher.stall.Load()) }

// write writes some of data. Where it waits, it looks at what it has achieved from
// time to time.
func (b *Base) write(data []byte, wait bool, stall time.Duration) (int, error) {
	if b.socket == nil {
		b.Conn.SetWriteDeadline(time.Now().Add(stall))
		n, err := b.Conn.Write(data[:min(len(data), piece)])
		if errors.Is(err, os.ErrDeadlineExceeded) {
			err = transport.ErrStalled
		}
		return n, err
	}
	if !wait {
		return b.socket.tryWrite(data)
	}
	b.Conn.SetWriteDeadline(time.Now().Add(poll))
	n, err := b.socket.write(data)
	b.Conn.SetWriteDeadline(time.Time{}) // an expired one would fail the next attempt
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = nil
	}
	return n, err
}

// dropCurrent drops what a flush that has failed was writing and returns the
// number of messages that were not written to their end.
func (s *Stream) dropCurrent() (messages int) {
	f := &s.flusher
	f.lock.Lock()
	defer f.lock.Unlock()
	data := f.current.bytes(s.queue.framing)
	s.queue.wrote(len(data) - f.written)
	if len(data) > 0 {
		messages = int(f.current.messages) - s.queue.framing.Whole(data, f.written)
	}
	f.current.free()
	f.written, f.sealed = 0, 0
	return messages
}

// epoch is the origin of monotonic.
var epoch = time.Now()

// monotonic is a clock that fits an atomic integer, in nanoseconds; never 0.
func monotonic() int64 { return int64(time.Since(epoch)) + 1 }

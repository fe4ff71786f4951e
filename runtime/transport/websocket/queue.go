package websocket

import (
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/transport"
)

// A message of at least byReference bytes waits as a reference to its frame;
// smaller ones are gathered, so that one write takes many.
const byReference = 16 << 10

// A segment takes frames until it has gathered bytes: what one write is worth.
const gathered = 64 << 10

// queue is what waits to be written: whole WebSocket frames, data and control,
// in order. mu is the append lock. What is being written belongs to the flusher
// and is no longer in the queue, but still counted in size.
type queue struct {
	size atomic.Int64 // bytes not written yet

	mu       sync.Mutex
	segments []segment
	first    int   // segments before it are gone
	finished bool  // no data frame may follow
	closed   bool  // a close frame was appended: nothing may follow it
	err      error // nothing more will be written
}

// segment is a piece of memory to write: one frame by reference, or a buffer
// of gathered frames.
type segment struct {
	frame *transport.Frame
	buf   transport.Buffer
}

func (s *segment) bytes() []byte {
	if s.frame != nil {
		return s.frame.WebSocket()
	}
	return s.buf.Bytes()
}

func (s *segment) free() {
	if s.frame != nil {
		s.frame.Release()
		s.frame = nil
	}
	s.buf.Free()
}

// append queues data frames for a peer that expects them masked or not; last
// says that no other ones follow. It returns the bytes that wait, or -1 if
// nothing more can be sent.
func (q *queue) append(f *transport.Frame, masked, last bool) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.finished || q.closed || q.err != nil {
		return -1
	}
	q.finished = last
	if masked {
		return int(q.size.Add(int64(appendMasked(q.tail(), f))))
	}
	wire := f.WebSocket()
	if len(wire) >= byReference || q.first == len(q.segments) {
		f.Retain()
		q.segments = append(q.segments, segment{frame: f})
	} else {
		q.tail().Append(wire)
	}
	return int(q.size.Add(int64(len(wire))))
}

// appendControl queues one control frame, and nothing after a close frame.
func (q *queue) appendControl(frame []byte) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.err != nil:
		return q.err
	case q.closed:
		return transport.ErrClosed
	}
	q.closed = opcode(frame[0]) == opClose
	q.tail().Append(frame)
	q.size.Add(int64(len(frame)))
	return nil
}

// tail returns the buffer that gathers frames, at the end of the queue. A
// single small frame waits by reference: most are written alone. The next one
// turns it into a buffer.
func (q *queue) tail() *transport.Buffer {
	if q.first < len(q.segments) {
		last := &q.segments[len(q.segments)-1]
		switch n := len(last.bytes()); {
		case last.frame == nil && n < gathered:
			return &last.buf
		case last.frame != nil && n < byReference:
			last.buf.Append(last.frame.WebSocket())
			last.frame.Release()
			last.frame = nil
			return &last.buf
		}
	}
	q.segments = append(q.segments, segment{})
	return &q.segments[len(q.segments)-1].buf
}

// take moves the first segment to the flusher.
func (q *queue) take(s *segment) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.first == len(q.segments) {
		return false
	}
	*s = q.segments[q.first]
	q.segments[q.first] = segment{}
	if q.first++; q.first == len(q.segments) {
		q.first = 0
		if cap(q.segments) > 8 {
			q.segments = nil // an idle session owns little
		} else {
			q.segments = q.segments[:0]
		}
	}
	return true
}

// fail has everything that follows fail with err. The first error stays.
func (q *queue) fail(err error) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err == nil {
		q.err = err
	}
	return q.err
}

func (q *queue) failure() error {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.err
}

// discard drops what waits in the queue and returns the number of messages.
func (q *queue) discard() (messages int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i := q.first; i < len(q.segments); i++ {
		s := &q.segments[i]
		q.size.Add(-int64(len(s.bytes())))
		messages += countMessages(s.bytes(), 0)
		s.free()
	}
	q.segments, q.first = nil, 0
	return messages
}

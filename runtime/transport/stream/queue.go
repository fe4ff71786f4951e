package stream

import (
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/transport"
)

// ByReference is the size from which a message waits as a reference to its frame;
// smaller ones are gathered, so that one write takes many.
const ByReference = 16 << 10

// A segment takes frames until it has gathered bytes: what one write is worth.
const gathered = 64 << 10

// queue is what waits to be written: whole frames, data and control, in order. mu
// is the append lock. What is being written belongs to the flusher and is no
// longer in the queue, but still counted in size.
type queue struct {
	framing Framing
	encoder Encoder     // framing, if it is one
	waits   atomic.Bool // size is not 0; changed under mu

	mu       sync.Mutex
	size     int // bytes not written yet
	segments []segment
	first    int   // segments before it are gone
	finished bool  // no data frame may follow
	closed   bool  // nothing may follow
	err      error // nothing more will be written
}

// segment is a piece of memory to write: one frame by reference, or a buffer
// of gathered frames.
type segment struct {
	frame    *transport.Frame
	buf      transport.Buffer
	messages int32
	unused   int16 // bytes at the beginning of buf that are not written
	control  bool  // buf is for control frames only
}

func (s *segment) bytes(framing Framing) []byte {
	if s.frame != nil {
		return framing.Wire(s.frame)
	}
	if s.buf.Len() == 0 {
		return nil
	}
	return s.buf.Bytes()[s.unused:]
}

func (s *segment) free() {
	if s.frame != nil {
		s.frame.Release()
	}
	s.buf.Free()
	*s = segment{}
}

// append queues a data frame; last says that no other one follows. It returns the
// bytes that wait, or -1 if nothing more can be sent.
func (q *queue) append(f *transport.Frame, last bool) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.finished || q.closed || q.err != nil {
		return -1
	}
	q.finished = last
	large := q.large(f)
	if large || q.first == len(q.segments) {
		if wire := q.framing.Wire(f); wire != nil {
			f.Retain()
			q.segments = append(q.segments, segment{frame: f, messages: 1})
			return q.waiting(len(wire))
		}
	}
	s := q.tail(large && q.framing.Batches())
	before := s.buf.Len()
	q.framing.Gather(&s.buf, f)
	s.messages++
	return q.waiting(s.buf.Len() - before)
}

// encodes reports whether appendDraft may be called for the message.
func (q *queue) encodes(d transport.Draft) bool {
	return q.encoder != nil && d.SizeHint() < ByReference && q.encoder.Encodes(d)
}

// appendDraft encodes a data frame at the end of the queue. It returns the length of the
// message, which is not queued if that is above largest, and what append returns.
func (q *queue) appendDraft(d transport.Draft, largest int) (size, queued int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.finished || q.closed || q.err != nil {
		return 0, -1, nil
	}
	s := q.tail(false)
	before := s.buf.Len()
	size, err = q.encoder.Encode(&s.buf, d)
	if err != nil || size > largest {
		s.buf.Truncate(before)
		if s.messages == 0 && before == 0 {
			s.free()
			q.segments = q.segments[:len(q.segments)-1]
		}
		return size, q.waiting(0), err
	}
	s.messages++
	return size, q.waiting(s.buf.Len() - before), nil
}

// waiting counts n bytes more and returns how many wait. mu is held.
func (q *queue) waiting(n int) int {
	q.size += n
	if waits := q.size > 0; waits != q.waits.Load() {
		q.waits.Store(waits)
	}
	return q.size
}

// queued returns the bytes that wait.
func (q *queue) queued() int {
	if !q.waits.Load() {
		return 0
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.size
}

// wrote says that n bytes of what was taken do not wait any more. It returns how many still
// do, and why nothing more is to be written.
func (q *queue) wrote(n int) (left int, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.waiting(-n), q.err
}

// large reports whether a frame always waits as a reference.
func (q *queue) large(f *transport.Frame) bool {
	return f.Size() >= ByReference || q.framing.Apart(f)
}

// appendControl queues one control frame; last says that nothing may follow it.
func (q *queue) appendControl(frame []byte, last bool) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	switch {
	case q.err != nil:
		return q.err
	case q.closed:
		return transport.ErrClosed
	}
	q.closed = last
	s := q.controlTail()
	s.buf.Append(frame)
	q.waiting(len(frame))
	return nil
}

// tail returns the segment that gathers frames, at the end of the queue; alone
// asks for one that has none. A single small frame waits by reference: most are
// written alone. The next one turns it into a buffer.
func (q *queue) tail(alone bool) *segment {
	if q.first < len(q.segments) && !alone {
		last := &q.segments[len(q.segments)-1]
		switch {
		case last.control:
		case last.frame == nil && last.buf.Len() < gathered:
			return last
		case last.frame != nil && !q.large(last.frame):
			f := last.frame
			before := len(q.framing.Wire(f))
			last.frame = nil
			q.framing.Gather(&last.buf, f)
			f.Release()
			q.waiting(last.buf.Len() - before)
			return last
		}
	}
	q.segments = append(q.segments, segment{})
	return &q.segments[len(q.segments)-1]
}

// controlTail returns the segment that a control frame goes into.
func (q *queue) controlTail() *segment {
	if !q.framing.Batches() {
		return q.tail(false)
	}
	if q.first == len(q.segments) || !q.segments[len(q.segments)-1].control {
		q.segments = append(q.segments, segment{control: true})
	}
	return &q.segments[len(q.segments)-1]
}

// take moves the first segment to the flusher, if there is one and nothing has failed.
func (q *queue) take(s *segment) (taken bool, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.err != nil || q.first == len(q.segments) {
		return false, q.err
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
	if s.frame == nil && !s.control {
		s.unused = int16(q.framing.Seal(s.buf.Bytes()))
		q.waiting(-int(s.unused))
	}
	return true, nil
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
		q.waiting(-len(s.bytes(q.framing)))
		messages += int(s.messages)
		s.free()
	}
	q.segments, q.first = nil, 0
	return messages
}

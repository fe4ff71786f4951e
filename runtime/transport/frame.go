package transport

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Frame is one encoded message, shared by reference count: the same bytes go
// to every receiver that speaks the format. Around them is room for framing: the
// first transport that asks has its form made in place, as one piece of memory that
// is never copied; for each other one a copy is made when it is first asked for. A
// Frame is immutable.
type Frame struct {
	refs   atomic.Int32
	format wamp.Format
	event  bool
	slab   *slab
	size   int // of the message, which begins at headroom

	form       atomic.Uint32 // of the piece that is framed in place; 0: none yet
	start, end int           // of that piece
	mu         sync.Mutex    // guards making forms
	copies     *copies
}

// form is the form of a message on the wire of a transport.
type form uint32

const (
	inPlace form = iota // the message alone
	webSocketForm
	batchedForm
	rawSocketForm
	deflatedForm // never in place, as the next one
	deflatedBatchForm
	forms
)

// copies are the forms that are not in place.
type copies [forms]*slab

// headroom is the length of the longest header: a frame that a WebSocket server
// sends (RFC 6455, section 5.2) and the length of a message in a batch. Behind the
// message is room for a separator.
const (
	headroom  = longestHeader + batchPrefix
	trailroom = 1
)

var frames = sync.Pool{New: func() any { return new(Frame) }}

// NewFrame encodes m in the format. The caller owns the one reference. The
// error is that of codec.AppendMessage.
func NewFrame(f wamp.Format, m wamp.Message) (*Frame, error) {
	s := borrow(headroom + sizeHint(m) + trailroom)
	data, err := codec.AppendMessage(s.data[:headroom], f, m)
	if err != nil {
		s.free()
		return nil, fmt.Errorf("encode %s: %w", m.Type(), err)
	}
	s.data = data // may have moved
	frame := frames.Get().(*Frame)
	frame.refs.Store(1)
	frame.format, frame.slab, frame.size = f, s, len(data)-headroom
	_, frame.event = m.(*wamp.Event)
	return frame, nil
}

// Retain adds a reference.
func (f *Frame) Retain() { f.refs.Add(1) }

// Release drops a reference. With the last one the memory is reused.
func (f *Frame) Release() {
	switch n := f.refs.Add(-1); {
	case n > 0:
	case n == 0:
		f.slab.free()
		f.slab = nil
		f.form.Store(uint32(inPlace))
		if f.copies != nil {
			for _, s := range f.copies {
				if s != nil {
					s.free()
				}
			}
			f.copies = nil
		}
		frames.Put(f)
	default:
		panic("transport: frame released more often than retained")
	}
}

// Format returns the serialization of the message.
func (f *Frame) Format() wamp.Format { return f.format }

// Payload returns the encoded message without framing.
func (f *Frame) Payload() []byte { return f.slab.data[headroom : headroom+f.size] }

// Size returns the length of the encoded message.
func (f *Frame) Size() int { return f.size }

// WebSocket returns the message as one whole frame of a WebSocket server.
func (f *Frame) WebSocket() []byte { return f.in(webSocketForm) }

// Batched returns the message as a batch of one (section "Message Batching"), in
// one whole frame of a WebSocket server.
func (f *Frame) Batched() []byte { return f.in(batchedForm) }

// RawSocket returns the message with the prefix of RawSocket. It must not be larger
// than 16 MiB (section "RawSocket Transport").
func (f *Frame) RawSocket() []byte { return f.in(rawSocketForm) }

// in returns the message in a form of the wire.
func (f *Frame) in(want form) []byte {
	if form(f.form.Load()) == want {
		return f.slab.data[f.start:f.end]
	}
	return f.make(want)
}

func (f *Frame) make(want form) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch form(f.form.Load()) {
	case want:
		return f.slab.data[f.start:f.end]
	case inPlace:
		data := f.slab.data
		if cap(data) < len(data)+trailroom {
			break
		}
		data = data[:len(data)+trailroom]
		f.start, f.end = want.write(data, f.size, f.format)
		f.form.Store(uint32(want))
		return data[f.start:f.end]
	}
	if f.copies == nil {
		f.copies = new(copies)
	}
	s := f.copies[want]
	if s == nil {
		s = borrow(headroom + f.size + trailroom)
		data := s.data[:headroom+f.size+trailroom]
		copy(data[headroom:], f.Payload())
		start, end := want.write(data, f.size, f.format)
		s.data = data[start:end]
		f.copies[want] = s
	}
	return s.data
}

// headHint is more than the head of most messages.
const headHint = 256

// sizeHint estimates the encoded length of m, so that memory is borrowed once.
func sizeHint(m wamp.Message) int {
	const head = headHint
	switch m := m.(type) {
	case *wamp.Event:
		return head + m.Payload.Size()
	case *wamp.Invocation:
		return head + m.Payload.Size()
	case *wamp.Result:
		return head + m.Payload.Size()
	case *wamp.ErrorMessage:
		return head + m.Payload.Size()
	case *wamp.Call:
		return head + m.Payload.Size()
	case *wamp.Yield:
		return head + m.Payload.Size()
	case *wamp.Publish:
		return head + m.Payload.Size()
	}
	return head
}

package transport

import (
	"encoding/binary"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Frame is one encoded message, shared by reference count: the same bytes go
// to every receiver that speaks the format. In front of them is room for
// framing, so that what a server sends over WebSocket is one piece of memory
// that is never copied. A Frame is immutable.
type Frame struct {
	refs    atomic.Int32
	format  wamp.Format
	framing int // where the WebSocket header begins
	slab    *slab
}

// headroom is the length of the longest header of a frame that a WebSocket
// server sends (RFC 6455, section 5.2).
const headroom = 10

var frames = sync.Pool{New: func() any { return new(Frame) }}

// NewFrame encodes m in the format. The caller owns the one reference. The
// error is that of codec.AppendMessage.
func NewFrame(f wamp.Format, m wamp.Message) (*Frame, error) {
	s := borrow(headroom + sizeHint(m))
	data, err := codec.AppendMessage(s.data[:headroom], f, m)
	if err != nil {
		s.free()
		return nil, fmt.Errorf("encode %s: %w", m.Type(), err)
	}
	s.data = data // may have moved
	frame := frames.Get().(*Frame)
	frame.refs.Store(1)
	frame.format, frame.slab = f, s
	frame.framing = writeHeader(data, f)
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
		frames.Put(f)
	default:
		panic("transport: frame released more often than retained")
	}
}

// Format returns the serialization of the message.
func (f *Frame) Format() wamp.Format { return f.format }

// Payload returns the encoded message without framing.
func (f *Frame) Payload() []byte { return f.slab.data[headroom:] }

// Size returns the length of the encoded message.
func (f *Frame) Size() int { return len(f.slab.data) - headroom }

// WebSocket returns the message as one whole frame of a WebSocket server.
func (f *Frame) WebSocket() []byte { return f.slab.data[f.framing:] }

// writeHeader writes the header of an unmasked final data frame directly before
// the message that begins at data[headroom], and returns where it begins.
func writeHeader(data []byte, f wamp.Format) int {
	const final, text, binaryType = 0x80, 1, 2
	first := byte(final | text)
	if f.Binary() {
		first = final | binaryType
	}
	var start int
	switch n := len(data) - headroom; {
	case n < 126:
		start = headroom - 2
		data[start+1] = byte(n)
	case n < 1<<16:
		start = headroom - 4
		data[start+1] = 126
		binary.BigEndian.PutUint16(data[start+2:], uint16(n))
	default:
		start = headroom - 10
		data[start+1] = 127
		binary.BigEndian.PutUint64(data[start+2:], uint64(n))
	}
	data[start] = first
	return start
}

// sizeHint estimates the encoded length of m, so that memory is borrowed once.
func sizeHint(m wamp.Message) int {
	const head = 256
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

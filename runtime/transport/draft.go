package transport

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Draft is a message that is not encoded yet. It borrows the message.
type Draft struct {
	format  wamp.Format
	message wamp.Message
	hint    int
}

// NewDraft returns the message as it is to be encoded.
func NewDraft(f wamp.Format, m wamp.Message) Draft { return Draft{f, m, sizeHint(m)} }

// SizeHint estimates the encoded length; most messages are shorter.
func (d Draft) SizeHint() int { return d.hint }

// Event reports whether the message is an event: those may be compressed.
func (d Draft) Event() bool {
	_, event := d.message.(*wamp.Event)
	return event
}

// Frame returns the message as a Frame, as NewFrame does.
func (d Draft) Frame() (*Frame, error) { return NewFrame(d.format, d.message) }

// AppendWebSocket encodes the message at the end of b, as one whole frame of a
// WebSocket server, and returns its length without framing. The error is that of
// codec.AppendMessage; b is as it was then.
func (d Draft) AppendWebSocket(b *Buffer) (size int, err error) {
	header := shortHeader
	if d.hint >= headHint+longestShort {
		header = mediumHeader
	}
	start := b.Len()
	if size, err = d.append(b, header); err != nil {
		return 0, err
	}
	if right := webSocketHeaderLength(size); right != header {
		if right > header {
			b.Extend(right - header)
		}
		frame := b.slab.data[start:]
		copy(frame[right:], frame[header:header+size])
		b.slab.data = b.slab.data[:start+right+size]
		header = right
	}
	PutWebSocketHeader(b.slab.data[:start+header], size, d.format.Binary())
	return size, nil
}

// AppendRawSocket is AppendWebSocket with the prefix of RawSocket. The message must not
// be larger than 16 MiB.
func (d Draft) AppendRawSocket(b *Buffer) (size int, err error) {
	start := b.Len()
	if size, err = d.append(b, rawSocketPrefix); err != nil {
		return 0, err
	}
	PutRawSocketLength(b.slab.data[start:], size)
	return size, nil
}

// append encodes the message behind room for a header.
func (d Draft) append(b *Buffer, header int) (size int, err error) {
	start := b.Len()
	b.reserve(header + d.hint)
	data, err := codec.AppendMessage(b.slab.data[:start+header], d.format, d.message)
	if err != nil {
		b.slab.data = data[:start]
		return 0, fmt.Errorf("encode %s: %w", d.message.Type(), err)
	}
	b.slab.data = data // may have moved
	return len(data) - start - header, nil
}

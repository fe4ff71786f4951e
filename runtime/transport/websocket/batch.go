package websocket

import (
	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// batch is what is left of a message of a batched subprotocol (section "Message
// Batching").
type batch struct {
	format wamp.Format
	buf    transport.Buffer
	rest   []byte // of buf
}

// next replaces buf by the next message of the batch, if there is one.
func (b *batch) next(buf *transport.Buffer) bool {
	if b == nil || len(b.rest) == 0 {
		return false
	}
	message, rest := transport.CutBatch(b.format, b.rest)
	buf.Append(message)
	if b.rest = rest; len(rest) == 0 {
		b.free()
	}
	return true
}

// split takes a whole batch and leaves its first message in buf.
func (b *batch) split(buf *transport.Buffer) error {
	if err := transport.CheckBatch(b.format, buf.Bytes()); err != nil {
		buf.Free()
		return err
	}
	b.buf, *buf = *buf, transport.Buffer{}
	b.rest = b.buf.Bytes()
	b.next(buf)
	return nil
}

func (b *batch) free() {
	if b != nil {
		b.rest = nil
		b.buf.Free()
	}
}

package websocket

import (
	"bytes"
	"encoding/binary"
	"errors"

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

// Faults of batches.
var (
	errEmptyBatch = errors.New("batch without a message")
	errCutBatch   = errors.New("batch with a message that does not end")
)

const (
	recordSeparator = 0x1e
	lengthPrefix    = 4
)

// next replaces buf by the next message of the batch, if there is one.
func (b *batch) next(buf *transport.Buffer) bool {
	if b == nil || len(b.rest) == 0 {
		return false
	}
	message, rest := cut(b.format, b.rest)
	buf.Append(message)
	if b.rest = rest; len(rest) == 0 {
		b.free()
	}
	return true
}

// split takes a whole batch and leaves its first message in buf.
func (b *batch) split(buf *transport.Buffer) error {
	if err := checkBatch(b.format, buf.Bytes()); err != nil {
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

// checkBatch reports what is wrong with a batch.
func checkBatch(f wamp.Format, data []byte) error {
	if len(data) == 0 {
		return errEmptyBatch
	}
	if f == wamp.JSON {
		if data[len(data)-1] != recordSeparator {
			return errCutBatch
		}
		return nil
	}
	for len(data) > 0 {
		if len(data) < lengthPrefix {
			return errCutBatch
		}
		n := uint64(binary.BigEndian.Uint32(data))
		if data = data[lengthPrefix:]; n > uint64(len(data)) {
			return errCutBatch
		}
		data = data[n:]
	}
	return nil
}

// cut returns the first message of a batch that was checked.
func cut(f wamp.Format, data []byte) (message, rest []byte) {
	if f == wamp.JSON {
		message, rest, _ = bytes.Cut(data, []byte{recordSeparator})
		return message, rest
	}
	n := int(binary.BigEndian.Uint32(data))
	return data[lengthPrefix : lengthPrefix+n], data[lengthPrefix+n:]
}

package websocket

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/transport"
)

// leastPiece is for how many bytes memory is borrowed before any of them are there.
const leastPiece = 1 << 10

// readDirect reads a message of a client that is one frame, as nearly all are: what
// has arrived is unmasked while it is copied, the rest is read to where it stays. What has
// arrived with more behind it is made ready to be read ahead. It
// reports false, with nothing taken, where that can not be said of what comes next: it is
// gorilla's, as are all faults but those of the connection. valid says that text is known
// to be UTF-8.
func (c *conn) readDirect(buf *transport.Buffer) (done, valid bool, err error) {
	w := c.wire
	if w.reader == nil || w.reader.Buffered() > 0 {
		return false, false, nil
	}
	received := w.Received()
	header, size, key := parseMasked(received, c.kind)
	if header == 0 || size > int(c.messageSize.Load()) {
		if header != 0 {
			c.tooBig = size
		}
		return false, false, nil
	}
	if n := c.ready(received); n > 0 {
		c.ahead, c.lent = received[:n:n], true
		w.Skip(n)
		return c.nextAhead(buf), true, nil
	}
	w.budget.InMessage()
	there := received[header:]
	there = there[:min(len(there), size)]
	if err := w.budget.Spend(header + len(there)); err != nil {
		return true, false, c.fail(err)
	}
	buf.Reserve(min(size, max(c.hint, 3*len(there))))
	mask(buf.Extend(len(there)), there, key)
	key = bits.RotateLeft32(key, -8*(len(there)%maskLength))
	w.Skip(header + len(there))
	for buf.Len() < size {
		// Memory grows with what has come, not with what is announced.
		piece := buf.Extend(min(size-buf.Len(), max(c.hint-buf.Len(), 2*buf.Len(), leastPiece)))
		for len(piece) > 0 {
			n, err := w.Read(piece)
			if err != nil {
				buf.Free()
				return true, false, c.fail(err)
			}
			mask(piece[:n], piece[:n], key)
			key = bits.RotateLeft32(key, -8*(n%maskLength))
			piece = piece[n:]
		}
	}
	return true, false, nil
}

// ready makes messages at the beginning of what was received ready to be read: it unmasks
// and checks them where they lie, and returns the length of their frames. Something is
// left behind them, so that the memory stays where it is. What is wrong is left, too.
func (c *conn) ready(received []byte) (n int) {
	if c.batch != nil || c.closing.Load() {
		return 0
	}
	limit := int(c.messageSize.Load())
	for {
		header, size, key := parseMasked(received[n:], c.kind)
		end := n + header + size
		if header == 0 || size > limit || end >= len(received) {
			return n
		}
		message := received[n+header : end]
		if ascii := unmask(message, key); !ascii && c.kind == textMessage && !codec.ValidText(message) {
			unmask(message, key) // as it was
			return n
		}
		c.hint = min(size, largestHint)
		n = end
	}
}

// nextAhead lends buf the next message of those that are ready. Only who reads has to do
// with them: no lock is taken.
func (c *conn) nextAhead(buf *transport.Buffer) bool {
	if len(c.ahead) == 0 {
		return false
	}
	if c.closing.Load() {
		c.ahead = nil
		return false
	}
	header, size, _ := parseMasked(c.ahead, c.kind)
	end := header + size
	buf.Lend(c.ahead[header:end])
	c.ahead = c.ahead[end:]
	return true
}

// parseMasked returns what the header at the beginning of p says, if all of it is there and it
// is that of a message of the kind, masked, not empty, not immense, whole and without extensions.
// Else the header has no length.
func parseMasked(p []byte, kind int) (header, size int, key uint32) {
	const final = 0x80
	if len(p) < 2 || p[0] != final|byte(kind) || p[1] <= maskBit {
		return 0, 0, 0
	}
	header, size = 2, int(p[1]&lengthMask)
	switch size {
	case length16:
		header = 4
	case length64:
		header = 10
	}
	if len(p) < header+maskLength {
		return 0, 0, 0
	}
	switch size {
	case length16:
		size = int(binary.BigEndian.Uint16(p[2:]))
	case length64:
		size = int(min(binary.BigEndian.Uint64(p[2:]), math.MaxInt32))
	}
	if size == 0 || size == math.MaxInt32 {
		return 0, 0, 0
	}
	return header + maskLength, size, binary.LittleEndian.Uint32(p[header:])
}

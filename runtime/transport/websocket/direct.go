package websocket

import (
	"encoding/binary"
	"math"
	"math/bits"

	"github.com/wampgen/wampgen/runtime/transport"
)

// leastPiece is for how many bytes memory is borrowed before any of them are there.
const leastPiece = 1 << 10

// readDirect reads a message of a client that is one frame, as nearly all are: what
// has arrived is unmasked while it is copied, the rest is read to where it stays. One
// that has arrived with others is lent where it lies. It
// reports false, with nothing taken, where that can not be said of what comes next: it is
// gorilla's, as are all faults but those of the connection. ascii says that the message
// is known to be ASCII.
func (c *conn) readDirect(buf *transport.Buffer) (done, ascii bool, err error) {
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
	w.budget.InMessage()
	there := received[header:]
	there = there[:min(len(there), size)]
	if err := w.budget.Spend(header + len(there)); err != nil {
		return true, false, c.fail(err)
	}
	if header+size < len(received) && c.batch == nil { // the memory stays for what comes next
		ascii = unmask(there, key)
		buf.Lend(there)
		c.lent = true
		w.Skip(header + size)
		return true, ascii, nil
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

package transport

import (
	"errors"
	"fmt"
	"io"
)

// ErrTooBig is returned for a message above the size limit.
var ErrTooBig = errors.New("message too big")

// TooBig is the reason to close a connection by which a message above the limit has come. A size
// of 0 is not known.
func TooBig(size, limit int) string {
	if size == 0 {
		return fmt.Sprintf("message too big: at most %d bytes are taken", limit)
	}
	return fmt.Sprintf("message of %d bytes is too big: at most %d are taken", size, limit)
}

// Buffer is pooled memory that grows. Conns read messages into Buffers and
// gather small frames in them. The zero Buffer is ready to use and owns no
// memory; Free gives back what it borrowed. A Buffer must not be copied while
// it owns memory.
type Buffer struct {
	slab *slab
	lent []byte // the content where there is no slab
}

// Bytes returns the content, valid until Free or the next change.
func (b *Buffer) Bytes() []byte {
	if b.slab == nil {
		return b.lent
	}
	return b.slab.data
}

// Lend makes p the content, which whoever lends it keeps until Free. Its capacity is not
// used.
func (b *Buffer) Lend(p []byte) {
	b.Free()
	b.lent = p
}

// Len returns the length of the content.
func (b *Buffer) Len() int { return len(b.Bytes()) }

// Free drops the content and returns the memory to its pool. b may be used again.
func (b *Buffer) Free() {
	if b.slab != nil {
		b.slab.free()
		b.slab = nil
	}
	if poison {
		overwrite(b.lent)
	}
	b.lent = nil
}

// Extend grows the content by n bytes and returns these, whose values are not
// defined.
func (b *Buffer) Extend(n int) []byte {
	have := b.Len()
	b.reserve(n)
	b.slab.data = b.slab.data[:have+n]
	return b.slab.data[have:]
}

// Reserve makes room for n more bytes, so that adding them moves nothing.
func (b *Buffer) Reserve(n int) { b.reserve(n) }

// Append adds p to the content.
func (b *Buffer) Append(p []byte) { copy(b.Extend(len(p)), p) }

// Truncate keeps the first n bytes of the content.
func (b *Buffer) Truncate(n int) {
	if b.slab == nil {
		b.lent = b.lent[:n]
		return
	}
	b.slab.data = b.slab.data[:n]
}

// ReadAll replaces the content by everything that r has, up to limit bytes; hint
// is the expected size. It returns ErrTooBig if there is more, and r's error if
// that is not io.EOF.
func (b *Buffer) ReadAll(r io.Reader, hint, limit int) error {
	b.Free()
	b.reserve(max(1, min(hint, limit)))
	for {
		data := b.slab.data
		if len(data) == cap(data) {
			b.reserve(1)
			data = b.slab.data
		}
		// One byte above the limit tells a message that is too big.
		n, err := r.Read(data[len(data):min(cap(data), limit+1)])
		b.slab.data = data[:len(data)+n]
		switch {
		case len(b.slab.data) > limit:
			return ErrTooBig
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		}
	}
}

// reserve makes room for n more bytes.
func (b *Buffer) reserve(n int) {
	if b.slab == nil {
		b.slab = borrow(len(b.lent) + n)
		b.slab.data = append(b.slab.data, b.lent...)
		b.lent = nil
		return
	}
	if need := len(b.slab.data) + n; need > cap(b.slab.data) {
		// At least twice as much, also where memory is not pooled.
		larger := borrow(max(need, min(2*len(b.slab.data), need+capacity(classes-1))))
		larger.data = append(larger.data, b.slab.data...)
		b.slab.free()
		b.slab = larger
	}
}

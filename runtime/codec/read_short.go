package codec

import "encoding/binary"

// The functions of this file know values in the forms that binary formats have for
// what is small. Where there is none of these, or there was a fault, they take nothing.

// peek returns the byte that the next value begins with, or 0.
func (r *Reader) peek() byte {
	if r.err != nil || r.src.pos >= len(r.src.data) {
		return 0
	}
	return r.src.data[r.src.pos]
}

// shortInt reads an integer that is its own byte, or one of eight bytes for those who
// want 64 bits.
func (r *Reader) shortInt(bits int) (n int64, ok bool) {
	if r.err != nil || r.src.pos >= len(r.src.data) {
		return 0, false
	}
	switch b := r.src.data[r.src.pos]; {
	case uint64(b) < r.short.ints:
		r.src.pos++
		return int64(b), true
	case bits == 64 && b == r.short.wide && b != 0:
		if rest := r.src.data[r.src.pos+1:]; len(rest) >= 8 && rest[0] < 0x80 {
			r.src.pos += 9
			return int64(binary.BigEndian.Uint64(rest)), true
		}
	}
	return 0, false
}

// eight reads eight bytes behind the head of a value.
func (r *Reader) eight() (n uint64, ok bool) {
	rest := r.src.data[r.src.pos+1:]
	if len(rest) < 8 {
		return 0, false
	}
	r.src.pos += 9
	return binary.BigEndian.Uint64(rest), true
}

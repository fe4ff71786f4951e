package codec

import "encoding/binary"

// flat tells how many bytes a value of a binary format has by its first one, where that
// tells all: numbers and other scalars. Of short texts it is flatText and their length, of all else 0.
type flat [256]uint8

const (
	flatText  = 64
	flatTexts = 16 // how long such texts may be
)

// skip returns the position behind those of the n values from data[i] on that are flat, up to the
// first that is not or in which something is wrong, and how many are left. A negative n is no bound.
func (f *flat) skip(data []byte, i, n int) (next, left int) {
	for ; n != 0 && i < len(data); n-- {
		length := int(f[data[i]])
		if length >= flatText {
			text := data[i+1:]
			if length -= flatText; len(text) < flatTexts {
				break
			}
			// What is not of the text is shifted out, or looked at twice.
			bits := binary.LittleEndian.Uint64(text)
			if length < 8 {
				bits <<= 64 - 8*uint(length)
			} else {
				bits |= binary.LittleEndian.Uint64(text[length-8:])
			}
			if bits&highBits != 0 {
				break
			}
			length++
		}
		if length == 0 || length > len(data)-i {
			break
		}
		i += length
	}
	return i, n
}

var msgpackFlat = func() (f flat) {
	for b := range 256 {
		switch {
		case b < msgpackFixMap, b >= 0xe0, b == msgpackNil, b == msgpackFalse, b == msgpackTrue:
			f[b] = 1
		case b >= msgpackFixStr && b <= msgpackFixStr+flatTexts:
			f[b] = flatText + uint8(b-msgpackFixStr)
		case b >= msgpackFloat32 && b < msgpackFixExt1:
			f[b] = 1 + messagePackWidths[b-msgpackNil]
		}
	}
	return f
}()

var cborFlat = func() (f flat) {
	for b := range 256 {
		switch major, info := b&0xe0, b&0x1f; major {
		case cborUnsigned, cborNegative, cborSimple:
			if info < cborWidth1 {
				f[b] = 1
			} else if info < cborReserved && b != cborSimple8 {
				f[b] = 1 + 1<<(info-cborWidth1)
			}
		case cborText:
			if info <= flatTexts {
				f[b] = flatText + uint8(info)
			}
		}
	}
	return f
}()

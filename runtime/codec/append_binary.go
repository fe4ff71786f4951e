package codec

import (
	"encoding/binary"
	"math"
)

// appendMessagePackSized appends the first byte of a family of heads for numbers
// of growing width, and n. First is the byte for the least width (1 or 2 bytes)
// and each next one stands for twice the width.
func appendMessagePackSized(dst []byte, first byte, n uint64, least int) []byte {
	switch {
	case n <= math.MaxUint8 && least == 1:
		return append(dst, first, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, first+2-byte(least)), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(dst, first+3-byte(least)), uint32(n))
	default:
		return appendHead64(dst, first+4-byte(least), n)
	}
}

func appendMessagePackNegative(dst []byte, v int64) []byte {
	switch {
	case v >= -32:
		return append(dst, byte(v))
	case v >= math.MinInt8:
		return append(dst, msgpackInt8, byte(v))
	case v >= math.MinInt16:
		return binary.BigEndian.AppendUint16(append(dst, msgpackInt8+1), uint16(v))
	case v >= math.MinInt32:
		return binary.BigEndian.AppendUint32(append(dst, msgpackInt8+2), uint32(v))
	default:
		return appendHead64(dst, msgpackInt8+3, uint64(v))
	}
}

// appendCBORHead appends the head of a major type with the number n.
func appendCBORHead(dst []byte, major byte, n uint64) []byte {
	switch {
	case n < cborWidth1:
		return append(dst, major|byte(n))
	case n <= math.MaxUint8:
		return append(dst, major|cborWidth1, byte(n))
	case n <= math.MaxUint16:
		return binary.BigEndian.AppendUint16(append(dst, major|(cborWidth1+1)), uint16(n))
	case n <= math.MaxUint32:
		return binary.BigEndian.AppendUint32(append(dst, major|(cborWidth1+2)), uint32(n))
	default:
		return appendHead64(dst, major|(cborWidth1+3), n)
	}
}

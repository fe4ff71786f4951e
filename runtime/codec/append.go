package codec

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// The functions of this file append one token in the shortest form that the
// format has for it. Separators are the caller's business, and so is that JSON
// has no NaN, no infinity and no bytes.

func appendNull(dst []byte, f wamp.Format) []byte {
	switch f {
	case wamp.JSON:
		return append(dst, "null"...)
	case wamp.MessagePack:
		return append(dst, msgpackNil)
	default:
		return append(dst, cborNull)
	}
}

func appendBool(dst []byte, f wamp.Format, v bool) []byte {
	switch {
	case f == wamp.JSON:
		return strconv.AppendBool(dst, v)
	case f == wamp.MessagePack && v:
		return append(dst, msgpackTrue)
	case f == wamp.MessagePack:
		return append(dst, msgpackFalse)
	case v:
		return append(dst, cborTrue)
	default:
		return append(dst, cborFalse)
	}
}

func appendInt(dst []byte, f wamp.Format, v int64) []byte {
	switch {
	case v >= 0:
		return appendUint(dst, f, uint64(v))
	case f == wamp.MessagePack:
		return appendMessagePackNegative(dst, v)
	case f == wamp.CBOR:
		return appendCBORHead(dst, cborNegative, ^uint64(v))
	}
	return strconv.AppendInt(dst, v, 10)
}

func appendUint(dst []byte, f wamp.Format, v uint64) []byte {
	switch {
	case f == wamp.JSON:
		return appendDecimal(dst, v)
	case f == wamp.CBOR:
		return appendCBORHead(dst, cborUnsigned, v)
	case v > math.MaxUint32:
		return appendHead64(dst, msgpackUint8+3, v)
	case v < msgpackFixMap:
		return append(dst, byte(v))
	}
	return appendMessagePackSized(dst, msgpackUint8, v, 1)
}

func appendFloat(dst []byte, f wamp.Format, v float64) []byte {
	head := byte(cborFloat64)
	switch f {
	case wamp.JSON:
		return appendJSONFloat(dst, v, 64)
	case wamp.MessagePack:
		head = msgpackFloat64
	}
	return appendHead64(dst, head, math.Float64bits(v))
}

// appendHead64 appends a head and a number of eight bytes, at once.
func appendHead64(dst []byte, head byte, n uint64) []byte {
	return append(dst, head, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func appendFloat32(dst []byte, f wamp.Format, v float32) []byte {
	switch f {
	case wamp.JSON:
		return appendJSONFloat(dst, float64(v), 32)
	case wamp.MessagePack:
		dst = append(dst, msgpackFloat32)
	default:
		dst = append(dst, cborFloat32)
	}
	return binary.BigEndian.AppendUint32(dst, math.Float32bits(v))
}

// appendString appends text that is UTF-8.
func appendString[T string | []byte](dst []byte, f wamp.Format, v T) []byte {
	if f == wamp.JSON {
		return appendJSONString(dst, v)
	}
	return append(appendStringHead(dst, f, len(v)), v...)
}

// appendStringHead begins a string of so many bytes in a binary format.
func appendStringHead(dst []byte, f wamp.Format, size int) []byte {
	switch {
	case f == wamp.CBOR:
		return appendCBORHead(dst, cborText, uint64(size))
	case size < 32:
		return append(dst, msgpackFixStr|byte(size))
	}
	return appendMessagePackSized(dst, msgpackStr8, uint64(size), 1)
}

// appendBytes appends bytes; in JSON as a string of NUL and base64 (section
// "Binary conversion of JSON Strings").
func appendBytes(dst []byte, f wamp.Format, v []byte) []byte {
	switch f {
	case wamp.JSON:
		return appendJSONBytes(dst, v)
	case wamp.MessagePack:
		dst = appendMessagePackSized(dst, msgpackBin8, uint64(len(v)), 1)
	default:
		dst = appendCBORHead(dst, cborBytes, uint64(len(v)))
	}
	return append(dst, v...)
}

// appendListHead begins a list of n values. A JSON list has to be closed.
func appendListHead(dst []byte, f wamp.Format, n int) []byte {
	switch {
	case f == wamp.JSON:
		return append(dst, '[')
	case f == wamp.CBOR:
		return appendCBORHead(dst, cborArray, uint64(n))
	case n < 16:
		return append(dst, msgpackFixArray|byte(n))
	default:
		return appendMessagePackSized(dst, msgpackArray16, uint64(n), 2)
	}
}

// appendMapHead begins a map of n entries. A JSON map has to be closed.
func appendMapHead(dst []byte, f wamp.Format, n int) []byte {
	switch {
	case f == wamp.JSON:
		return append(dst, '{')
	case f == wamp.CBOR:
		return appendCBORHead(dst, cborMap, uint64(n))
	case n < 16:
		return append(dst, msgpackFixMap|byte(n))
	default:
		return appendMessagePackSized(dst, msgpackMap16, uint64(n), 2)
	}
}

// appendKey appends a key that is a name: ASCII without anything to escape.
func appendKey(dst []byte, f wamp.Format, name string) []byte {
	if f != wamp.JSON {
		return appendString(dst, f, name)
	}
	dst = append(dst, '"')
	dst = append(dst, name...)
	return append(dst, '"', ':')
}

func appendEmptyList(dst []byte, f wamp.Format) []byte {
	if dst = appendListHead(dst, f, 0); f == wamp.JSON {
		dst = append(dst, ']')
	}
	return dst
}

func appendEmptyMap(dst []byte, f wamp.Format) []byte {
	if dst = appendMapHead(dst, f, 0); f == wamp.JSON {
		dst = append(dst, '}')
	}
	return dst
}

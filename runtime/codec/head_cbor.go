package codec

import "math"

// The major types of CBOR, in the upper three bits of a value's first byte.
const (
	cborUnsigned = 0 << 5
	cborNegative = 1 << 5
	cborBytes    = 2 << 5
	cborText     = 3 << 5
	cborArray    = 4 << 5
	cborMap      = 5 << 5
	cborTag      = 6 << 5
	cborSimple   = 7 << 5
)

// What the lower five bits say beyond a number below 24.
const (
	cborWidth1     = 24 // a number of 1 byte follows; 25, 26, 27: of 2, 4, 8 bytes
	cborReserved   = 28 // to 30
	cborIndefinite = 31
)

// Whole first bytes of simple values.
const (
	cborFalse     = cborSimple | 20
	cborTrue      = cborSimple | 21
	cborNull      = cborSimple | 22
	cborUndefined = cborSimple | 23
	cborSimple8   = cborSimple | 24
	cborFloat16   = cborSimple | 25
	cborFloat32   = cborSimple | 26
	cborFloat64   = cborSimple | 27
	cborBreak     = cborSimple | 31
)

// cborHead reads the head at data[i]. A tag is a head of its own.
func cborHead(data []byte, i int) token {
	if i >= len(data) {
		return invalidHead(defectEnd, i)
	}
	start, major, info := i, data[i]&0xe0, data[i]&0x1f
	i++
	n := uint64(info)
	switch {
	case info < cborWidth1:
	case info < cborReserved:
		width := 1 << (info - cborWidth1)
		var ok bool
		if n, ok = bigEndian(data, i, width); !ok {
			return invalidHead(defectEnd, len(data))
		}
		i += width
	case info < cborIndefinite:
		return invalidHead(defectReserved, start)
	default:
		return cborIndefiniteHead(major, i)
	}
	switch major {
	case cborUnsigned:
		if int64(n) < 0 {
			return token{kind: kindUint, pos: i, bits: n}
		}
		return token{kind: kindInt, pos: i, bits: n}
	case cborNegative:
		if int64(n) < 0 { // below the range of int64
			return token{kind: kindFloat, pos: i, bits: math.Float64bits(-1 - float64(n))}
		}
		return token{kind: kindInt, pos: i, bits: ^n}
	case cborBytes:
		return sizedHead(kindBytes, data, i, n, 1)
	case cborText:
		return sizedHead(kindString, data, i, n, 1)
	case cborArray:
		return sizedHead(kindList, data, i, n, 1)
	case cborMap:
		return sizedHead(kindMap, data, i, n, 2)
	case cborTag:
		return token{kind: kindTag, pos: i, bits: n}
	default:
		return cborSimpleHead(data[start], n, i)
	}
}

func cborIndefiniteHead(major byte, next int) token {
	h := token{pos: next, size: indefinite}
	switch major {
	case cborBytes:
		h.kind = kindBytes
	case cborText:
		h.kind = kindString
	case cborArray:
		h.kind = kindList
	case cborMap:
		h.kind = kindMap
	case cborSimple:
		h.kind = kindBreak
	default:
		return invalidHead(defectReserved, next-1)
	}
	return h
}

// cborSimpleHead is the head of a value of the last major type. Simple values
// without a meaning here are null, as undefined is.
func cborSimpleHead(first byte, n uint64, next int) token {
	switch first {
	case cborFalse, cborTrue:
		return token{kind: kindBool, pos: next, bits: uint64(first & 1)}
	case cborSimple8:
		if n < 32 {
			return invalidHead(defectReserved, next-2)
		}
	case cborFloat16:
		return token{kind: kindFloat32, pos: next, bits: uint64(math.Float32bits(float16(uint16(n))))}
	case cborFloat32:
		return token{kind: kindFloat32, pos: next, bits: n}
	case cborFloat64:
		return token{kind: kindFloat, pos: next, bits: n}
	}
	return token{kind: kindNull, pos: next}
}

// float16 returns the value of an IEEE 754 half-precision number.
func float16(h uint16) float32 {
	exponent, fraction := int(h>>10&0x1f), float64(h&0x3ff)
	var v float64
	switch exponent {
	case 0:
		v = math.Ldexp(fraction, -24)
	case 31:
		v = math.Inf(1)
		if fraction != 0 {
			v = math.NaN()
		}
	default:
		v = math.Ldexp(fraction+1024, exponent-25)
	}
	if h&0x8000 != 0 {
		v = math.Copysign(v, -1)
	}
	return float32(v)
}

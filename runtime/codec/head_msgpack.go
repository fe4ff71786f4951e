package codec

import "bytes"

// The first bytes of MessagePack that are not a range of their own.
const (
	msgpackNil     = 0xc0
	msgpackNever   = 0xc1
	msgpackFalse   = 0xc2
	msgpackTrue    = 0xc3
	msgpackBin8    = 0xc4 // and bin16, bin32
	msgpackExt8    = 0xc7 // and ext16, ext32
	msgpackFloat32 = 0xca
	msgpackFloat64 = 0xcb
	msgpackUint8   = 0xcc // and uint16, uint32, uint64
	msgpackInt8    = 0xd0 // and int16, int32, int64
	msgpackFixExt1 = 0xd4 // and 2, 4, 8, 16
	msgpackStr8    = 0xd9
	msgpackStr16   = 0xda
	msgpackStr32   = 0xdb
	msgpackArray16 = 0xdc
	msgpackArray32 = 0xdd
	msgpackMap16   = 0xde
	msgpackMap32   = 0xdf

	msgpackFixMap   = 0x80
	msgpackFixArray = 0x90
	msgpackFixStr   = 0xa0
)

// msgpackUndefined is what the libraries of JavaScript write for undefined, of which
// MessagePack has none.
var msgpackUndefined = []byte{msgpackFixExt1, 0, 0}

// messagePackHead reads the head at data[i]. An extension's type is skipped: its
// contents are bytes. Only undefined is null.
func messagePackHead(data []byte, i int) token {
	if i >= len(data) {
		return invalidHead(defectEnd, i)
	}
	b := data[i]
	i++
	switch {
	case b < msgpackFixMap:
		return token{kind: kindInt, pos: i, bits: uint64(b)}
	case b < msgpackFixArray:
		return sizedHead(kindMap, data, i, uint64(b&0x0f), 2)
	case b < msgpackFixStr:
		return sizedHead(kindList, data, i, uint64(b&0x0f), 1)
	case b < msgpackNil:
		return sizedHead(kindString, data, i, uint64(b&0x1f), 1)
	case b >= 0xe0:
		return token{kind: kindInt, pos: i, bits: uint64(int64(int8(b)))}
	}
	switch b {
	case msgpackNil:
		return token{kind: kindNull, pos: i}
	case msgpackFalse, msgpackTrue:
		return token{kind: kindBool, pos: i, bits: uint64(b & 1)}
	case msgpackNever:
		return invalidHead(defectReserved, i-1)
	case msgpackFixExt1:
		if bytes.HasPrefix(data[i-1:], msgpackUndefined) {
			return token{kind: kindNull, pos: i + 2}
		}
		return sizedHead(kindBytes, data, i+1, 1, 1)
	case msgpackFixExt1 + 1, msgpackFixExt1 + 2, msgpackFixExt1 + 3, msgpackFixExt1 + 4:
		return sizedHead(kindBytes, data, i+1, 1<<(b-msgpackFixExt1), 1)
	}
	width := messagePackWidths[b-msgpackNil]
	n, ok := bigEndian(data, i, int(width))
	if !ok {
		return invalidHead(defectEnd, len(data))
	}
	i += int(width)
	switch b {
	case msgpackFloat32:
		return token{kind: kindFloat32, pos: i, bits: n}
	case msgpackFloat64:
		return token{kind: kindFloat, pos: i, bits: n}
	case msgpackUint8, msgpackUint8 + 1, msgpackUint8 + 2, msgpackUint8 + 3:
		if int64(n) < 0 {
			return token{kind: kindUint, pos: i, bits: n}
		}
		return token{kind: kindInt, pos: i, bits: n}
	case msgpackInt8, msgpackInt8 + 1, msgpackInt8 + 2, msgpackInt8 + 3:
		unused := 64 - 8*width
		return token{kind: kindInt, pos: i, bits: uint64(int64(n<<unused) >> unused)}
	case msgpackStr8, msgpackStr16, msgpackStr32:
		return sizedHead(kindString, data, i, n, 1)
	case msgpackArray16, msgpackArray32:
		return sizedHead(kindList, data, i, n, 1)
	case msgpackMap16, msgpackMap32:
		return sizedHead(kindMap, data, i, n, 2)
	case msgpackExt8, msgpackExt8 + 1, msgpackExt8 + 2:
		return sizedHead(kindBytes, data, i+1, n, 1)
	default:
		return sizedHead(kindBytes, data, i, n, 1)
	}
}

// messagePackWidths is the width of the number behind the first bytes 0xc0 to 0xdf.
var messagePackWidths = [...]uint8{
	msgpackBin8 - 0xc0: 1, 2, 4,
	msgpackExt8 - 0xc0: 1, 2, 4,
	msgpackFloat32 - 0xc0: 4, 8,
	msgpackUint8 - 0xc0: 1, 2, 4, 8,
	msgpackInt8 - 0xc0: 1, 2, 4, 8,
	msgpackStr8 - 0xc0: 1, 2, 4,
	msgpackArray16 - 0xc0: 2, 4, 2, 4,
}

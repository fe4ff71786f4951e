package websocket

import (
	"encoding/binary"
	"math/rand/v2"

	"github.com/wampgen/wampgen/runtime/transport"
)

// Frame layout: RFC 6455, section 5.2.
const (
	opClose     = 8
	opcodeMask  = 0x0f
	controlBit  = 0x08
	maskBit     = 0x80
	lengthMask  = 0x7f
	maskLength  = 4
	maxControl  = 125
	length16    = 126
	length64    = 127
	closeStatus = 2 // bytes of the code in a close frame
)

func opcode(first byte) byte { return first & opcodeMask }

// appendMasked adds the message to buf as a client sends it, masked with a
// random key, and returns the bytes added.
func appendMasked(buf *transport.Buffer, f *transport.Frame) int {
	wire := f.WebSocket()
	header := len(wire) - f.Size()
	out := buf.Extend(len(wire) + maskLength)
	copy(out, wire[:header])
	out[1] |= maskBit
	key := rand.Uint32()
	binary.LittleEndian.PutUint32(out[header:], key)
	mask(out[header+maskLength:], wire[header:], key)
	return len(out)
}

// mask writes src, combined with the repeated key, to dst.
func mask(dst, src []byte, key uint32) {
	wide := uint64(key)<<32 | uint64(key)
	for len(src) >= 8 {
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(src)^wide)
		dst, src = dst[8:], src[8:]
	}
	for i := range src {
		dst[i] = src[i] ^ byte(key>>(8*(i%4)))
	}
}

// countMessages returns the number of data frames in data, which holds whole
// frames of this side, that end behind the first written bytes.
func countMessages(data []byte, written int) (messages int) {
	for at := 0; at < len(data); {
		control := data[at]&controlBit != 0
		n := int(data[at+1] & lengthMask)
		masked := data[at+1]&maskBit != 0
		at += 2
		switch n {
		case length16:
			n = int(binary.BigEndian.Uint16(data[at:]))
			at += 2
		case length64:
			n = int(binary.BigEndian.Uint64(data[at:]))
			at += 8
		}
		if masked {
			at += maskLength
		}
		at += n
		if !control && at > written {
			messages++
		}
	}
	return messages
}

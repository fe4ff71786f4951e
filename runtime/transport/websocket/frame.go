package websocket

import (
	"crypto/subtle"
	"encoding/binary"
	"math/rand/v2"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/transport/stream"
	"github.com/wampgen/wampgen/runtime/wamp"
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
	longest     = 10 // header without mask
	closeStatus = 2  // bytes of the code in a close frame
)

func opcode(first byte) byte { return first & opcodeMask }

// framingOf returns the framing of the data frames of one side; compressed is asked for
// on that of servers only.
func framingOf(p transport.Protocol, client, compressed bool) stream.Framing {
	switch {
	case compressed && p.Batched:
		return deflatedBatches{batches{binary: p.Format.Binary()}}
	case compressed:
		return deflatedFrames{}
	case p.Batched:
		return batches{p.Format.Binary(), client}
	case client:
		return clientFrames{}
	default:
		return serverFrames{}
	}
}

// serverFrames is the framing of a server: a frame is the same for all its clients.
type serverFrames struct{}

func (serverFrames) Wire(f *transport.Frame) []byte                   { return f.WebSocket() }
func (serverFrames) Gather(buf *transport.Buffer, f *transport.Frame) { buf.Append(f.WebSocket()) }
func (serverFrames) Apart(*transport.Frame) bool                      { return false }
func (serverFrames) Seal([]byte) int                                  { return 0 }
func (serverFrames) Batches() bool                                    { return false }
func (serverFrames) Whole(data []byte, written int) int               { return wholeMessages(data, written) }

// Encodes implements stream.Encoder.
func (serverFrames) Encodes(transport.Draft) bool { return true }

// Encode implements stream.Encoder.
func (serverFrames) Encode(buf *transport.Buffer, d transport.Draft) (size int, err error) {
	return d.AppendWebSocket(buf)
}

// clientFrames is the framing of a client.
type clientFrames struct{}

func (clientFrames) Wire(*transport.Frame) []byte                     { return nil }
func (clientFrames) Gather(buf *transport.Buffer, f *transport.Frame) { appendMasked(buf, f) }
func (clientFrames) Apart(*transport.Frame) bool                      { return false }
func (clientFrames) Seal([]byte) int                                  { return 0 }
func (clientFrames) Batches() bool                                    { return false }
func (clientFrames) Whole(data []byte, written int) int               { return wholeMessages(data, written) }

// appendMasked adds the message to buf as a client sends it, masked with a
// random key.
func appendMasked(buf *transport.Buffer, f *transport.Frame) {
	var room [longest]byte
	header := room[longest-transport.PutWebSocketHeader(room[:], f.Size(), f.Format().Binary()):]
	header[1] |= maskBit
	out := buf.Extend(len(header) + maskLength + f.Size())
	n := copy(out, header)
	key := rand.Uint32()
	binary.LittleEndian.PutUint32(out[n:], key)
	mask(out[n+maskLength:], f.Payload(), key)
}

// mask writes src, combined with the repeated key, to dst, which may be src.
func mask(dst, src []byte, key uint32) {
	wide := uint64(key)<<32 | uint64(key)
	if len(src) >= 2*maskPattern {
		// The standard library does it by vectors, with a key as long as the text.
		var pattern [maskPattern]byte
		for i := 0; i < maskPattern; i += 8 {
			binary.LittleEndian.PutUint64(pattern[i:], wide)
		}
		for len(src) >= maskPattern {
			n := subtle.XORBytes(dst, src[:maskPattern], pattern[:])
			dst, src = dst[n:], src[n:]
		}
	}
	for len(src) >= 8 {
		binary.LittleEndian.PutUint64(dst, binary.LittleEndian.Uint64(src)^wide)
		dst, src = dst[8:], src[8:]
	}
	for i := range src {
		dst[i] = src[i] ^ byte(key>>(8*(i%4)))
	}
}

// unmask combines p with the repeated key and reports whether what comes of it is known
// to be ASCII: of long texts it is not.
func unmask(p []byte, key uint32) (ascii bool) {
	if len(p) >= 2*maskPattern {
		mask(p, p, key)
		return false
	}
	wide, all := uint64(key)<<32|uint64(key), uint64(0)
	for len(p) >= 8 {
		word := binary.LittleEndian.Uint64(p) ^ wide
		binary.LittleEndian.PutUint64(p, word)
		all |= word
		p = p[8:]
	}
	if len(p) >= 4 {
		word := binary.LittleEndian.Uint32(p) ^ key
		binary.LittleEndian.PutUint32(p, word)
		all |= uint64(word)
		p = p[4:]
	}
	for i := range p {
		p[i] ^= byte(key)
		all |= uint64(p[i])
		key >>= 8
	}
	const highBits = 0x8080808080808080
	return all&highBits == 0
}

// maskPattern is for how many bytes a key is repeated to be as long as they are: a multiple of 8.
const maskPattern = 256

// wholeMessages returns the number of data frames in data, which holds whole
// frames of this side, that end within the first written bytes.
func wholeMessages(data []byte, written int) (messages int) {
	for at := 0; at < written; {
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
		if !control && at <= written {
			messages++
		}
	}
	return messages
}

// batches is the framing of batched subprotocols (section "Message Batching"): what
// waits together is one message of WebSocket.
type batches struct{ binary, masked bool }

// batchRoom is kept free in front of a batch, for the longest header and a mask.
const batchRoom = longest + maskLength

// Wire implements stream.Framing.
func (b batches) Wire(f *transport.Frame) []byte {
	if b.masked {
		return nil
	}
	return f.Batched()
}

// Gather implements stream.Framing.
func (b batches) Gather(buf *transport.Buffer, f *transport.Frame) {
	if buf.Len() == 0 {
		buf.Extend(batchRoom)
	}
	f.AppendBatched(buf)
}

// Seal implements stream.Framing.
func (b batches) Seal(data []byte) (unused int) {
	end := batchRoom
	size := len(data) - end
	if b.masked {
		end -= maskLength
		key := rand.Uint32()
		binary.LittleEndian.PutUint32(data[end:], key)
		mask(data[batchRoom:], data[batchRoom:], key)
	}
	unused = end - transport.PutWebSocketHeader(data[:end], size, b.binary)
	if b.masked {
		data[unused+1] |= maskBit
	}
	return unused
}

// Apart implements stream.Framing.
func (batches) Apart(*transport.Frame) bool { return false }

// Batches implements stream.Framing.
func (batches) Batches() bool { return true }

// Whole implements stream.Framing: the peer gets a batch whole or not at all. It is
// asked for what is not written to its end.
func (batches) Whole([]byte, int) int { return 0 }

func messageKind(f wamp.Format) int {
	if f.Binary() {
		return binaryMessage
	}
	return textMessage
}

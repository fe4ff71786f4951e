package rawsocket

import (
	"encoding/binary"

	"github.com/wampgen/wampgen/runtime/transport"
)

// The prefix of a message: four reserved bits, the 25th bit of the length, three bits
// of the type, 24 bits of the length.
const (
	prefixLength = 4
	reservedBits = 0xf0
	extraBit     = 0x08
	typeBits     = 0x07
)

// The types of messages.
const (
	message = 0
	ping    = 1
	pong    = 2
)

// prefix is the head of a message.
type prefix [prefixLength]byte

func (p *prefix) kind() byte { return p[0] & typeBits }

// length returns how many octets follow, and what is wrong with the prefix.
func (p *prefix) length() (n int, fault string) {
	n = int(binary.BigEndian.Uint32(p[:]) & (1<<24 - 1))
	switch {
	case p[0]&reservedBits != 0:
		return 0, "reserved bits are used"
	case p.kind() > pong:
		return 0, "the type of the message is reserved"
	case p[0]&extraBit == 0:
		return n, ""
	case n != 0:
		return 0, "the length is above 16 MiB"
	}
	return transport.LargestRawSocketMessage, ""
}

// framing is that of both sides: a message is the same for all peers.
type framing struct{}

func (framing) Wire(f *transport.Frame) []byte { return f.RawSocket() }

func (framing) Gather(buf *transport.Buffer, f *transport.Frame) {
	out := buf.Extend(prefixLength + f.Size())
	transport.PutRawSocketLength(out, f.Size())
	copy(out[prefixLength:], f.Payload())
}

func (framing) Encodes(transport.Draft) bool { return true }

func (framing) Encode(buf *transport.Buffer, d transport.Draft) (size int, err error) {
	return d.AppendRawSocket(buf)
}

func (framing) Apart(*transport.Frame) bool { return false }
func (framing) Seal([]byte) int             { return 0 }
func (framing) Batches() bool               { return false }

func (framing) Whole(data []byte, written int) (messages int) {
	for at := 0; at+prefixLength <= written; {
		head := prefix(data[at : at+prefixLength])
		n, _ := head.length() // this side wrote it
		if at += prefixLength + n; at <= written && head.kind() == message {
			messages++
		}
	}
	return messages
}

// control is a PING or PONG in the form of the wire.
func control(kind byte, payload []byte) []byte {
	frame := make([]byte, prefixLength, prefixLength+len(payload))
	transport.PutRawSocketLength(frame, len(payload))
	frame[0] |= kind
	return append(frame, payload...)
}

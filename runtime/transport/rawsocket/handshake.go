package rawsocket

import (
	"errors"
	"fmt"
	"math/bits"

	"github.com/wampgen/wampgen/runtime/transport"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Magic is the first octet of a handshake. No HTTP request and no TLS handshake
// begins with it.
const Magic = 0x7f

// HandshakeError is the reason why a router refuses a connection, and its code in
// the handshake.
type HandshakeError uint8

// The reasons. Others are reserved.
const (
	SerializerUnsupported     HandshakeError = 1
	MessageLengthUnacceptable HandshakeError = 2
	ReservedBitsUsed          HandshakeError = 3
	ConnectionCountReached    HandshakeError = 4
)

// Error returns the reason in the words of the specification.
func (e HandshakeError) Error() string {
	switch e {
	case SerializerUnsupported:
		return "serializer unsupported"
	case MessageLengthUnacceptable:
		return "maximum message length unacceptable"
	case ReservedBitsUsed:
		return "use of reserved bits (unsupported feature)"
	case ConnectionCountReached:
		return "maximum connection count reached"
	}
	return fmt.Sprintf("reserved error %d", uint8(e))
}

// ErrNoHandshake is the cause of errors from a peer that does not speak RawSocket.
var ErrNoHandshake = errors.New("no RawSocket handshake")

// handshake is four octets: both what a client asks for and what a router answers.
type handshake [4]byte

const (
	shortest = 9  // log2 of the smallest maximum length
	longest  = 24 // log2 of the largest
)

// serializers are the numbers of the serializations.
var serializers = [16]wamp.Format{1: wamp.JSON, 2: wamp.MessagePack, 3: wamp.CBOR}

func serializer(f wamp.Format) byte {
	for number, format := range serializers {
		if format == f && number != 0 {
			return byte(number)
		}
	}
	return 0
}

// hello is a handshake of who takes messages of the length.
func hello(f wamp.Format, length int) handshake {
	return handshake{Magic, byte(exponent(length)-shortest)<<4 | serializer(f)}
}

// refusal is a handshake that says why not.
func refusal(reason HandshakeError) handshake { return handshake{Magic, byte(reason) << 4} }

// length is the longest message that the sender of the handshake takes.
func (h handshake) length() int { return 1 << (h[1]>>4 + shortest) }

func (h handshake) serializer() byte { return h[1] & 0x0f }

func (h handshake) reserved() bool { return h[2] != 0 || h[3] != 0 }

// announced is the length that a side announces whose limit is size: the power of
// two that is not above it.
func announced(size int) int { return 1 << exponent(size) }

func exponent(size int) int {
	return min(max(bits.Len(uint(size))-1, shortest), longest)
}

// answer judges what a client asks for. The reply is empty where the connection has to
// be failed without one; a reply with an error is sent.
func answer(h handshake, opts *Options) (f wamp.Format, reply []byte, err error) {
	if h[0] != Magic {
		return 0, nil, ErrNoHandshake
	}
	if h.serializer() == 0 {
		return 0, nil, fmt.Errorf("%w: illegal serializer 0", ErrNoHandshake)
	}
	refuse := func(reason HandshakeError) (wamp.Format, []byte, error) {
		r := refusal(reason)
		return 0, r[:], reason
	}
	f = serializers[h.serializer()]
	switch {
	case h.reserved():
		return refuse(ReservedBitsUsed)
	case f == 0 || !opts.offers(f):
		return refuse(SerializerUnsupported)
	case h.length() < opts.LargestMessage:
		return refuse(MessageLengthUnacceptable)
	}
	r := hello(f, opts.Announced)
	return f, r[:], nil
}

// accepted judges what a router answers: the longest message that it takes.
func accepted(h handshake, f wamp.Format) (length int, err error) {
	switch {
	case h[0] != Magic:
		return 0, ErrNoHandshake
	case h.serializer() == 0 && h[1] != 0:
		return 0, HandshakeError(h[1] >> 4)
	case h.serializer() != serializer(f):
		return 0, fmt.Errorf("%w: the router answers with serializer %d", ErrNoHandshake, h.serializer())
	case h.reserved():
		return 0, fmt.Errorf("%w: the router uses reserved octets", ErrNoHandshake)
	}
	return min(h.length(), transport.LargestRawSocketMessage), nil
}

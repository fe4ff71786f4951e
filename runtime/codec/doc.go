// Package codec turns messages and values into bytes and back, in the three
// serializations that wampgen speaks: JSON, MessagePack and CBOR.
//
//   - AppendMessage and Decoder are for whole messages. Only heads are decoded; the
//     payload stays the bytes it is, checked in one pass, so that no peer can hand
//     another one a broken frame.
//   - Writer and Reader are for payloads. Generated code has one set of methods over
//     them, without reflection, that serves all formats. Reader and Validator name
//     faults by their path: args[1].items[3].qty.
//   - CheckValue, DecodeValue, AppendValue and Transcode are for single values and
//     for payloads of which nothing is known.
//
// No declared length is believed beyond the bytes that are there, nesting is
// bounded, and nothing panics, whatever the input. Package codec is not a general
// JSON, MessagePack or CBOR library: it reads what WAMP peers send.
//
// # What is well-formed
//
// One value and nothing behind it. Strings are UTF-8 in all formats. A JSON escape
// that is half of a surrogate pair is accepted and, between JSON peers, passed on
// as it is; wherever it is decoded it is U+FFFD, so that nobody gets text that is
// not UTF-8. MessagePack lists, maps and strings may have longer heads than they
// need, and so may CBOR numbers. CBOR strings, lists and maps of indefinite length
// are accepted and never written. Map keys may be of any type in MessagePack and
// CBOR. A key that occurs twice is passed on by the router, as it does not look
// into payloads; Reader (for structs, args and kwargs) and DecodeValue refuse it.
//
// # What becomes of values in another format
//
// Transcode never fails on well-formed bytes. Values that are not named here have
// the same form in all three.
//
//	value                            in JSON                      in MessagePack and CBOR
//	integer from -2^63 to 2^64-1     integer                      integer, in the shortest form
//	other integers, CBOR bignums     nearest float                nearest float
//	JSON number with fraction,       as it is                     float of 64 bits, at most the largest
//	  exponent or out of range                                      finite one
//	float of 64 or 32 bits           shortest decimal that is     float of the same size
//	                                   the same number of its size
//	CBOR float of 16 bits            as of 32 bits                float of 32 bits
//	NaN, infinities                  null                         float
//	bytes                            string: NUL and base64       bytes
//	JSON string: NUL and base64      as it is                     bytes
//	MessagePack extension            as bytes                     bytes: its data without the type
//	CBOR tag                         its content                  its content
//	CBOR undefined, simple values    null                         null
//	MessagePack undefined: fixext 1  null                         null
//	  of type 0 with the byte 0
//	map key: number, bool, null      its JSON text as a string    as it is
//	map key: bytes                   string: NUL and base64       bytes
//	map key: list or map             string: NUL and base64       the list or map
//	                                   of its bytes
//	map key: string                  string                       string, also if NUL and base64
//
// Undefined is what JavaScript has for what is not set: its JSON leaves such an entry of a
// map out. Options of messages, and optional fields and arguments that Reader reads, are
// absent where they are undefined; null they are not. Required ones read it as null.
//
// DecodeValue makes bytes of the same JSON strings. Base64 is the standard alphabet with padding, without line breaks and without
// stray bits; a string that has anything else behind its NUL stays a string.
// JSON knows no difference between 21 and 21.0: Reader takes either for an
// integer and for a float.
package codec

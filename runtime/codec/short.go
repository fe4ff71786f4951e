package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// short says how a binary format writes what is small: with a head of one byte, or
// as one byte. Nearly all keys and values are small, so that Writer and Reader ask it first.
// JSON has no heads: nothing is short there.
type short struct {
	ints               uint64 // integers below it are their own byte
	texts, lists, maps int    // sizes below it are added to the head
	text, list, dict   byte
	yes, no            byte
	float              byte // of 64 bits
	wide               byte // of integers above 32 bits
}

var shortForms = [...]short{
	wamp.MessagePack: {
		ints: msgpackFixMap, texts: 32, lists: 16, maps: 16,
		text: msgpackFixStr, list: msgpackFixArray, dict: msgpackFixMap,
		yes: msgpackTrue, no: msgpackFalse, float: msgpackFloat64, wide: msgpackUint8 + 3,
	},
	wamp.CBOR: {
		ints: cborWidth1, texts: cborWidth1, lists: cborWidth1, maps: cborWidth1,
		text: cborText, list: cborArray, dict: cborMap,
		yes: cborTrue, no: cborFalse, float: cborFloat64, wide: cborUnsigned | (cborWidth1 + 3),
	},
}

// shortOf returns how the format writes what is small.
func shortOf(f wamp.Format) *short {
	if int(f) < len(shortForms) {
		return &shortForms[f]
	}
	return &shortForms[0]
}

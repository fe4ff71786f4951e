package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// CheckValue returns nil if data is one well-formed value of the format: its
// strings are UTF-8, it is not nested more deeply than the limits allow, and
// nothing follows it but, in JSON, white space. Else it returns a *SyntaxError.
// It is one pass and allocates nothing.
//
// Map keys may be of any type in MessagePack and CBOR, and may repeat.
func CheckValue(f wamp.Format, data []byte, l Limits) error {
	var s scanner
	s.reset(f, data)
	s.skip(l.withDefaults().Depth)
	s.close()
	if s.err != nil {
		return s.err
	}
	return nil
}

// check returns the position behind the value that begins at data[i] and nests to
// the given depth, or a packed defect.
func check(f wamp.Format, data []byte, i, depth int) int {
	switch f {
	case wamp.JSON:
		return checkJSON(data, i, depth)
	case wamp.MessagePack:
		return checkMessagePack(data, i, 1, depth)
	case wamp.CBOR:
		return checkCBOR(data, i, 1, depth)
	}
	return defectValue.at(i)
}

package session

import (
	"sync"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// decoder reads the messages of whichever session has borrowed it: between two
// bursts a session owns none. A decoder is about as large as everything else that
// an idle session needs here.
type decoder struct {
	*codec.Decoder
	limits codec.Limits
}

var decoders [wamp.CBOR + 1]sync.Pool // by format

// borrowDecoder returns a decoder of the format with the limits.
func borrowDecoder(f wamp.Format, l Limits) *decoder {
	limits := codec.Limits{Depth: l.Depth, URILength: l.URILength}
	if d, ok := decoders[f].Get().(*decoder); ok && d.limits == limits {
		return d
	}
	return &decoder{codec.NewDecoder(f, limits), limits}
}

// returnDecoder takes the decoder back, with the messages it has made.
func returnDecoder(f wamp.Format, d *decoder) { decoders[f].Put(d) }

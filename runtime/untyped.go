package runtime

import (
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// valuesCodec is the codec of payloads without a schema.
var valuesCodec = Codec[Values]{
	Encode: func(v *Values, w *codec.Writer) { v.encode(w) },
	Decode: func(v *Values, r *codec.Reader) { v.Args, v.Kwargs = r.Payload() },
}

// UntypedProcedure describes a procedure without a schema, for Call, Register and
// Handle.
func UntypedProcedure(uri wamp.URI) *Procedure[Values, Values] {
	return &Procedure[Values, Values]{URI: uri, Args: valuesCodec, Result: valuesCodec}
}

// UntypedProgressive describes a progressive procedure without a schema, for
// CallProgressive, CallInput, RegisterProgressive and HandleProgressive.
func UntypedProgressive(uri wamp.URI) *Progressive[Values, Values, Values, Values] {
	return &Progressive[Values, Values, Values, Values]{
		Procedure: *UntypedProcedure(uri),
		Input:     valuesCodec,
		Progress:  valuesCodec,
	}
}

// UntypedTopic describes a topic without a schema, for Publish, Subscribe and OnEvent.
func UntypedTopic(uri wamp.URI) *Topic[Values] { return &Topic[Values]{URI: uri, Event: valuesCodec} }

package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// AppendEventDetails returns the details of an EVENT, as they are in the message, as
// a value that may stand elsewhere. What can not be encoded is left out.
func AppendEventDetails(d wamp.EventDetails, p *wamp.Passthru, f wamp.Format) Raw {
	a := appender{format: f}
	a.eventDetails(&d, p)
	if a.err != nil {
		return Raw{Format: f, Bytes: appendEmptyMap(nil, f)}
	}
	if f == wamp.JSON {
		a.dst = a.dst[1:] // the comma before the element
	}
	return Raw{Format: f, Bytes: a.dst}
}

package codec

import (
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// MessageError says that bytes are no message: which message they would be, which
// element of it is wrong, and how. The answer to it is ABORT with
// wamp.error.protocol_violation (section "Protocol Violations").
type MessageError struct {
	Type    wamp.MessageType // 0 if it is not known
	Element string           // "options.timeout"; "" is the whole message
	Message string           // "want integer, got string"
}

// Error returns "decode CALL: options.timeout: want integer, got string".
func (e *MessageError) Error() string {
	name := "message"
	if e.Type != 0 {
		name = e.Type.String()
	}
	if e.Element == "" {
		return fmt.Sprintf("decode %s: %s", name, e.Message)
	}
	return fmt.Sprintf("decode %s: %s: %s", name, e.Element, e.Message)
}

// Limit returns the limit that the message is beyond: "depth", "uri_length", or "" if
// something else is wrong with it.
func (e *MessageError) Limit() string {
	switch {
	case strings.HasSuffix(e.Message, defectMessages[defectDepth]):
		return "depth"
	case strings.HasPrefix(e.Message, tooLong):
		return "uri_length"
	}
	return ""
}

// tooLong begins the message about a URI that is.
const tooLong = "longer than "

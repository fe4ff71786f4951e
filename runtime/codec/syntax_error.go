package codec

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// SyntaxError says that bytes are not one well-formed value of their format, and where.
type SyntaxError struct {
	Format  wamp.Format
	Offset  int    // of the byte at which it was noticed
	Message string // "want ',' or ']'"
}

// Error returns the format, the offset and the message.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s: byte %d: %s", e.Format, e.Offset, e.Message)
}

// defect is what a scan found wrong. The scans return it, packed with its offset
// into one negative position, so that they need no second result.
type defect int

const (
	defectEnd defect = iota
	defectValue
	defectLiteral
	defectNumber
	defectString
	defectEscape
	defectUTF8
	defectKey
	defectColon
	defectListSeparator
	defectMapSeparator
	defectDepth
	defectReserved
	defectChunk
	defectBreak
	defectTrailing
)

var defectMessages = [...]string{
	defectEnd:           "unexpected end",
	defectValue:         "want a value",
	defectLiteral:       "want null, true or false",
	defectNumber:        "malformed number",
	defectString:        "control character in a string",
	defectEscape:        "malformed escape",
	defectUTF8:          "invalid UTF-8",
	defectKey:           "want a string as key",
	defectColon:         "want ':'",
	defectListSeparator: "want ',' or ']'",
	defectMapSeparator:  "want ',' or '}'",
	defectDepth:         "nested too deeply",
	defectReserved:      "reserved byte",
	defectChunk:         "want a chunk of the same type of string",
	defectBreak:         "break without an open container",
	defectTrailing:      "bytes after the value",
}

const defectBits = 4

// at packs the defect and the offset into a negative position.
func (d defect) at(offset int) int { return -1 - (offset<<defectBits | int(d)) }

// syntaxError unpacks what at has packed.
func syntaxError(f wamp.Format, packed int) *SyntaxError {
	n := -1 - packed
	return &SyntaxError{Format: f, Offset: n >> defectBits, Message: defectMessages[n&(1<<defectBits-1)]}
}

package model

import (
	"encoding/json"
	"strings"

	"github.com/wampgen/wampgen/gen/schema"
	"github.com/wampgen/wampgen/gen/syntax"
)

// Literal is a value written in a schema, checked against its type.
type Literal struct {
	// Kind is the scalar it is a value of, behind named scalars; Named for a
	// value of an enum.
	Kind Kind
	// Text is canonical: true or false; integers in decimal; floats in Go's
	// shortest notation; durations and timestamps in nanoseconds; a time in RFC
	// 3339; everything else as it is on the wire.
	Text string
	// Enum is the value of an enum.
	Enum *EnumValue `json:"-"`
}

// JSON returns the value as it is on the wire, in JSON.
func (l *Literal) JSON() string {
	switch l.Kind {
	case Bool, Int, Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64, Float, Float32, Timestamp, Duration, ID:
		return l.Text
	default:
		text, _ := json.Marshal(l.Text) // a string always has a JSON text
		return string(text)
	}
}

// literalFault tells why a text is no value of a type; the zero value: it is one.
type literalFault struct{ message, hint string }

// literal reads a value of a builtin kind and returns its canonical text.
func literal(k Kind, v *schema.Value) (string, literalFault) {
	switch k {
	case Bool:
		return boolLiteral(v)
	case Int, Int8, Int16, Int32, Int64, Uint8, Uint16, Uint32, Uint64, ID:
		return intLiteral(k, v)
	case Float, Float32:
		return floatLiteral(k, v)
	case Decimal:
		return decimalLiteral(v)
	case Duration:
		return durationLiteral(v)
	case Time, Timestamp, Date:
		return timeLiteral(k, v)
	default:
		return textLiteral(k, v)
	}
}

func boolLiteral(v *schema.Value) (string, literalFault) {
	if v.Tag != syntax.Bool {
		hint := ""
		switch strings.ToLower(v.Text.Value) {
		case "true", "yes", "on", "y", "1":
			hint = "write true"
		case "false", "no", "off", "n", "0":
			hint = "write false"
		}
		return "", literalFault{"want true or false, got " + v.Tag.String(), hint}
	}
	return strings.ToLower(v.Text.Value), literalFault{}
}

package syntax

import (
	"encoding/json"
	"math/big"
	"strings"
)

// JSON returns the value as JSON: scalars by their tag, maps in the order of the
// file. What is Broken is null.
func (n *Node) JSON() []byte { return n.appendJSON(nil) }

func (n *Node) appendJSON(b []byte) []byte {
	switch n.Kind {
	case Map:
		b = append(b, '{')
		for i, p := range n.Pairs {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendString(b, p.Key.Text)
			b = append(b, ':')
			b = p.Value.appendJSON(b)
		}
		return append(b, '}')
	case List:
		b = append(b, '[')
		for i, item := range n.Items {
			if i > 0 {
				b = append(b, ',')
			}
			b = item.appendJSON(b)
		}
		return append(b, ']')
	case Scalar:
		return n.appendScalar(b)
	default:
		return append(b, "null"...)
	}
}

func (n *Node) appendScalar(b []byte) []byte {
	switch n.Tag {
	case Null:
		return append(b, "null"...)
	case Bool:
		return append(b, strings.ToLower(n.Text)...)
	case Int, Float:
		return append(b, n.Number()...)
	default:
		return appendString(b, n.Text)
	}
}

// appendString appends a string; encoding/json can not fail on one.
func appendString(b []byte, s string) []byte {
	text, _ := json.Marshal(s)
	return append(b, text...)
}

// Number returns the text of an Int or Float in the notation of JSON: YAML also
// has +1, 0x1f, .5 and 5.
func (n *Node) Number() string {
	text := strings.TrimPrefix(n.Text, "+")
	if strings.HasPrefix(text, "0x") {
		if value, ok := new(big.Int).SetString(text[2:], 16); ok {
			return value.String()
		}
	}
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i:]
	}
	if strings.HasPrefix(mantissa, ".") {
		mantissa = "0" + mantissa
	}
	return sign + strings.TrimSuffix(mantissa, ".") + exponent
}

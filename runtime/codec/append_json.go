package codec

import (
	"encoding/base64"
	"math"
	"strconv"
	"unicode/utf8"
)

// appendJSONFloat appends a finite float of 32 or 64 bits as ECMAScript prints it.
func appendJSONFloat(dst []byte, v float64, bits int) []byte {
	format := byte('f')
	if abs := math.Abs(v); abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		format = 'e'
	}
	start := len(dst)
	dst = strconv.AppendFloat(dst, v, format, -1, bits)
	if n := len(dst); format == 'e' && n-start >= 4 && dst[n-4] == 'e' && dst[n-3] == '-' && dst[n-2] == '0' {
		dst[n-2] = dst[n-1] // e-09 is e-9
		dst = dst[:n-1]
	}
	return dst
}

const hexDigits = "0123456789abcdef"

// appendJSONString appends text that is UTF-8, escaping what has to be. Text in
// which nothing has to be is copied and then looked at where it lies.
func appendJSONString[T string | []byte](dst []byte, text T) []byte {
	dst = append(dst, '"')
	start := len(dst)
	dst = append(dst, text...)
	for i := start; ; i++ {
		if i = skipPlain(dst, i); i >= len(dst) {
			return append(dst, '"')
		}
		if dst[i] < utf8.RuneSelf {
			return appendJSONEscaped(dst[:i], text[i-start:])
		}
	}
}

// appendJSONEscaped appends the rest of a string from its first escape on.
func appendJSONEscaped[T string | []byte](dst []byte, text T) []byte {
	start := 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, text[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, '\\', 'b')
		case '\f':
			dst = append(dst, '\\', 'f')
		case '\n':
			dst = append(dst, '\\', 'n')
		case '\r':
			dst = append(dst, '\\', 'r')
		case '\t':
			dst = append(dst, '\\', 't')
		default:
			dst = append(dst, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&0xf])
		}
	}
	dst = append(dst, text[start:]...)
	return append(dst, '"')
}

func appendJSONBytes(dst []byte, v []byte) []byte {
	dst = append(dst, `"\u0000`...)
	dst = base64.StdEncoding.AppendEncode(dst, v)
	return append(dst, '"')
}

// strictBase64 refuses encodings that would not come back as they were.
var strictBase64 = base64.StdEncoding.Strict()

// jsonBytes appends the bytes that the contents of a JSON string stand for:
// a NUL and base64. If they stand for none, ok is false.
func jsonBytes(dst, content []byte) (b []byte, ok bool) {
	if len(content) == 0 || content[0] != 0 {
		return dst, false
	}
	for _, c := range content[1:] {
		if c == '\n' || c == '\r' { // which the decoder would skip
			return dst, false
		}
	}
	b, err := strictBase64.AppendDecode(dst, content[1:])
	return b, err == nil
}

package codec

import (
	"encoding/base64"
	"math"
	"strconv"
	"unicode/utf8"
)

// appendJSONFloat appends a finite float of 32 or 64 bits as ECMAScript prints it.
func appendJSONFloat(dst []byte, v float64, bits int) []byte {
	if bits == 64 {
		if n, ok := micros(v); ok {
			return appendMicros(dst, n)
		}
	}
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

// micros returns v times a million if v is the float nearest to that number divided
// by a million and the number has at most 15 digits, as most numbers that people
// write down. Such a float has no shorter decimal but the same without zeros at its
// end: no two decimals of up to 15 digits are nearest to the same float.
func micros(v float64) (n int64, ok bool) {
	const most = 1e15
	n = int64(v*1e6 + math.Copysign(0.5, v))
	return n, n != 0 && -most < n && n < most && float64(n)/1e6 == v
}

// appendMicros appends so many millionths, not 0, as a decimal.
func appendMicros(dst []byte, n int64) []byte {
	var digits [24]byte // written from its end
	i := len(digits)
	magnitude := uint64(max(n, -n))
	whole, fraction := magnitude/1e6, uint32(magnitude%1e6)
	if fraction != 0 {
		places := 6
		if fraction%1000 == 0 {
			fraction, places = fraction/1000, 3
		}
		for fraction%10 == 0 {
			fraction /= 10
			places--
		}
		for ; places > 0; places-- {
			i--
			digits[i] = '0' + byte(fraction%10)
			fraction /= 10
		}
		i--
		digits[i] = '.'
	}
	for ; whole >= 10; whole /= 10 {
		i--
		digits[i] = '0' + byte(whole%10)
	}
	i--
	digits[i] = '0' + byte(whole)
	if n < 0 {
		i--
		digits[i] = '-'
	}
	return append(dst, digits[i:]...)
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

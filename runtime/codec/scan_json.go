package codec

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
)

// The scans of this file take data and the position of a token's first byte, and
// return the position behind the token, or a packed defect.

const (
	everyByte = 0x0101010101010101
	highBits  = 0x80 * everyByte
)

// skipPlain returns the position of the first byte of data from i on that is not
// plain: '"', '\', a control character or a part of a UTF-8 sequence. If there is
// none it returns len(data).
func skipPlain(data []byte, i int) int {
	for n := 0; i+32 <= len(data); n++ { // in long texts
		b := data[i : i+32 : i+32]
		marks := marked(binary.LittleEndian.Uint64(b)) | marked(binary.LittleEndian.Uint64(b[8:])) |
			marked(binary.LittleEndian.Uint64(b[16:])) | marked(binary.LittleEndian.Uint64(b[24:]))
		if marks != 0 {
			break
		}
		if i += 32; n == 2 && hasVectors { // in very long ones
			i += skipPlainBlocks(data[i:])
		}
	}
	for i+8 <= len(data) {
		if marks := marked(binary.LittleEndian.Uint64(data[i:])); marks != 0 {
			return i + bits.TrailingZeros64(marks)/8
		}
		i += 8
	}
	for i < len(data) && plain[data[i]] {
		i++
	}
	return i
}

// marked returns the eight bytes of x with the high bit of those set that are not
// plain, and all other bits zero. In each subtraction a byte that is looked for turns
// negative, and so does no plain one; its borrow can only disturb the bytes above it,
// so that the lowest marked byte is right, and so is that there is none.
func marked(x uint64) uint64 {
	quote := x ^ '"'*everyByte
	escape := x ^ '\\'*everyByte
	return ((x - ' '*everyByte) | (quote - everyByte) | (escape - everyByte) | x) & highBits
}

// plain tells which bytes are plain.
var plain = func() (table [256]bool) {
	for c := ' '; c < utf8.RuneSelf; c++ {
		table[c] = c != '"' && c != '\\'
	}
	return table
}()

// skipShort is skipPlain for at most sixteen bytes. One by one is faster for the
// short texts that keys and most values are, as the processor guesses their
// lengths, while it has to wait for the position of a mark.
func skipShort(data []byte, i int) int {
	for end := min(i+16, len(data)); i < end && plain[data[i]]; {
		i++
	}
	return i
}

// scanString scans a JSON string from behind its opening quote. Escaped tells
// whether there is an escape in it.
func scanString(data []byte, i int) (end int, escaped bool) {
	for {
		if i = skipPlain(data, i); i >= len(data) {
			return defectEnd.at(len(data)), escaped
		}
		switch c := data[i]; {
		case c == '"':
			return i + 1, escaped
		case c == '\\':
			escaped = true
			if i = scanEscape(data, i); i < 0 {
				return i, escaped
			}
		case c < ' ':
			return defectString.at(i), escaped
		default:
			for i < len(data) && data[i] >= 0x80 {
				n := utf8Sequence(data, i)
				if n == 0 {
					return defectUTF8.at(i), escaped
				}
				i += n
			}
		}
	}
}

func scanEscape(data []byte, i int) int {
	if i+1 >= len(data) {
		return defectEnd.at(len(data))
	}
	switch data[i+1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return i + 2
	case 'u':
		if _, ok := hex4(data, i+2); ok {
			return i + 6
		}
	}
	return defectEscape.at(i)
}

// hex4 returns the number that four hexadecimal digits at data[i] make.
func hex4(data []byte, i int) (rune, bool) {
	if i+4 > len(data) {
		return 0, false
	}
	var r rune
	for _, c := range data[i : i+4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c && c <= 'f':
			c -= 'a' - 10
		case 'A' <= c && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// scanNumber scans a JSON number. Integer tells whether it has neither fraction
// nor exponent.
func scanNumber(data []byte, i int) (end int, integer bool) {
	start := i
	if data[i] == '-' {
		i++
	}
	switch digits := i; {
	case i < len(data) && data[i] == '0':
		i++
	default:
		if i = skipDigits(data, i); i == digits {
			return defectNumber.at(start), false
		}
	}
	if i >= len(data) || data[i] != '.' && data[i]|0x20 != 'e' {
		return i, true
	}
	if data[i] == '.' {
		digits := i + 1
		if i = skipDigits(data, digits); i == digits {
			return defectNumber.at(start), false
		}
	}
	if i < len(data) && data[i]|0x20 == 'e' {
		i++
		if i < len(data) && (data[i] == '+' || data[i] == '-') {
			i++
		}
		digits := i
		if i = skipDigits(data, i); i == digits {
			return defectNumber.at(start), false
		}
	}
	return i, false
}

func skipDigits(data []byte, i int) int {
	for i < len(data) && '0' <= data[i] && data[i] <= '9' {
		i++
	}
	return i
}

// scanLiteral scans null, true or false.
func scanLiteral(data []byte, i int) int {
	rest := data[i:]
	switch {
	case len(rest) >= 4 && (string(rest[:4]) == "true" || string(rest[:4]) == "null"):
		return i + 4
	case len(rest) >= 5 && rest[0] == 'f' && string(rest[1:5]) == "alse": // four bytes are one comparison
		return i + 5
	}
	return defectLiteral.at(i)
}

// skipSpace skips the white space of JSON.
func skipSpace(data []byte, i int) int {
	for i < len(data) && data[i] <= ' ' &&
		(data[i] == ' ' || data[i] == '\n' || data[i] == '\t' || data[i] == '\r') {
		i++
	}
	return i
}

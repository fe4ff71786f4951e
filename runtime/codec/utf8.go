package codec

import "unicode/utf8"

// wideText is the length from which on text is checked by vectors.
const wideText = 64

// ValidText reports whether all of the text is UTF-8, as utf8.Valid does. Long text that
// is not ASCII takes it a tenth of the time where the processor has vectors.
func ValidText(text []byte) bool {
	if !hasVectors || len(text) < wideText {
		return utf8.Valid(text)
	}
	// What is behind the last 32 bytes, and the sequence that may go beyond them.
	rest := len(text) &^ 31
	for least := rest - utf8.UTFMax; rest > least; {
		if rest--; utf8.RuneStart(text[rest]) {
			break
		}
	}
	return validUTF8Blocks(text) && utf8.Valid(text[rest:])
}

// utf8Sequence returns the length of the UTF-8 sequence of more than one byte
// at data[i], or 0 if there is none.
func utf8Sequence(data []byte, i int) int {
	b := data[i:]
	if len(b) < 2 {
		return 0
	}
	switch first := b[0]; {
	case first < 0xc2: // a continuation, or an overlong form
		return 0
	case first < 0xe0:
		if continues(b[1]) {
			return 2
		}
	case first < 0xf0:
		if len(b) >= 3 && continues(b[1]) && continues(b[2]) &&
			(first != 0xe0 || b[1] >= 0xa0) && // overlong
			(first != 0xed || b[1] < 0xa0) { // surrogates
			return 3
		}
	case first < 0xf5:
		if len(b) >= 4 && continues(b[1]) && continues(b[2]) && continues(b[3]) &&
			(first != 0xf0 || b[1] >= 0x90) && // overlong
			(first != 0xf4 || b[1] < 0x90) { // above U+10FFFF
			return 4
		}
	}
	return 0
}

func continues(b byte) bool { return b&0xc0 == utf8.RuneSelf }

// shortASCII reports whether the text is short and ASCII, as keys and most values
// are. It is inlined, and spares those the call of utf8.Valid.
func shortASCII[T string | []byte](text T) bool {
	if len(text) > 16 {
		return false
	}
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isASCII reports whether all of the text is ASCII, eight bytes at once.
func isASCII(text string) bool {
	n := len(text)
	if n < 8 {
		var all byte
		for i := range n {
			all |= text[i]
		}
		return all < utf8.RuneSelf
	}
	all := word(text, n-8) // the last ones, which may be looked at twice
	for i := 0; i < n-8; i += 8 {
		all |= word(text, i)
	}
	return all&highBits == 0
}

// isPlain reports whether all of the text is plain, as skipPlain has it.
func isPlain[T string | []byte](text T) bool {
	n := len(text)
	if n < 8 {
		for i := range n {
			if !plain[text[i]] {
				return false
			}
		}
		return true
	}
	marks := marked(word(text, n-8))
	for i := 0; i < n-8; i += 8 {
		marks |= marked(word(text, i))
	}
	return marks == 0
}

// word returns eight bytes of the text as one number.
func word[T string | []byte](text T, i int) uint64 {
	_ = text[i+7]
	return uint64(text[i]) | uint64(text[i+1])<<8 | uint64(text[i+2])<<16 | uint64(text[i+3])<<24 |
		uint64(text[i+4])<<32 | uint64(text[i+5])<<40 | uint64(text[i+6])<<48 | uint64(text[i+7])<<56
}

package codec

import (
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// content returns the contents of the string or bytes t: escapes resolved, chunks
// joined. They lie in the scanned data or, where t is coded, in scratch, which
// is appended to.
func (s *scanner) content(t token, scratch []byte) []byte {
	text := s.data[t.pos : t.pos+t.size]
	switch {
	case !t.coded():
		return text
	case s.format == wamp.JSON:
		return appendUnescaped(scratch, text)
	}
	return appendChunks(scratch, text)
}

// keyText reads a map's key and returns its text: of a key that is no string the
// text that it has in JSON. It may lie in the scanned data.
func (s *scanner) keyText() []byte {
	start := s.pos
	t := s.key()
	switch {
	case s.err != nil:
		return nil
	case t.kind == kindString:
		return s.content(t, nil)
	}
	json := transcoder{src: *s, to: wamp.JSON}
	json.src.pos = start
	text := json.key(nil, maxDepth)
	s.pos, s.err = json.src.pos, json.src.err
	return appendUnescaped(nil, text[1:len(text)-1])
}

// appendUnescaped appends the text of a scanned JSON string. Half of a surrogate
// pair becomes U+FFFD.
func appendUnescaped(dst, text []byte) []byte {
	for i := 0; i < len(text); {
		if text[i] != '\\' {
			start := i
			for i < len(text) && text[i] != '\\' {
				i++
			}
			dst = append(dst, text[start:i]...)
			continue
		}
		switch c := text[i+1]; c {
		case 'u':
			r, _ := hex4(text, i+2)
			i += 4
			if utf16.IsSurrogate(r) {
				r = lowSurrogate(r, text[i+2:])
				if r != utf8.RuneError {
					i += 6
				}
			}
			dst = utf8.AppendRune(dst, r)
		case 'b':
			dst = append(dst, '\b')
		case 'f':
			dst = append(dst, '\f')
		case 'n':
			dst = append(dst, '\n')
		case 'r':
			dst = append(dst, '\r')
		case 't':
			dst = append(dst, '\t')
		default:
			dst = append(dst, c)
		}
		i += 2
	}
	return dst
}

// lowSurrogate returns the rune that high makes with the escape at the beginning
// of rest, or U+FFFD if they are no pair.
func lowSurrogate(high rune, rest []byte) rune {
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
		return utf8.RuneError
	}
	low, _ := hex4(rest, 2)
	return utf16.DecodeRune(high, low)
}

// appendChunks appends the contents of the chunks of a checked CBOR string of
// indefinite length.
func appendChunks(dst, chunks []byte) []byte {
	for i := 0; i < len(chunks); {
		h := cborHead(chunks, i)
		i = h.pos + h.size
		dst = append(dst, chunks[h.pos:i]...)
	}
	return dst
}

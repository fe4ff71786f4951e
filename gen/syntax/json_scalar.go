package syntax

import (
	"bytes"
	"regexp"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

var (
	jsonInt   = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	jsonFloat = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$`)
)

// number reads a number.
func (r *jsonReader) number() *Node {
	start := r.next
	for bytes.IndexByte([]byte("+-.0123456789eE"), r.peek()) >= 0 && r.next-start <= maxNumber {
		r.next++
	}
	text := string(r.source.data[start:r.next])
	node := &Node{Text: text, Pos: r.source.span(start, r.next)}
	node.verbatim = node.Pos.Column
	switch {
	case len(text) > maxNumber:
		r.fail(start, r.next, "a number has more than %d digits", maxNumber).Rule = ruleNumber
		return nil
	case jsonInt.MatchString(text):
		node.Tag = Int
	case jsonFloat.MatchString(text):
		node.Tag = Float
	default:
		r.fail(start, r.next, "%s is not a number of JSON", text).Hint = "numbers have no leading zeros, and digits around the point"
		return nil
	}
	return node
}

// string reads a string.
func (r *jsonReader) string() *Node {
	start := r.next
	data := r.source.data
	r.next++
	end := bytes.IndexAny(data[r.next:], "\"\\\n")
	if end >= 0 && data[r.next+end] == '"' && !hasControl(data[r.next:r.next+end]) { // the usual: no escapes
		node := &Node{Tag: String, Quoted: true, Text: string(data[r.next : r.next+end])}
		r.next += end + 1
		node.Pos = r.source.span(start, r.next)
		node.verbatim = node.Pos.Column + 1
		return node
	}
	var text []byte
	for r.next < len(data) {
		switch c := data[r.next]; {
		case c == '"':
			r.next++
			return &Node{Tag: String, Quoted: true, Text: string(text), Pos: r.source.span(start, r.next)}
		case c == '\n' || c == '\r':
			r.fail(start, r.next, "a string is not closed in its line").Hint = `a line feed in a string is written \n`
			return nil
		case c < ' ':
			r.fail(r.next, r.next+1, "the control character %+q in a string", c).Hint = "write it as an escape"
			return nil
		case c == '\\':
			text = r.escape(text)
			if r.failed {
				return nil
			}
		default:
			text = append(text, c)
			r.next++
		}
	}
	r.fail(start, r.next, "a string is not closed")
	return nil
}

func hasControl(text []byte) bool {
	for _, c := range text {
		if c < ' ' {
			return true
		}
	}
	return false
}

// escape reads one escape, of a surrogate pair both.
func (r *jsonReader) escape(text []byte) []byte {
	start, data := r.next, r.source.data
	if r.next+1 == len(data) {
		r.fail(start, start+1, "a string is not closed")
		return nil
	}
	c := data[r.next+1]
	r.next += 2
	switch c {
	case '"', '\\', '/':
		return append(text, c)
	case 'b':
		return append(text, '\b')
	case 'f':
		return append(text, '\f')
	case 'n':
		return append(text, '\n')
	case 'r':
		return append(text, '\r')
	case 't':
		return append(text, '\t')
	case 'u':
	default:
		r.fail(start, start+2, "unknown escape in a string").Hint = `a backslash is written \\`
		return nil
	}
	unit, ok := r.hex4()
	if ok && utf16.IsSurrogate(unit) {
		if ok = bytes.HasPrefix(data[r.next:], []byte(`\u`)); ok {
			r.next += 2
			var low rune
			low, ok = r.hex4()
			unit = utf16.DecodeRune(unit, low)
			ok = ok && unit != utf8.RuneError
		}
		if !ok {
			r.fail(start, r.next, "half of a surrogate pair in a string")
			return nil
		}
	}
	if !ok {
		r.fail(start, start+2, `want four hexadecimal digits after \u`)
		return nil
	}
	return utf8.AppendRune(text, unit)
}

// hex4 reads four hexadecimal digits.
func (r *jsonReader) hex4() (rune, bool) {
	if r.next+4 > len(r.source.data) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(r.source.data[r.next:r.next+4]), 16, 16)
	if err != nil {
		return 0, false
	}
	r.next += 4
	return rune(n), true
}

package syntax

import (
	"bytes"
	"unicode/utf8"

	"github.com/wampgen/wampgen/gen/diag"
)

// source is the text of a file, with its lines.
type source struct {
	file   string
	data   []byte // without a byte order mark
	starts []int  // offset of each line

	// The place that was last asked for: most questions go forward.
	lastLine, lastColumn, lastOffset int
}

// newSource checks size and encoding of a text, and splits it into lines.
func newSource(file string, data []byte, limits Limits) (*source, diag.List) {
	var list diag.List
	if len(data) > limits.Bytes {
		list.Errorf(diag.Position{File: file}, ruleLimit, "the file has %d bytes, the limit is %d", len(data), limits.Bytes)
		return nil, list
	}
	if isUTF16(data) {
		list.Errorf(diag.Position{File: file}, ruleEncoding, "the file is UTF-16").Hint = "save it as UTF-8"
		return nil, list
	}
	s := &source{file: file, data: bytes.TrimPrefix(data, []byte("\ufeff")), starts: []int{0}}
	for i, c := range s.data {
		if c == '\n' {
			s.starts = append(s.starts, i+1)
		}
	}
	if utf8.Valid(s.data) {
		return s, nil
	}
	for i := 0; ; {
		r, size := utf8.DecodeRune(s.data[i:])
		if r == utf8.RuneError && size == 1 {
			list.Errorf(s.at(i), ruleEncoding, "invalid UTF-8: byte 0x%02x", s.data[i]).Hint = "save the file as UTF-8"
			return nil, list
		}
		i += size
	}
}

// isUTF16 reports whether a file is UTF-16 text: it begins with a byte order mark,
// or one of its first two bytes is zero.
func isUTF16(data []byte) bool {
	return len(data) >= 2 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff || data[0] == 0 != (data[1] == 0))
}

// at returns the position of a byte.
func (s *source) at(offset int) diag.Position { return s.span(offset, offset) }

// span returns the position of the bytes [from, to), cut at the end of the line.
// It is quick where the places asked for go forward.
func (s *source) span(from, to int) diag.Position {
	line := s.lineOf(from)
	to = min(to, s.lineEnd(line))
	if line+1 != s.lastLine || from < s.lastOffset {
		s.lastLine, s.lastColumn, s.lastOffset = line+1, 1, s.starts[line]
	}
	s.lastColumn += utf8.RuneCount(s.data[s.lastOffset:from])
	s.lastOffset = from
	p := diag.Position{File: s.file, Line: s.lastLine, Column: s.lastColumn}
	if to > from {
		p.EndColumn = p.Column + utf8.RuneCount(s.data[from:to])
	}
	return p
}

// lineOf returns the index of the line that holds a byte.
func (s *source) lineOf(offset int) int {
	lo, hi := 0, len(s.starts)
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; s.starts[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// lineEnd returns the offset of the end of a line, without its line feed.
func (s *source) lineEnd(line int) int {
	end := len(s.data)
	if line+1 < len(s.starts) {
		end = s.starts[line+1] - 1
	}
	if end > s.starts[line] && s.data[end-1] == '\r' {
		end--
	}
	return end
}

// line returns the text of a line, counted from 0.
func (s *source) line(line int) string { return string(s.data[s.starts[line]:s.lineEnd(line)]) }

// offset returns the offset of a line and a column, counted from 1 in code
// points. It is quick where the places asked for go forward in a line.
func (s *source) offset(line, column int) int {
	if line < 1 || line > len(s.starts) {
		return len(s.data)
	}
	if line != s.lastLine || column < s.lastColumn {
		s.lastLine, s.lastColumn, s.lastOffset = line, 1, s.starts[line-1]
	}
	for end := s.lineEnd(line - 1); s.lastColumn < column && s.lastOffset < end; s.lastColumn++ {
		_, size := utf8.DecodeRune(s.data[s.lastOffset:])
		s.lastOffset += size
	}
	return s.lastOffset
}

package codec

import (
	"bytes"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// scanner reads the values of one buffer one after the other, the same way in all
// formats. Its first error sticks, and is all there is from then on.
type scanner struct {
	format wamp.Format
	data   []byte
	pos    int
	err    *SyntaxError
}

// container is the state of walking a list or map.
type container struct {
	left int  // entries to come, if end is 0
	end  byte // what closes it: in JSON, and in CBOR where the size is indefinite
	next bool // in JSON: the next entry has a comma before it
}

func (s *scanner) reset(f wamp.Format, data []byte) {
	s.format, s.data, s.pos, s.err = f, data, 0, nil
}

// next reads the next token. Past the end, or after an error, its kind is kindInvalid.
func (s *scanner) next() token {
	switch s.format {
	case wamp.JSON:
		return s.nextJSON()
	case wamp.MessagePack:
		return s.nextMessagePack()
	case wamp.CBOR:
		return s.nextCBOR()
	}
	return s.fail(defectValue.at(s.pos))
}

// enter begins to walk the list or map whose token was just read.
func (s *scanner) enter(t token) container {
	switch {
	case s.format == wamp.JSON && t.kind == kindList:
		return container{end: ']'}
	case s.format == wamp.JSON:
		return container{end: '}'}
	case t.size == indefinite:
		return container{end: cborBreak}
	}
	return container{left: t.size}
}

// more reports whether another entry comes. If none does, the container's end is
// read; after an error none does.
func (s *scanner) more(c *container) bool {
	if c.end == 0 {
		c.left--
		return c.left >= 0 && s.err == nil
	}
	return s.moreUntil(c)
}

// moreUntil is more where something closes the container.
func (s *scanner) moreUntil(c *container) bool {
	if c.end != cborBreak {
		s.pos = skipSpace(s.data, s.pos)
	}
	if s.pos >= len(s.data) {
		s.fail(defectEnd.at(s.pos))
		return false
	}
	if s.data[s.pos] == c.end {
		s.pos++
		*c = container{} // with nothing left, however often asked
		return false
	}
	if c.next && c.end != cborBreak {
		if s.data[s.pos] != ',' {
			d := defectListSeparator
			if c.end == '}' {
				d = defectMapSeparator
			}
			s.fail(d.at(s.pos))
			return false
		}
		s.pos++
	}
	c.next = true
	return true
}

// key reads the key of a map's entry. In JSON it is a string.
func (s *scanner) key() token {
	if s.format != wamp.JSON {
		return s.next()
	}
	s.pos = skipSpace(s.data, s.pos)
	if s.pos < len(s.data) && s.data[s.pos] != '"' {
		return s.fail(defectKey.at(s.pos))
	}
	t := s.nextJSON()
	s.pos = skipSpace(s.data, s.pos)
	switch {
	case s.pos >= len(s.data):
		return s.fail(defectEnd.at(s.pos))
	case s.data[s.pos] != ':':
		return s.fail(defectColon.at(s.pos))
	}
	s.pos++
	return t
}

// skipName reads the key of a map's entry if it is the name, written as writers of
// fields do. It tells at a glance what key reads with care.
func (s *scanner) skipName(name string) bool {
	data, text := s.data, s.pos+1
	end := text + len(name)
	if s.format == wamp.JSON {
		if end+2 > len(data) || data[text-1] != '"' || data[end] != '"' || data[end+1] != ':' || string(data[text:end]) != name {
			return false
		}
		s.pos = end + 2
		return true
	}
	short := shortOf(s.format)
	if end > len(data) || int(data[text-1]-short.text) != len(name) || len(name) >= short.texts || string(data[text:end]) != name {
		return false
	}
	s.pos = end
	return true
}

// skip checks the next value, which may nest to the given depth, and returns its
// bytes, or nil after an error.
func (s *scanner) skip(depth int) []byte {
	start := s.pos
	if s.format == wamp.JSON {
		start = skipSpace(s.data, start)
	}
	end := check(s.format, s.data, start, depth)
	if end < 0 {
		s.fail(end)
		return nil
	}
	s.pos = end
	return s.data[start:end:end]
}

// skipUndefined skips the value of a map's entry if it is undefined. In JSON
// JavaScript leaves such an entry out.
func (s *scanner) skipUndefined() bool {
	size := 0
	switch rest := s.data[s.pos:]; {
	case s.format == wamp.CBOR && len(rest) > 0 && rest[0] == cborUndefined:
		size = 1
	case s.format == wamp.MessagePack && bytes.HasPrefix(rest, msgpackUndefined):
		size = len(msgpackUndefined)
	}
	s.pos += size
	return size > 0
}

// close fails if anything but white space is left.
func (s *scanner) close() {
	if s.format == wamp.JSON {
		s.pos = skipSpace(s.data, s.pos)
	}
	if s.pos < len(s.data) {
		s.fail(defectTrailing.at(s.pos))
	}
}

// fail notes the packed defect, unless there is an error already, and leaves
// nothing to read.
func (s *scanner) fail(packed int) token {
	if s.err == nil {
		s.err = syntaxError(s.format, packed)
	}
	s.pos = len(s.data)
	return token{}
}

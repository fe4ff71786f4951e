package codec

import (
	"math"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// writeFrame is a list or map that is not yet ended, or the place outside of all,
// where it is zero. What comes next is told by one number, as every call looks at
// it: with n values to come a list counts 2n-1, a map 2n before a key and 2n-1
// before a value. So an odd number above 0 wants a value, an even one a key.
type writeFrame struct {
	left int
	step writeStep
}

// writeStep is what a value takes off the number.
type writeStep int8

const (
	inMap  writeStep = 1
	inList writeStep = 2
)

// A number has these bits as 1 has them if it is odd and above 0.
const oddAndPositive = 1 | math.MinInt

// takes reports whether a value can stand here, and counts it. It is inlined.
func (w *Writer) takes() bool {
	ok := w.inner.left&oddAndPositive == 1
	if ok {
		w.inner.left -= int(w.inner.step)
	}
	return ok
}

// value makes ready for a value of any format, and reports whether one can stand here.
func (w *Writer) value() bool {
	if !w.takes() {
		w.misplaced()
		return false
	}
	if w.format == wamp.JSON {
		switch {
		case w.inner.step == inMap:
			w.buf = append(w.buf, '"', ':')
		case w.buf[len(w.buf)-1] != '[': // with which no value ends
			w.buf = append(w.buf, ',')
		}
	}
	return true
}

// misplaced notes why no value can stand here.
func (w *Writer) misplaced() {
	switch {
	case w.inner.step == 0:
		w.setErr(errOutside)
	case w.inner.step == inMap:
		w.setErr(errKey)
	default:
		w.setErr(errEntries)
	}
}

// keyHead makes ready for a key of so many bytes that need no escape, and returns
// the buffer to append them to.
func (w *Writer) keyHead(size int) []byte {
	if (w.inner.left-1)&oddAndPositive != 1 {
		w.misplacedKey()
		return w.buf
	}
	w.inner.left--
	if size < w.short.texts {
		return append(w.buf, w.short.text|byte(size))
	}
	return w.appendKeyHead(size)
}

// fieldHead is keyHead for a key whose value follows at once. What is usual needs no
// call: a key that is short, or JSON, and a buffer that has room.
func (w *Writer) fieldHead(size int) []byte {
	buf := w.buf
	n := len(buf)
	switch {
	case (w.inner.left-1)&oddAndPositive != 1:
		return w.longFieldHead(size)
	case size < w.short.texts && n < cap(buf):
		w.inner.left -= 2
		buf = buf[:n+1]
		buf[n] = w.short.text | byte(size)
		return buf
	case w.format != wamp.JSON || n+2 > cap(buf):
		return w.longFieldHead(size)
	}
	w.inner.left -= 2
	if buf[n-1] == '{' {
		buf = buf[:n+1]
	} else {
		buf = buf[:n+2]
		buf[n] = ','
	}
	buf[len(buf)-1] = '"'
	return buf
}

func (w *Writer) longFieldHead(size int) []byte {
	if (w.inner.left-1)&oddAndPositive != 1 {
		w.misplacedKey()
		return w.buf
	}
	w.inner.left -= 2
	return w.appendKeyHead(size)
}

func (w *Writer) appendKeyHead(size int) []byte {
	switch {
	case w.format != wamp.JSON:
		return appendStringHead(w.buf, w.format, size)
	case w.buf[len(w.buf)-1] == '{': // with which no value ends
		return append(w.buf, '"')
	}
	return append(w.buf, ',', '"')
}

// misplacedKey notes why no key can stand here.
func (w *Writer) misplacedKey() {
	if w.inner == (writeFrame{step: inMap}) {
		w.setErr(errEntries)
		return
	}
	w.setErr(errKey)
}

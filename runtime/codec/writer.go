package codec

import (
	"errors"
	"fmt"
	"sync"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Writer writes the args and kwargs of a payload, in any of the formats by the
// same calls:
//
//	w.Args(1)
//	w.Map(2)
//	w.Key("id")
//	w.String(d.ID)
//	w.Key("tags")
//	w.List(len(d.Tags))
//	...
//	w.End() // the list
//	w.End() // the map
//	w.End() // the args
//
// The first error sticks, and Payload returns it. A container that does not get
// as many entries as were announced is an error. A Writer is not for concurrent use.
type Writer struct {
	format       wamp.Format
	buf          []byte
	args, kwargs span
	open         []writeFrame
	tag          struct{ key, value string } // of the next map; no key: none
	err          error
}

// span is a part of a buffer.
type span struct{ from, to int }

// writeFrame is a list or map that is not yet ended.
type writeFrame struct {
	left  int // values to come, keys included
	kind  kind
	first bool // nothing is written yet
	part  *span
}

// largestPooledBuffer is the capacity above which a buffer is left to the
// garbage collector.
const largestPooledBuffer = 64 << 10

var writers = sync.Pool{New: func() any { return new(Writer) }}

// NewWriter returns a Writer of the format. Give it back with Free.
func NewWriter(f wamp.Format) *Writer {
	w := writers.Get().(*Writer)
	w.format = f
	if f < wamp.JSON || f > wamp.CBOR {
		w.setErr(fmt.Errorf("encode: unknown format %d", f))
	}
	return w
}

// Free gives the Writer back. Its payload is dead from then on.
func (w *Writer) Free() {
	buf := w.buf[:0]
	if cap(buf) > largestPooledBuffer {
		buf = nil
	}
	*w = Writer{buf: buf, open: w.open[:0]}
	writers.Put(w)
}

// Format returns the format written.
func (w *Writer) Format() wamp.Format { return w.format }

// Payload returns what was written. It is borrowed: it dies with Free.
func (w *Writer) Payload() (wamp.Payload, error) {
	if w.err == nil && len(w.open) > 0 {
		w.setErr(errOpen)
	}
	if w.err != nil {
		return wamp.Payload{Format: w.format}, w.err
	}
	p := wamp.Payload{Format: w.format}
	if w.args.to > 0 {
		p.Args = w.buf[w.args.from:w.args.to:w.args.to]
	}
	if w.kwargs.to > 0 {
		p.Kwargs = w.buf[w.kwargs.from:w.kwargs.to:w.kwargs.to]
	}
	return p, nil
}

// Fail makes the payload an error. The first one sticks.
func (w *Writer) Fail(format string, args ...any) {
	w.setErr(fmt.Errorf(format, args...))
}

func (w *Writer) setErr(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Wrong use of a Writer.
var (
	errOpen    = errors.New("encode: a list or map is not ended")
	errTwice   = errors.New("encode: args or kwargs are written twice, or inside another value")
	errOutside = errors.New("encode: a value outside args and kwargs")
	errEntries = errors.New("encode: a list or map has not as many entries as announced")
	errKey     = errors.New("encode: a key outside a map, or none before a value")
)

// Args begins the positional arguments: a list of n values, closed by End.
func (w *Writer) Args(n int) { w.begin(&w.args, kindList, n) }

// Kwargs begins the keyword arguments: a map of n entries, closed by End.
func (w *Writer) Kwargs(n int) { w.begin(&w.kwargs, kindMap, n) }

func (w *Writer) begin(part *span, k kind, n int) {
	if len(w.open) > 0 || part.to > 0 {
		w.setErr(errTwice)
		return
	}
	part.from = len(w.buf)
	w.push(part, k, n)
}

// List begins a list of n values, closed by End.
func (w *Writer) List(n int) {
	if w.value() {
		w.push(nil, kindList, n)
	}
}

// Map begins a map of n entries, closed by End. An entry is a Key or MapKey and a value.
func (w *Writer) Map(n int) {
	switch {
	case !w.value():
	case w.tag.key == "":
		w.push(nil, kindMap, n)
	default:
		tag := w.tag
		w.tag.key = ""
		w.push(nil, kindMap, n+1)
		w.Key(tag.key)
		w.String(tag.value)
	}
}

// Tag gives the map that is written next an entry more, its first one. Unions
// tell by it which of their structs the map is.
func (w *Writer) Tag(key, value string) { w.tag.key, w.tag.value = key, value }

func (w *Writer) push(part *span, k kind, n int) {
	left := n
	if k == kindList {
		w.buf = appendListHead(w.buf, w.format, n)
	} else {
		w.buf = appendMapHead(w.buf, w.format, n)
		left *= 2
	}
	w.open = append(w.open, writeFrame{left: left, kind: k, first: true, part: part})
}

// End closes the list, map, args or kwargs begun last.
func (w *Writer) End() {
	if w.err != nil {
		return
	}
	last := len(w.open) - 1
	if last < 0 || w.open[last].left != 0 {
		w.setErr(errEntries)
		return
	}
	frame := &w.open[last]
	if w.format == wamp.JSON {
		if frame.kind == kindList {
			w.buf = append(w.buf, ']')
		} else {
			w.buf = append(w.buf, '}')
		}
	}
	if frame.part != nil {
		frame.part.to = len(w.buf)
	}
	w.open = w.open[:last]
}

// value makes ready for a value, and reports whether one can stand here.
func (w *Writer) value() bool {
	if w.err != nil {
		return false
	}
	if len(w.open) == 0 {
		w.setErr(errOutside)
		return false
	}
	frame := &w.open[len(w.open)-1]
	switch {
	case frame.left <= 0:
		w.setErr(errEntries)
		return false
	case frame.kind == kindMap:
		if frame.left%2 == 0 {
			w.setErr(errKey)
			return false
		}
	case frame.first:
		frame.first = false
	case w.format == wamp.JSON:
		w.buf = append(w.buf, ',')
	}
	frame.left--
	return true
}

// key makes ready for a key, and reports whether one can stand here.
func (w *Writer) key() bool {
	if w.err != nil {
		return false
	}
	if len(w.open) == 0 {
		w.setErr(errKey)
		return false
	}
	frame := &w.open[len(w.open)-1]
	switch {
	case frame.kind != kindMap || frame.left%2 != 0:
		w.setErr(errKey)
		return false
	case frame.left == 0:
		w.setErr(errEntries)
		return false
	case frame.first:
		frame.first = false
	case w.format == wamp.JSON:
		w.buf = append(w.buf, ',')
	}
	frame.left--
	return true
}

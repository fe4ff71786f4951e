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
// as many entries as were announced is an error. A Writer is not for concurrent use. One
// that is part of something else begins with Begin and ends with Clear.
type Writer struct {
	buf []byte // in JSON a key is not closed before its value begins
	writing
	outer  []writeFrame
	format wamp.Format
	short  short // of the format
}

// writing is what a Writer has for one payload.
type writing struct {
	inner        writeFrame // the list or map that is being written
	part         *span      // what inner or the outermost frame is
	args, kwargs span
	err          error
	tag          struct{ key, value string } // of the next map; no key: none
}

// span is a part of a buffer.
type span struct{ from, to int }

// largestPooledBuffer is the capacity above which a buffer is left to the
// garbage collector.
const largestPooledBuffer = 64 << 10

var writers = sync.Pool{New: func() any { return new(Writer) }}

// NewWriter returns a Writer of the format. Give it back with Free.
func NewWriter(f wamp.Format) *Writer {
	w := writers.Get().(*Writer)
	w.Begin(f)
	return w
}

// Free gives the Writer back. Its payload is dead from then on.
func (w *Writer) Free() {
	w.Clear()
	writers.Put(w)
}

// Begin makes a Writer that is zero, or cleared, one of the format.
func (w *Writer) Begin(f wamp.Format) {
	w.format = f
	if f < wamp.JSON || f > wamp.CBOR {
		w.setErr(fmt.Errorf("encode: unknown format %d", f))
		f = 0
	}
	w.short = shortForms[f]
}

// Clear forgets what was written, and lets go of memory that is not worth keeping. What
// was written is dead.
func (w *Writer) Clear() {
	w.Reset()
	if cap(w.buf) > largestPooledBuffer {
		w.buf = nil
	}
}

// Reset begins anew, in the same format. What was written is dead.
func (w *Writer) Reset() {
	w.buf, w.outer = w.buf[:0], w.outer[:0]
	w.writing = writing{} // by itself, which is in its place
}

// Format returns the format written.
func (w *Writer) Format() wamp.Format { return w.format }

// Payload returns what was written. It is borrowed: it dies with Free.
func (w *Writer) Payload() (p wamp.Payload, err error) {
	err = w.PayloadTo(&p)
	return p, err
}

// PayloadTo is Payload in its place: p is what was written.
func (w *Writer) PayloadTo(p *wamp.Payload) error {
	p.Format, p.Args, p.Kwargs, p.Passthru = w.format, nil, nil, nil
	if w.err == nil && w.inner.step != 0 {
		w.setErr(errOpen)
	}
	if w.err != nil {
		return w.err
	}
	if w.args.to > 0 {
		p.Args = w.buf[w.args.from:w.args.to:w.args.to]
	}
	if w.kwargs.to > 0 {
		p.Kwargs = w.buf[w.kwargs.from:w.kwargs.to:w.kwargs.to]
	}
	return nil
}

// Fail makes the payload an error. The first one sticks.
func (w *Writer) Fail(format string, args ...any) {
	w.setErr(fmt.Errorf(format, args...))
}

func (w *Writer) setErr(err error) {
	if w.err == nil {
		w.err = err
	}
	w.inner = writeFrame{} // wants nothing
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
func (w *Writer) Args(n int) {
	if w.begin(&w.args) {
		w.pushList(n)
	}
}

// Kwargs begins the keyword arguments: a map of n entries, closed by End.
func (w *Writer) Kwargs(n int) {
	if w.begin(&w.kwargs) {
		w.pushMap(n)
	}
}

func (w *Writer) begin(part *span) bool {
	if w.inner.step != 0 || part.to > 0 {
		w.setErr(errTwice)
	}
	part.from = len(w.buf)
	w.part = part
	return w.err == nil
}

// List begins a list of n values, closed by End.
func (w *Writer) List(n int) {
	switch {
	case n < w.short.lists && w.takes():
		w.buf = append(w.buf, w.short.list|byte(n))
		w.push(writeFrame{left: 2*n - 1, step: inList})
	case w.value():
		w.pushList(n)
	}
}

// Map begins a map of n entries, closed by End. An entry is a Key or MapKey and a value.
func (w *Writer) Map(n int) {
	switch {
	case n < w.short.maps && w.tag.key == "" && w.takes():
		w.buf = append(w.buf, w.short.dict|byte(n))
		w.push(writeFrame{left: 2 * n, step: inMap})
	case !w.value():
	case w.tag.key == "":
		w.pushMap(n)
	default:
		tag := w.tag
		w.tag.key = ""
		w.pushMap(n + 1)
		w.Key(tag.key)
		w.String(tag.value)
	}
}

// Tag gives the map that is written next an entry more, its first one. Unions
// tell by it which of their structs the map is.
func (w *Writer) Tag(key, value string) { w.tag.key, w.tag.value = key, value }

func (w *Writer) pushList(n int) {
	w.buf = appendListHead(w.buf, w.format, n)
	w.push(writeFrame{left: 2*n - 1, step: inList})
}

func (w *Writer) pushMap(n int) {
	w.buf = appendMapHead(w.buf, w.format, n)
	w.push(writeFrame{left: 2 * n, step: inMap})
}

func (w *Writer) push(frame writeFrame) {
	w.outer = append(w.outer, w.inner)
	w.inner = frame
}

// End closes the list, map, args or kwargs begun last.
func (w *Writer) End() {
	if w.inner.left != 1-int(w.inner.step) {
		w.setErr(errEntries)
		return
	}
	if w.format == wamp.JSON {
		if w.inner.step == inList {
			w.buf = append(w.buf, ']')
		} else {
			w.buf = append(w.buf, '}')
		}
	}
	last := len(w.outer) - 1
	w.inner, w.outer = w.outer[last], w.outer[:last]
	if last == 0 {
		w.part.to = len(w.buf)
	}
}

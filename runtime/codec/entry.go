package codec

import (
	"fmt"
	"math"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Entry is an entry of a map whose key is written and whose value is not. It has the
// scalars of Writer that fields have most. What was written stands in registers
// between key and value, which is why there are two ways to write an entry.
type Entry struct {
	w   *Writer
	buf []byte
}

// Field is Key for a value that follows in the same statement:
//
//	w.Field("id").String(d.ID)
func (w *Writer) Field(name string) Entry {
	return Entry{w, append(w.fieldHead(len(name)), name...)}
}

// Bool writes true or false.
func (e Entry) Bool(v bool) {
	if short := &e.w.short; short.yes != 0 {
		b := short.no
		if v {
			b = short.yes
		}
		e.w.buf = append(e.buf, b)
		return
	}
	e.w.buf = appendBool(append(e.buf, '"', ':'), wamp.JSON, v)
}

// Int writes an integer.
func (e Entry) Int(v int64) {
	switch {
	case uint64(v) < e.w.short.ints:
		e.w.buf = append(e.buf, byte(v))
	case v > math.MaxUint32 && e.w.short.wide != 0:
		e.w.buf = appendHead64(e.buf, e.w.short.wide, uint64(v))
	case e.w.short.wide != 0:
		e.w.buf = appendInt(e.buf, e.w.format, v)
	default:
		e.w.buf = appendInt(append(e.buf, '"', ':'), wamp.JSON, v)
	}
}

// Uint writes an integer that is not negative.
func (e Entry) Uint(v uint64) {
	switch {
	case v < e.w.short.ints:
		e.w.buf = append(e.buf, byte(v))
	case e.w.short.wide != 0:
		e.w.buf = appendUint(e.buf, e.w.format, v)
	default:
		e.w.buf = appendUint(append(e.buf, '"', ':'), wamp.JSON, v)
	}
}

// Float writes a float, as Writer.Float does.
func (e Entry) Float(v float64) {
	switch {
	case e.w.short.float != 0:
		e.w.buf = appendHead64(e.buf, e.w.short.float, math.Float64bits(v))
	case finite(v):
		e.w.buf = appendJSONFloat(append(e.buf, '"', ':'), v, 64)
	default:
		e.w.setErr(fmt.Errorf("encode float %v: %w", v, errNotFinite))
	}
}

// String writes text. It has to be UTF-8.
func (e Entry) String(v string) {
	switch {
	case len(v) < e.w.short.texts && isASCII(v):
		e.w.buf = append(append(e.buf, e.w.short.text|byte(len(v))), v...)
	case e.w.format == wamp.JSON && isPlain(v):
		e.w.buf = append(append(append(e.buf, '"', ':', '"'), v...), '"')
	case e.w.format == wamp.JSON && e.w.valid(v):
		e.w.buf = appendJSONString(append(e.buf, '"', ':'), v)
	case e.w.valid(v):
		e.w.buf = appendString(e.buf, e.w.format, v)
	}
}

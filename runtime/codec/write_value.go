package codec

import (
	"fmt"
	"math"
	"time"
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Key writes the key of a map's entry that is a name of a schema: ASCII with
// nothing in it that JSON would escape. It is inlined, so that a name that is known
// to the compiler is stored, and not copied.
func (w *Writer) Key(name string) { w.buf = append(w.keyHead(len(name)), name...) }

// MapKey writes the key of a map's entry. Any text that is UTF-8 can be one.
func (w *Writer) MapKey(key string) {
	if !w.valid(key) {
		return
	}
	buf := w.keyHead(len(key))
	switch {
	case w.err != nil:
	case w.format == wamp.JSON:
		buf = appendJSONString(buf[:len(buf)-1], key)
		w.buf = buf[:len(buf)-1]
	default:
		w.buf = append(buf, key...)
	}
}

// Null writes null.
func (w *Writer) Null() {
	if w.value() {
		w.buf = appendNull(w.buf, w.format)
	}
}

// Bool writes true or false.
func (w *Writer) Bool(v bool) {
	if w.short.yes != 0 && w.takes() {
		b := w.short.no
		if v {
			b = w.short.yes
		}
		w.buf = append(w.buf, b)
	} else if w.value() {
		w.buf = appendBool(w.buf, w.format, v)
	}
}

// Int writes an integer.
func (w *Writer) Int(v int64) {
	if uint64(v) < w.short.ints && w.takes() {
		w.buf = append(w.buf, byte(v))
	} else if w.value() {
		w.buf = appendInt(w.buf, w.format, v)
	}
}

// Uint writes an integer that is not negative.
func (w *Writer) Uint(v uint64) {
	if v < w.short.ints && w.takes() {
		w.buf = append(w.buf, byte(v))
	} else if w.value() {
		w.buf = appendUint(w.buf, w.format, v)
	}
}

// Float writes a float. JSON has no NaN and no infinity: there they are errors.
func (w *Writer) Float(v float64) {
	switch {
	case w.short.float != 0 && w.takes():
		w.buf = appendHead64(w.buf, w.short.float, math.Float64bits(v))
	case !w.value():
	case w.format == wamp.JSON && !finite(v):
		w.setErr(fmt.Errorf("encode float %v: %w", v, errNotFinite))
	default:
		w.buf = appendFloat(w.buf, w.format, v)
	}
}

// Float32 writes a float of 32 bits, in JSON with the fewest digits that tell it
// from others of 32 bits. JSON has no NaN and no infinity: there they are errors.
func (w *Writer) Float32(v float32) {
	switch {
	case !w.value():
	case w.format == wamp.JSON && !finite(float64(v)):
		w.setErr(fmt.Errorf("encode float %v: %w", v, errNotFinite))
	default:
		w.buf = appendFloat32(w.buf, w.format, v)
	}
}

// String writes text. It has to be UTF-8.
func (w *Writer) String(v string) {
	switch {
	case len(v) < w.short.texts && isASCII(v) && w.takes():
		buf := append(w.buf, w.short.text|byte(len(v)))
		w.buf = append(buf, v...)
	case !w.value():
	case w.format == wamp.JSON:
		w.jsonString(v)
	case w.valid(v):
		w.buf = appendString(w.buf, w.format, v)
	}
}

// jsonString writes text. That of plain characters needs no other look at it.
func (w *Writer) jsonString(v string) {
	if isPlain(v) {
		buf := append(w.buf, '"')
		buf = append(buf, v...)
		w.buf = append(buf, '"')
	} else if w.valid(v) {
		w.buf = appendJSONString(w.buf, v)
	}
}

// Bytes writes bytes, in JSON as a string of NUL and base64 (section "Binary
// conversion of JSON Strings").
func (w *Writer) Bytes(v []byte) {
	if w.value() {
		w.buf = appendBytes(w.buf, w.format, v)
	}
}

// Time writes a string by RFC 3339 with the offset and up to nine digits of the
// second. Years are from 0 to 9999.
func (w *Writer) Time(v time.Time) {
	if !w.value() {
		return
	}
	var buf [len(time.RFC3339Nano)]byte
	text, err := v.AppendText(buf[:0])
	if err != nil {
		w.setErr(fmt.Errorf("encode time: %w", err))
		return
	}
	w.buf = appendString(w.buf, w.format, text)
}

// Timestamp writes an integer: nanoseconds since 1970. Times before 1678 and
// after 2262 are errors.
func (w *Writer) Timestamp(v time.Time) {
	if !w.value() {
		return
	}
	if v.Before(time.Unix(0, math.MinInt64)) || v.After(time.Unix(0, math.MaxInt64)) {
		w.setErr(fmt.Errorf("encode timestamp: %s is out of range", v))
		return
	}
	w.buf = appendInt(w.buf, w.format, v.UnixNano())
}

// Duration writes an integer: nanoseconds.
func (w *Writer) Duration(v time.Duration) { w.Int(int64(v)) }

// Raw writes an undecoded value, transcoded if it is in another format. It has to
// be well-formed.
func (w *Writer) Raw(v Raw) {
	if w.value() {
		w.append(appendRaw(w.buf, w.format, v))
	}
}

// Value writes any value of the kinds that AppendValue knows.
func (w *Writer) Value(v any) {
	if w.value() {
		w.append(appendAny(w.buf, w.format, v, maxDepth))
	}
}

func (w *Writer) append(buf []byte, err error) {
	if err != nil {
		w.setErr(fmt.Errorf("encode value: %w", err))
		return
	}
	w.buf = buf
}

func (w *Writer) valid(text string) bool {
	if !isASCII(text) && !utf8.ValidString(text) {
		w.setErr(fmt.Errorf("encode string %q: %w", text, errInvalidUTF8))
		return false
	}
	return true
}

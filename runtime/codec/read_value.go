package codec

import (
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// Null reads the next value if it is null, and reports whether it was.
func (r *Reader) Null() bool {
	if r.err != nil {
		return false
	}
	at := r.src
	if at.next().kind != kindNull {
		return false
	}
	r.src = at
	return true
}

// Bool reads true or false.
func (r *Reader) Bool() bool {
	if b := r.peek(); b != 0 && (b == r.short.yes || b == r.short.no) {
		r.src.pos++
		return b == r.short.yes
	}
	t := r.next()
	if t.kind != kindBool {
		r.want(kindBool, t)
		return false
	}
	return t.bits != 0
}

// Int reads an integer that fits a signed one of so many bits. A float without
// fraction is one. The rule of one that does not fit is "range".
func (r *Reader) Int(bits int) int64 {
	if n, ok := r.shortInt(bits); ok {
		return n
	}
	t := r.next()
	n, ok := int64(t.bits), t.kind == kindInt
	if f, isFloat := t.float(); isFloat {
		if f != math.Trunc(f) {
			r.want(kindInt, t)
			return 0
		}
		n, ok = int64(f), f >= math.MinInt64 && f < -math.MinInt64
	} else if t.kind != kindInt && t.kind != kindUint {
		r.want(kindInt, t)
		return 0
	}
	if unused := 64 - bits; !ok || n<<unused>>unused != n {
		r.Fail("range", "want integer of %d bits", bits)
		return 0
	}
	return n
}

// Uint reads an integer that fits an unsigned one of so many bits. A float without
// fraction is one. The rule of one that does not fit is "range".
func (r *Reader) Uint(bits int) uint64 {
	if n, ok := r.shortInt(bits); ok {
		return uint64(n)
	}
	t := r.next()
	n, ok := t.bits, t.kind == kindUint || int64(t.bits) >= 0
	if f, isFloat := t.float(); isFloat {
		if f != math.Trunc(f) {
			r.want(kindInt, t)
			return 0
		}
		n, ok = uint64(f), f >= 0 && f < math.MaxUint64
	} else if t.kind != kindInt && t.kind != kindUint {
		r.want(kindInt, t)
		return 0
	}
	if unused := 64 - bits; !ok || n<<unused>>unused != n {
		r.Fail("range", "want unsigned integer of %d bits", bits)
		return 0
	}
	return n
}

// float returns the value of a float.
func (t token) float() (f float64, ok bool) {
	switch t.kind {
	case kindFloat:
		return math.Float64frombits(t.bits), true
	case kindFloat32:
		return float64(math.Float32frombits(uint32(t.bits))), true
	}
	return 0, false
}

// Float reads a number. Integers are rounded to the nearest float.
func (r *Reader) Float() float64 {
	if b := r.peek(); b != 0 && b == r.short.float {
		if n, ok := r.eight(); ok {
			return math.Float64frombits(n)
		}
	}
	t := r.next()
	switch t.kind {
	case kindInt:
		return float64(int64(t.bits))
	case kindUint:
		return float64(t.bits)
	}
	f, ok := t.float()
	if !ok {
		r.want(kindFloat, t)
	}
	return f
}

// Float32 reads a number, rounded to the nearest float of 32 bits. The rule of one
// beyond their range is "range".
func (r *Reader) Float32() float32 {
	f := r.Float()
	if math.IsInf(float64(float32(f)), 0) && !math.IsInf(f, 0) {
		r.Fail("range", "want float of 32 bits")
		return 0
	}
	return float32(f)
}

// String reads text.
func (r *Reader) String() string {
	if r.err == nil {
		if text, end := r.src.shortText(); end > 0 {
			start := r.src.pos + 1
			r.src.pos = end
			if r.text != "" {
				return r.text[start : start+len(text)]
			}
			return string(text)
		}
	}
	t := r.next()
	switch {
	case t.kind != kindString:
		r.want(kindString, t)
		return ""
	case r.text != "" && !t.coded():
		return r.text[t.pos : t.pos+t.size]
	}
	return string(r.src.content(t, nil))
}

// textBytes returns the contents of a string. They may lie in the scanned data.
func (r *Reader) textBytes() []byte {
	t := r.next()
	if t.kind != kindString {
		r.want(kindString, t)
		return nil
	}
	return r.src.content(t, nil)
}

// Bytes reads bytes, in JSON a string of NUL and base64. Empty ones are not nil.
func (r *Reader) Bytes() []byte {
	t := r.next()
	switch {
	case t.kind == kindBytes:
		return append([]byte{}, r.src.content(t, nil)...)
	case t.kind == kindString && r.src.format == wamp.JSON:
		if b, ok := jsonBytes([]byte{}, r.src.content(t, nil)); ok {
			return b
		}
	}
	r.want(kindBytes, t)
	return nil
}

// Time reads a string by RFC 3339; its offset is kept. The rule of another string
// is "format".
func (r *Reader) Time() time.Time {
	text := r.textBytes()
	if r.err != nil {
		return time.Time{}
	}
	v, err := time.Parse(time.RFC3339, string(text))
	if err != nil {
		r.Fail("format", "want time by RFC 3339, got %q", excerpt(text))
		return time.Time{}
	}
	return v
}

// Timestamp reads an integer: nanoseconds since 1970. The time is in UTC.
func (r *Reader) Timestamp() time.Time {
	n := r.Int(64)
	if r.err != nil {
		return time.Time{}
	}
	return time.Unix(0, n).UTC()
}

// Duration reads an integer, nanoseconds, or a string such as "1h30m" or "250ms".
// The rule of another string is "format".
func (r *Reader) Duration() time.Duration {
	at := r.src
	if r.err != nil || at.next().kind != kindString {
		return time.Duration(r.Int(64))
	}
	text := r.textBytes()
	v, err := time.ParseDuration(string(text))
	if err != nil {
		r.Fail("format", "want duration such as 30s or 1h30m, got %q", excerpt(text))
		return 0
	}
	return v
}

// Raw reads any value without decoding it.
func (r *Reader) Raw() Raw {
	return Raw{Format: r.src.format, Bytes: slices.Clone(r.skip())}
}

// RawList reads a list without decoding it, or null, which is the zero Raw.
func (r *Reader) RawList() Raw { return r.rawContainer(kindList) }

// RawMap reads a map without decoding it, or null, which is the zero Raw.
func (r *Reader) RawMap() Raw { return r.rawContainer(kindMap) }

func (r *Reader) rawContainer(want kind) Raw {
	v := r.Raw()
	if r.err != nil {
		return Raw{}
	}
	switch got := kindAt(v.Format, v.Bytes); got {
	case want:
		return v
	case kindNull:
	default:
		r.Fail("type", "want %s, got %s", want, got)
	}
	return Raw{}
}

// Value reads any value, as DecodeValue does. The rule of one in which a key
// occurs twice is "duplicate".
func (r *Reader) Value() any {
	b := r.skip()
	if b == nil {
		return nil
	}
	v := valueDecoder{budget: math.MaxInt}
	v.src.reset(r.src.format, b)
	value := v.value()
	if v.err != nil {
		r.Fail("duplicate", "%v", v.err)
		return nil
	}
	return value
}

// Enum reads a string that is one of the values, and returns that one. The rule
// of another string is "enum".
func (r *Reader) Enum(values []string) string {
	text := r.textBytes()
	for _, v := range values {
		if v == string(text) {
			return v
		}
	}
	if r.err == nil {
		r.Fail("enum", "want one of %q, got %q", values, excerpt(text))
	}
	return ""
}

// excerpt returns what a message shows of a text.
func excerpt(text []byte) []byte {
	const most = 40
	if len(text) <= most {
		return text
	}
	end := most
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return append(text[:end:end], "..."...)
}

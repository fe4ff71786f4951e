package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// NullableEntry is an Entry for a value that may be null, which a nil pointer is.
type NullableEntry struct{ entry Entry }

// Nullable is Field for a value that may be null:
//
//	w.Nullable("note").String(d.Note)
func (w *Writer) Nullable(name string) NullableEntry { return NullableEntry{w.Field(name)} }

// Bool writes true or false, or null.
func (e NullableEntry) Bool(v *bool) {
	if v == nil {
		e.entry.null()
	} else {
		e.entry.Bool(*v)
	}
}

// Int writes an integer, or null.
func (e NullableEntry) Int(v *int64) {
	if v == nil {
		e.entry.null()
	} else {
		e.entry.Int(*v)
	}
}

// Uint writes an integer that is not negative, or null.
func (e NullableEntry) Uint(v *uint64) {
	if v == nil {
		e.entry.null()
	} else {
		e.entry.Uint(*v)
	}
}

// Float writes a float, or null.
func (e NullableEntry) Float(v *float64) {
	if v == nil {
		e.entry.null()
	} else {
		e.entry.Float(*v)
	}
}

// String writes text, or null.
func (e NullableEntry) String(v *string) {
	if v == nil {
		e.entry.null()
	} else {
		e.entry.String(*v)
	}
}

func (e Entry) null() { e.w.buf = appendNull(e.value(), e.w.format) }

// value returns what was written, ready for a value of any format.
func (e Entry) value() []byte {
	if e.w.format == wamp.JSON {
		return append(e.buf, '"', ':')
	}
	return e.buf
}

// OptionalEntry is an entry that a nil pointer leaves out.
type OptionalEntry struct {
	w    *Writer
	name string
}

// Optional is Field for a value that may be absent. The map counts the entry only if
// it is there:
//
//	w.Map(3 + codec.Count(d.Note != nil))
//	...
//	w.Optional("note").String(d.Note)
func (w *Writer) Optional(name string) OptionalEntry { return OptionalEntry{w, name} }

// Bool writes true or false, or nothing.
func (e OptionalEntry) Bool(v *bool) {
	if v != nil {
		e.w.Field(e.name).Bool(*v)
	}
}

// Int writes an integer, or nothing.
func (e OptionalEntry) Int(v *int64) {
	if v != nil {
		e.w.Field(e.name).Int(*v)
	}
}

// Uint writes an integer that is not negative, or nothing.
func (e OptionalEntry) Uint(v *uint64) {
	if v != nil {
		e.w.Field(e.name).Uint(*v)
	}
}

// Float writes a float, or nothing.
func (e OptionalEntry) Float(v *float64) {
	if v != nil {
		e.w.Field(e.name).Float(*v)
	}
}

// String writes text, or nothing.
func (e OptionalEntry) String(v *string) {
	if v != nil {
		e.w.Field(e.name).String(*v)
	}
}

// Count returns how many of the entries of a map are present.
func Count(present ...bool) (n int) {
	for _, p := range present {
		if p {
			n++
		}
	}
	return n
}

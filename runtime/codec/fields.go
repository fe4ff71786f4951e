package codec

import "math/bits"

// Fields names the fields of a struct, of kwargs or of the positional arguments,
// in the order in which Cursor numbers them. Names are ASCII with nothing in them
// that JSON would escape. It is made once and shared.
type Fields struct {
	names         []string
	kinds         []fieldKind
	required      []uint64 // a set
	index         map[string]int
	rejectUnknown bool
}

// fieldKind says what of a field may be missing: itself, or its value.
type fieldKind uint8

const (
	fieldRequired fieldKind = iota
	fieldOptional
	fieldNullable
)

// FieldsOption is an argument of NewFields.
type FieldsOption func(*Fields)

// NewFields returns the fields that the options name, numbered from 0 in the
// order given:
//
//	codec.NewFields(codec.Required("id"), codec.Optional("mode", "tags"), codec.Nullable("note"))
func NewFields(options ...FieldsOption) *Fields {
	f := &Fields{index: make(map[string]int)}
	for _, option := range options {
		option(f)
	}
	return f
}

// Required names fields that must be present.
func Required(names ...string) FieldsOption {
	return func(f *Fields) { f.add(fieldRequired, names) }
}

// Optional names fields that may be absent.
func Optional(names ...string) FieldsOption {
	return func(f *Fields) { f.add(fieldOptional, names) }
}

// Nullable names fields that must be present and may be null: Cursor passes over
// those that are.
func Nullable(names ...string) FieldsOption {
	return func(f *Fields) { f.add(fieldNullable, names) }
}

// RejectUnknown makes keys and surplus arguments that have no name a fault; else
// they are skipped.
func RejectUnknown() FieldsOption {
	return func(f *Fields) { f.rejectUnknown = true }
}

func (f *Fields) add(kind fieldKind, names []string) {
	for _, name := range names {
		n := len(f.names)
		f.index[name] = n
		f.names = append(f.names, name)
		f.kinds = append(f.kinds, kind)
		if n%64 == 0 {
			f.required = append(f.required, 0)
		}
		if kind != fieldOptional {
			f.required[n/64] |= 1 << (n % 64)
		}
	}
}

// find returns the number of the field with the name, or -1. Guess is the number
// it probably has: peers send fields in the order of the schema.
func (f *Fields) find(name []byte, guess int) int {
	if guess < len(f.names) && f.names[guess] == string(name) {
		return guess
	}
	if n, ok := f.index[string(name)]; ok {
		return n
	}
	return -1
}

// missing returns the first required field that is not in the sets, of the first 64 and of
// the others, or -1.
func (f *Fields) missing(seen uint64, many []uint64) int {
	for i, required := range f.required {
		switch {
		case i == 0:
			required &^= seen
		case i <= len(many):
			required &^= many[i-1]
		}
		if required != 0 {
			return 64*i + bits.TrailingZeros64(required)
		}
	}
	return -1
}

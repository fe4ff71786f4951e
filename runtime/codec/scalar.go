package codec

import "github.com/wampgen/wampgen/runtime/wamp"

// This file completes the scalars of the schema language, so that each has one
// function that writes it and one that reads it.

// Signed are the signed integers of a width that Go names.
type Signed interface {
	~int8 | ~int16 | ~int32 | ~int64
}

// Unsigned are the unsigned integers of a width that Go names.
type Unsigned interface {
	~uint8 | ~uint16 | ~uint32 | ~uint64
}

// EncodeInt writes an integer.
func EncodeInt[T Signed](w *Writer, v T) { w.Int(int64(v)) }

// DecodeInt reads an integer that T can hold, as Reader.Int does.
func DecodeInt[T Signed](r *Reader) T { return T(r.Int(width[T]())) }

// EncodeUint writes an unsigned integer.
func EncodeUint[T Unsigned](w *Writer, v T) { w.Uint(uint64(v)) }

// DecodeUint reads an unsigned integer that T can hold, as Reader.Uint does.
func DecodeUint[T Unsigned](r *Reader) T { return T(r.Uint(width[T]())) }

// width returns the number of bits of an integer.
func width[T Signed | Unsigned]() int {
	bits := 8
	for T(1)<<bits != 0 {
		bits *= 2
	}
	return bits
}

// URI writes a URI or a pattern.
func (w *Writer) URI(v wamp.URI) { w.String(string(v)) }

// ID writes an ID.
func (w *Writer) ID(v wamp.ID) { w.Uint(uint64(v)) }

// URI reads a URI by the loose rules (section "URIs"). The rule of another string
// is "format".
func (r *Reader) URI() wamp.URI {
	return r.checked(wamp.URI.Valid, "want URI, got %q")
}

// URIPattern reads a URI whose components may be empty. The rule of another
// string is "format".
func (r *Reader) URIPattern() wamp.URI {
	pattern := func(u wamp.URI) bool { return u.ValidPattern(wamp.MatchWildcard) }
	return r.checked(pattern, "want URI pattern, got %q")
}

// Name reads one component of a URI. The rule of another string is "format".
func (r *Reader) Name() string {
	component := func(u wamp.URI) bool { return u.Valid() && u.Components() == 1 }
	return string(r.checked(component, "want one component of a URI, got %q"))
}

func (r *Reader) checked(valid func(wamp.URI) bool, message string) wamp.URI {
	u := wamp.URI(r.String())
	if r.err == nil && !valid(u) {
		r.Fail("format", message, excerpt([]byte(u)))
		return ""
	}
	return u
}

// ID reads an ID, an integer from 1 to 2^53. The rule of another integer is "range".
func (r *Reader) ID() wamp.ID {
	id := wamp.ID(r.Uint(64))
	if r.err == nil && !id.Valid() {
		r.Fail("range", "want ID from 1 to 2^53, got %d", id)
		return 0
	}
	return id
}

package codec

import (
	"unsafe"

	"github.com/wampgen/wampgen/runtime/wamp"
)

// This file completes the scalars of the schema language, so that each has one
// function that writes it and one that reads it.

// Signed and Unsigned are the integers of a width that Go names.
type (
	Signed interface {
		~int8 | ~int16 | ~int32 | ~int64
	}
	Unsigned interface {
		~uint8 | ~uint16 | ~uint32 | ~uint64
	}
)

// EncodeInt writes an integer.
func EncodeInt[T Signed](w *Writer, v T) { w.Int(int64(v)) }

// DecodeInt reads an integer that T can hold.
func DecodeInt[T Signed](r *Reader) T { return T(r.Int(int(unsafe.Sizeof(T(0))) * 8)) }

// EncodeUint writes an unsigned integer.
func EncodeUint[T Unsigned](w *Writer, v T) { w.Uint(uint64(v)) }

// DecodeUint reads an unsigned integer that T can hold.
func DecodeUint[T Unsigned](r *Reader) T { return T(r.Uint(int(unsafe.Sizeof(T(0))) * 8)) }

// URI writes a URI or a pattern.
func (w *Writer) URI(v wamp.URI) { w.String(string(v)) }

// ID writes an ID.
func (w *Writer) ID(v wamp.ID) { w.Uint(uint64(v)) }

// URI reads a URI by the loose rules (section "URIs"). A fault has the rule
// "format".
func (r *Reader) URI() wamp.URI {
	u := wamp.URI(r.String())
	if r.err == nil && !u.Valid() {
		r.Fail("format", "want URI, got %q", string(u))
	}
	return u
}

// URIPattern reads a URI whose components may be empty.
func (r *Reader) URIPattern() wamp.URI {
	u := wamp.URI(r.String())
	if r.err == nil && !u.ValidPattern(wamp.MatchWildcard) {
		r.Fail("format", "want URI pattern, got %q", string(u))
	}
	return u
}

// Name reads one component of a URI.
func (r *Reader) Name() string {
	s := r.String()
	if u := wamp.URI(s); r.err == nil && (!u.Valid() || u.Components() != 1) {
		r.Fail("format", "want one component of a URI, got %q", s)
	}
	return s
}

// ID reads an ID, an integer from 1 to 2^53. A fault has the rule "range".
func (r *Reader) ID() wamp.ID {
	id := wamp.ID(r.Uint(64))
	if r.err == nil && !id.Valid() {
		r.Fail("range", "want ID from 1 to 2^53, got %d", id)
	}
	return id
}

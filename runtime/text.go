package runtime

import (
	"encoding"

	"github.com/wampgen/wampgen/runtime/codec"
)

// TextPointer is a pointer to a type that wampgen.yaml has mapped a scalar to, and that
// reads its text.
type TextPointer[T any] interface {
	*T
	encoding.TextUnmarshaler
}

// WriteText writes the text of x as a string; that it has none is an error of w.
func WriteText[T encoding.TextMarshaler](w *codec.Writer, x T) {
	text, err := x.MarshalText()
	if err != nil {
		w.Fail("encode %T: %w", x, err)
		return
	}
	w.String(string(text))
}

// ReadText reads a string as a T. A text that T refuses is a fault of the rule format.
func ReadText[T any, P TextPointer[T]](r *codec.Reader) (x T) {
	text := r.String()
	if r.Err() != nil {
		return x
	}
	if err := P(&x).UnmarshalText([]byte(text)); err != nil {
		r.Fail("format", "%s", err)
	}
	return x
}

// TextOf returns the text of x, empty if it has none.
func TextOf[T encoding.TextMarshaler](x T) string {
	text, err := x.MarshalText()
	if err != nil {
		return ""
	}
	return string(text)
}

// FromText returns the T of a text that a schema has as a default. A text that T
// refuses, although it is one of the scalar, gives the zero T.
func FromText[T any, P TextPointer[T]](text string) (x T) {
	if err := P(&x).UnmarshalText([]byte(text)); err != nil {
		return *new(T)
	}
	return x
}

// URIText reads a part of a URI as a T.
func URIText[T any, P TextPointer[T]](r *URIReader) (x T) {
	if err := P(&x).UnmarshalText([]byte(r.take())); err != nil {
		r.fail("format", err.Error())
	}
	return x
}

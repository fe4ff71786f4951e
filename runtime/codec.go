package runtime

import (
	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// Codec writes, reads and checks one whole payload, args and kwargs. A function
// that is nil writes nothing, ignores everything, or finds no fault: the zero
// Codec is that of an empty payload.
type Codec[T any] struct {
	Encode   func(*T, *codec.Writer)
	Decode   func(*T, *codec.Reader)
	Validate func(*T, *codec.Validator)
}

// None is the payload of a procedure or topic that has none.
type None struct{}

// PayloadOf returns the codec of a generated type that is a whole payload. It panics if
// T is none.
func PayloadOf[T any]() Codec[T] { return codecOf[T](newWhole(new(T))) }

// PositionalOf returns the codec of a payload that is one required positional argument
// of a generated type; name is for messages about it. It panics if T is none.
func PositionalOf[T any](name string) Codec[T] { return codecOf[T](newArgument(name, new(T))) }

// codecOf returns the codec of a generated type, by functions that are not generic: what
// is in generic ones is compiled for each type of each package.
//
//go:noinline
func codecOf[T any](f functions) Codec[T] {
	c := Codec[T]{
		Encode: func(x *T, w *codec.Writer) { f.encode(x, w) },
		Decode: func(x *T, r *codec.Reader) { f.decode(x, r) },
	}
	if f.validate != nil {
		c.Validate = func(x *T, v *codec.Validator) { f.validate(x, v) }
	}
	return c
}

// One returns the codec of a payload that is one required positional argument,
// which encode writes and decode reads; name is for messages about it.
func One[T any](name string, encode func(*codec.Writer, T), decode func(*codec.Reader) T) Codec[T] {
	return Positional(name, Codec[T]{
		Encode: func(x *T, w *codec.Writer) { encode(w, *x) },
		Decode: func(x *T, r *codec.Reader) { *x = decode(r) },
	})
}

// Positional returns the codec of a payload that is one required positional
// argument, which value writes, reads and checks; name is for messages about it.
func Positional[T any](name string, value Codec[T]) Codec[T] {
	fields := codec.NewFields(codec.Required(name))
	c := Codec[T]{
		Encode: func(x *T, w *codec.Writer) {
			w.Args(1)
			value.Encode(x, w)
			w.End()
		},
		Decode: func(x *T, r *codec.Reader) {
			c := r.Args(fields)
			for c.Next(r) {
				value.Decode(x, r)
			}
		},
	}
	if value.Validate != nil {
		c.Validate = func(x *T, v *codec.Validator) {
			v.Enter("args")
			v.EnterIndex(0)
			value.Validate(x, v)
			v.Leave()
			v.Leave()
		}
	}
	return c
}

// Checked returns the codec with another Validate, which sees the whole payload.
func (c Codec[T]) Checked(validate func(*T, *codec.Validator)) Codec[T] {
	c.Validate = validate
	return c
}

// write returns the payload of x, borrowed from w.
func (c *Codec[T]) write(x *T, w *codec.Writer) (p wamp.Payload, err error) {
	err = c.writeTo(x, w, &p)
	return p, err
}

// writeTo makes p the payload of x, borrowed from w.
func (c *Codec[T]) writeTo(x *T, w *codec.Writer, p *wamp.Payload) error {
	if c.Encode != nil {
		c.Encode(x, w)
	}
	return w.PayloadTo(p)
}

// read decodes and checks p. The error is a *codec.ValueError or a
// *codec.ValidationError.
func (c *Codec[T]) read(x *T, p wamp.Payload) error {
	r, v := codec.NewReader(p), codec.NewValidator()
	err := c.readFrom(x, r, v)
	r.Free()
	v.Free()
	return err
}

// readFrom is read of the payload of r.
func (c *Codec[T]) readFrom(x *T, r *codec.Reader, v *codec.Validator) error {
	if c.Decode == nil {
		return nil
	}
	c.Decode(x, r)
	if err := r.Err(); err != nil || c.Validate == nil {
		return err
	}
	v.Reset()
	c.Validate(x, v)
	return v.Err()
}

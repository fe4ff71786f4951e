package runtime

import (
	"fmt"

	"github.com/wampgen/wampgen/runtime/codec"
)

// generated is a type that writes and reads itself.
type generated interface {
	EncodeWAMP(*codec.Writer)
	DecodeWAMP(*codec.Reader)
}

// validated is a generated type that has rules.
type validated interface {
	ValidateWAMP(*codec.Validator)
}

// functions are a Codec of a generated type, x.
type functions struct {
	encode   func(x any, w *codec.Writer)
	decode   func(x any, r *codec.Reader)
	validate func(x any, v *codec.Validator) // nil: no rules
}

// newWhole returns the functions for a whole payload of the type of x.
func newWhole(x any) functions {
	if _, ok := x.(generated); !ok {
		panic(fmt.Sprintf("runtime: %T is no generated type", x))
	}
	f := functions{
		encode: func(x any, w *codec.Writer) { x.(generated).EncodeWAMP(w) },
		decode: func(x any, r *codec.Reader) { x.(generated).DecodeWAMP(r) },
	}
	if _, ok := x.(validated); ok {
		f.validate = func(x any, v *codec.Validator) { x.(validated).ValidateWAMP(v) }
	}
	return f
}

// newArgument returns the functions for the one positional argument of a payload.
func newArgument(name string, x any) functions {
	f, fields := newWhole(x), codec.NewFields(codec.Required(name))
	encode, validate := f.encode, f.validate
	f.encode = func(x any, w *codec.Writer) {
		w.Args(1)
		encode(x, w)
		w.End()
	}
	f.decode = func(x any, r *codec.Reader) { r.ScanArgs(fields, x) }
	if validate != nil {
		f.validate = func(x any, v *codec.Validator) {
			v.Enter("args")
			v.EnterIndex(0)
			validate(x, v)
			v.Leave()
			v.Leave()
		}
	}
	return f
}

package runtime

import (
	"errors"
	"fmt"
	"strings"

	"github.com/wampgen/wampgen/runtime/codec"
	"github.com/wampgen/wampgen/runtime/contract"
	"github.com/wampgen/wampgen/runtime/wamp"
)

// DecodeExtra decodes and checks the extra of a node file: JSON, or nil where it
// is absent, which counts as an empty object. It returns either no faults or the
// faults and the zero value.
func DecodeExtra[T any, P interface {
	*T
	DecodeWAMP(*codec.Reader)
}](extra []byte) (T, []contract.Fault) {
	var value, zero T
	if len(extra) == 0 {
		extra = []byte("{}")
	}
	r := codec.NewValueReader(wamp.JSON, extra)
	P(&value).DecodeWAMP(r)
	err := r.Err()
	r.Free()
	if checked, ok := any(&value).(validated); err == nil && ok {
		v := codec.NewValidator()
		checked.ValidateWAMP(v)
		err = v.Err()
		v.Free()
	}
	if err != nil {
		return zero, faults(err)
	}
	return value, nil
}

// faults returns the faults of the errors of codec.Reader and codec.Validator.
func faults(err error) []contract.Fault {
	var all *codec.ValidationError
	if errors.As(err, &all) {
		list := make([]contract.Fault, len(all.Faults))
		for i, f := range all.Faults {
			list[i] = contract.Fault(f)
		}
		return list
	}
	var one *codec.ValueError
	if errors.As(err, &one) {
		return []contract.Fault{contract.Fault(*one)}
	}
	return []contract.Fault{{Message: err.Error()}}
}

// ExtraError returns the faults of an extra as one error, nil for none.
func ExtraError(faults []contract.Fault) error {
	if len(faults) == 0 {
		return nil
	}
	texts := make([]string, len(faults))
	for i, f := range faults {
		texts[i] = f.Message
		if f.Path != "" {
			texts[i] = f.Path + ": " + f.Message
		}
	}
	return fmt.Errorf("extra: %s", strings.Join(texts, "; "))
}
